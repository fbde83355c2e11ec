"""Addresses of intake at the desk: by opaque id; a sign's id leads to everything before a case."""

from django.urls import path

from amana.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.signs, name="signs"),
    path("all/", views.all_signs, name="all_signs"),
    path("new/", views.record, name="record"),
    path("observe/", views.observe, name="observe"),
    path("contact-card/", views.contact_card, name="contact_card"),
    path("paper/", views.paper, name="paper"),
    path("paper/sheet.pdf", views.print_sheet, name="print_sheet"),
    path("<uuid:id>/", views.sign, name="sign"),
    path("<uuid:id>/open/", views.open_sign, name="open"),
    path("<uuid:id>/triage/", views.begin_triage, name="begin_triage"),
    path("<uuid:id>/answer/", views.answer, name="answer"),
    path("<uuid:id>/share/", views.share, name="share"),
    path("<uuid:id>/card/", views.card, name="card"),
    path("<uuid:id>/known/", views.known, name="known"),
    path("<uuid:id>/screen/", views.screen, name="screen"),
    path("<uuid:id>/other-need/", views.other_need, name="other_need"),
    path("<uuid:id>/close/", views.close_duplicate, name="close"),
    path("<uuid:id>/latest/", views.latest, name="latest"),
    path("<uuid:id>/again/", views.again, name="again"),
    path("<uuid:id>/typed/", views.typed_for_sign, name="typed_for_sign"),
    path("screenings/<uuid:id>/", views.screening, name="screening"),
    path("screenings/<uuid:id>/typed/", views.typed, name="typed"),
    path("screenings/<uuid:id>/before/", views.prepare, name="prepare"),
    path("screenings/<uuid:id>/start/", views.start, name="start"),
    path("screenings/<uuid:id>/questions/<str:question>/", views.question, name="question"),
    path("screenings/<uuid:id>/questions/<str:question>/keep/", views.keep, name="keep"),
    path("screenings/<uuid:id>/parts/<slug:part>/", views.part, name="part"),
    path("screenings/<uuid:id>/pause/", views.pause, name="pause"),
    path("screenings/<uuid:id>/resume/", views.resume, name="resume"),
    path("screenings/<uuid:id>/end/", views.end, name="end"),
    path("screenings/<uuid:id>/stopped/", views.stopped, name="stopped"),
    path("screenings/<uuid:id>/side/", views.side, name="side"),
    path("screenings/<uuid:id>/other-rules/", views.other_rules, name="other_rules"),
    path("screenings/<uuid:id>/presume/", views.presume, name="presume"),
    path("screenings/<uuid:id>/inconclusive/", views.inconclusive, name="inconclusive"),
    path("screenings/<uuid:id>/other-protection/", views.other_protection, name="other_protection"),
    path("screenings/<uuid:id>/no-indication/", views.no_indication, name="no_indication"),
]
