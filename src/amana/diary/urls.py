"""Addresses of the diary: the days to show are in the query string, which names nobody."""

from django.urls import path

from amana.diary import views

app_name = "diary"
urlpatterns = [
    path("", views.diary, name="diary"),
    path("file/", views.file, name="file"),
]
