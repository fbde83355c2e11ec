"""Addresses of people's own pages at the desk, in the namespace of intake."""

from django.urls import path

from amana.own_page.views import desk

urlpatterns = [
    path("people/<uuid:procedure>/own-page/", desk.own_page, name="own_page"),
    path("own-pages/words/<uuid:id>/", desk.own_order, name="own_order"),
    path("voices/", desk.voices, name="voices"),
    path("voices/<uuid:id>/", desk.complaint, name="complaint"),
    path("voices/<uuid:id>/answer/", desk.answer_complaint, name="answer_complaint"),
    path("voices/feedback/<uuid:id>/", desk.feedback, name="feedback"),
]
