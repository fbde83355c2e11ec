"""Addresses of saved views."""

from django.urls import path

from amana.saved_views import views

app_name = "saved_views"
urlpatterns = [
    path("keep/", views.keep, name="keep"),
    path("remove/", views.remove, name="remove"),
]
