"""Addresses of the public face, each under the prefix of its language: the form, and the page for a code."""

from django.urls import path

from amana.intake.views import public

urlpatterns = [
    path("", public.report, name="report"),
    path("code/", public.follow, name="follow"),
]
