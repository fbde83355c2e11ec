"""Addresses of letters, proceedings, requests to a judge and professional notes: by opaque id, never by a name."""

from django.urls import path

from amana.justice import views

app_name = "justice"
urlpatterns = [
    path("", views.mine, name="list"),
    path("cases/<uuid:id>/letter/", views.new_letter, name="new_letter"),
    path("cases/<uuid:id>/proceeding/", views.begin, name="begin"),
    path("cases/<uuid:id>/request/", views.new_request, name="new_request"),
    path("cases/<uuid:id>/notes/", views.notes, name="notes"),
    path("cases/<uuid:id>/notes/<uuid:note>/", views.open_note, name="open_note"),
    path("letters/<uuid:id>/", views.letter, name="letter"),
    path("letters/<uuid:id>/draft/", views.change, name="change"),
    path("letters/<uuid:id>/give/", views.give, name="give"),
    path("letters/<uuid:id>/sign/", views.sign, name="sign"),
    path("letters/<uuid:id>/remind/", views.remind, name="remind"),
    path("letters/<uuid:id>/pdf/", views.page, name="page"),
    path("letters/<uuid:id>/steps/<slug:transition>/", views.step, name="step"),
    path("proceedings/<uuid:id>/", views.proceeding, name="proceeding"),
    path("proceedings/<uuid:id>/milestone/", views.milestone, name="milestone"),
    path("proceedings/<uuid:id>/steps/<slug:transition>/", views.proceeding_step, name="proceeding_step"),
    path("requests/<uuid:id>/", views.judge_request, name="request"),
    path("requests/<uuid:id>/open/", views.open_request, name="open_request"),
    path("requests/<uuid:id>/decide/<slug:transition>/", views.decide, name="decide"),
]
