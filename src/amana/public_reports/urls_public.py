"""Addresses of the public face, each under the prefix of its language: the report, a code, what can be read, the way out."""

from django.urls import path

from amana.public_reports import views

urlpatterns = [
    path("puzzle/", views.challenge, name="work"),
    path("", views.report, name="report"),
    path("code/", views.follow, name="follow"),
    path("leave/", views.leave, name="leave"),
    path("about/<slug:name>/", views.about, name="about"),
    path("card/<slug:language>/", views.card, name="card"),
    path("ask/<slug:language>/", views.help_in, name="help_in"),
]
