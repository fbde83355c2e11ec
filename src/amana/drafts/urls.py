"""Addresses of the room; forms ask them while somebody types."""

from django.urls import path

from amana.drafts import views

app_name = "drafts"
urlpatterns = [
    path("keep/", views.keep, name="keep"),
    path("open/", views.open_draft, name="open"),
    path("discard/", views.discard, name="discard"),
]
