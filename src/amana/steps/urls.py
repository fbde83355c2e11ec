"""Addresses of steps, entries and the second person, beside those of cases and in its namespace."""

from django.urls import path

from amana.steps import views

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("<uuid:id>/steps/<slug:transition>/", views.step, name="step"),
    path("<uuid:id>/entries/<uuid:step>/", views.entry, name="entry"),
    path("<uuid:id>/second-person/", views.second_person, name="second_person"),
]
