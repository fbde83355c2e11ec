"""Addresses of the guide: they hold the name of a topic and nothing of the page from which it was opened."""

from django.urls import path

from amana.guide import views

app_name = "guide"
urlpatterns = [
    path("", views.contents, name="contents"),
    path("words/", views.words, name="words"),
    path("keys/", views.keys, name="keys"),
    path("<slug:name>/", views.topic, name="topic"),
]
