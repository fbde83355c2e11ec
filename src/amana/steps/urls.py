"""Addresses of steps, entries and the second person, in the namespace of cases."""

from django.urls import path

from amana.steps import views

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("<uuid:id>/steps/<slug:transition>/", views.step, name="step"),
    path("<uuid:id>/entries/<uuid:step>/", views.entry, name="entry"),
    path("<uuid:id>/second-person/", views.second_person, name="second_person"),
]
