"""Addresses of the first day."""

from django.urls import path

from amana.first_day import views

app_name = "first_day"
urlpatterns = [
    path("", views.first_day, name="first_day"),
    path("recovery-officers/", views.officers, name="officers"),
    path("country-pack/", views.values, name="values"),
]
