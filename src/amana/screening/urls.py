"""Addresses of screening at the desk, in the namespace of intake; a sign's id leads to its screening."""

from django.urls import path

from amana.screening import views

urlpatterns = [
    path("paper/", views.paper, name="paper"),
    path("paper/sheet.pdf", views.print_sheet, name="print_sheet"),
    path("<uuid:id>/known/", views.find_known, name="known"),
    path("<uuid:id>/latest/", views.latest, name="latest"),
    path("<uuid:id>/again/", views.again, name="again"),
    path("<uuid:id>/typed/", views.typed_for_sign, name="typed_for_sign"),
    path("screenings/second-look/", views.second_look, name="second_look"),
    path("screenings/<uuid:id>/second-look/", views.second_looked, name="second_looked"),
    path("screenings/<uuid:id>/", views.screening, name="screening"),
    path("screenings/<uuid:id>/typed/", views.type_sheet, name="typed"),
    path("screenings/<uuid:id>/before/", views.prepare, name="prepare"),
    path("screenings/<uuid:id>/start/", views.start, name="start"),
    path("screenings/<uuid:id>/questions/<str:question>/", views.question, name="question"),
    path("screenings/<uuid:id>/questions/<str:question>/keep/", views.keep, name="keep"),
    path("screenings/<uuid:id>/parts/<slug:part>/", views.part, name="part"),
    path("screenings/<uuid:id>/pause/", views.pause, name="pause"),
    path("screenings/<uuid:id>/resume/", views.resume, name="resume"),
    path("screenings/<uuid:id>/end/", views.end, name="end"),
    path("screenings/<uuid:id>/stopped/", views.explain_stop, name="stopped"),
    path("screenings/<uuid:id>/side/", views.side, name="side"),
    path("screenings/<uuid:id>/other-rules/", views.other_rules, name="other_rules"),
    path("screenings/<uuid:id>/presume/", views.presume, name="presume"),
    path("screenings/<uuid:id>/inconclusive/", views.inconclusive, name="inconclusive"),
    path("screenings/<uuid:id>/other-protection/", views.other_protection, name="other_protection"),
    path("screenings/<uuid:id>/no-indication/", views.no_indication, name="no_indication"),
]
