"""Addresses of intake at the desk: by opaque id; a sign's id leads to everything before a case."""

from django.urls import path

from amana.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.waiting_signs, name="signs"),
    path("all/", views.all_signs, name="all_signs"),
    path("new/", views.record, name="record"),
    path("observe/", views.observe, name="observe"),
    path("contact-card/", views.contact_card, name="contact_card"),
    path("calls/", views.calls, name="calls"),
    path("calls/begin/", views.begin_call, name="begin_call"),
    path("calls/<uuid:id>/", views.call, name="call"),
    path("calls/<uuid:id>/keep/", views.keep_call, name="keep_call"),
    path("calls/<uuid:id>/end/", views.end_call, name="end_call"),
    path("calls/<uuid:id>/back/", views.called_back, name="called_back"),
    path("calls/<uuid:id>/sign/", views.call_sign, name="call_sign"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/new/", views.concern_new, name="concern_new"),
    path("concerns/<uuid:id>/", views.concern, name="concern"),
    path("concerns/<uuid:id>/looked/", views.concern_looked, name="concern_looked"),
    path("concerns/<uuid:id>/sign/", views.concern_sign, name="concern_sign"),
    path("<uuid:id>/", views.sign, name="sign"),
    path("<uuid:id>/open/", views.open_sign, name="open"),
    path("<uuid:id>/triage/", views.begin_triage, name="begin_triage"),
    path("<uuid:id>/answer/", views.answer, name="answer"),
    path("<uuid:id>/share/", views.share, name="share"),
    path("<uuid:id>/card/", views.card, name="card"),
    path("<uuid:id>/files/<uuid:file>/", views.open_file, name="open_file"),
    path("<uuid:id>/join/", views.join, name="join"),
    path("<uuid:id>/part/", views.part_sign, name="part_sign"),
    path("<uuid:id>/screen/", views.screen, name="screen"),
    path("<uuid:id>/other-need/", views.other_need, name="other_need"),
    path("<uuid:id>/close/", views.close_duplicate, name="close"),
]
