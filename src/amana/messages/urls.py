"""Addresses at the desk, by opaque id."""

from django.urls import path

from amana.messages.views import desk

app_name = "messages"
urlpatterns = [
    path("cases/<uuid:id>/", desk.messages, name="case"),
    path("cases/<uuid:id>/preview/", desk.preview, name="preview"),
    path("cases/<uuid:id>/send/", desk.send, name="send"),
    path("<uuid:id>/call-back/", desk.call_back, name="call_back"),
    path("<uuid:id>/done/", desk.mark_done, name="done"),
]
