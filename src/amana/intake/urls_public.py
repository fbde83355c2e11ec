"""Addresses of the public face, each under the prefix of its language: the report, a code, what can be read, the way out."""

from django.urls import path

from amana.intake.views import public, work

urlpatterns = [
    path("puzzle/", work.challenge, name="work"),
    path("", public.report, name="report"),
    path("code/", public.follow, name="follow"),
    path("leave/", public.leave, name="leave"),
    path("about/<slug:name>/", public.about, name="about"),
    path("card/<slug:language>/", public.card, name="card"),
    path("ask/<slug:language>/", public.help_in, name="help_in"),
]
