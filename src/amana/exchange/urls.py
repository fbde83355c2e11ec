"""Addresses of the exchange: by opaque id. What is asked about her is sent by POST and is in no address."""

from django.urls import path

from amana.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.home, name="home"),
    path("answer/", views.open_answering, name="open_answering"),
    path("answer/<uuid:id>/stop/", views.close_answering, name="close_answering"),
    path("people/<uuid:id>/ask/", views.ask, name="ask"),
    path("people/<uuid:id>/found/", views.set_findable, name="found"),
    path("questions/<uuid:id>/", views.answer, name="answer"),
]
