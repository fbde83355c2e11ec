"""Addresses of published data on the public face, under the prefix of the language."""

from django.urls import path

from amana.releases import views_public as views

urlpatterns = [
    path("", views.list_published, name="data"),
    path("<slug:reference>/", views.one, name="data_release"),
    path("<slug:reference>/<str:name>", views.file, name="data_file"),
]
