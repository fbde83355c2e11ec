"""Addresses of cases: by opaque id, never by a name."""

from django.urls import path

from amana.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.mine, name="list"),
    path("hand-over/", views.hand_over_caseload, name="hand_over_all"),
    path("cover/", views.cover, name="cover"),
    path("shift-note/", views.shift_note, name="shift_note"),
    path("closed/", views.closed_doors, name="closed_doors"),
    path("<uuid:id>/", views.one, name="one"),
    path("<uuid:id>/facts/", views.facts, name="facts"),
    path("<uuid:id>/facts/earlier/", views.earlier_facts, name="earlier_facts"),
    path("<uuid:id>/sections/<slug:code>/open/", views.open_section, name="open_section"),
    path("<uuid:id>/sections/<slug:code>/change/", views.change_section, name="change_section"),
    path("<uuid:id>/sections/<slug:code>/corrections/", views.corrections, name="corrections"),
    path("<uuid:id>/sections/<slug:code>/earlier/", views.earlier_values, name="earlier_values"),
    path("<uuid:id>/consents/", views.agreement, name="agreement"),
    path("<uuid:id>/consents/<uuid:consent>/withdraw/", views.withdraw, name="withdraw"),
    path("aloud/<slug:language>/<slug:sentence>/", views.recorded_sentence, name="aloud"),
    path("<uuid:id>/notes/", views.notes, name="notes"),
    path("<uuid:id>/notes/<uuid:note>/", views.open_note, name="open_note"),
    path("<uuid:id>/files/", views.files, name="files"),
    path("<uuid:id>/files/<uuid:file>/", views.open_file, name="open_file"),
    path("<uuid:id>/files/<uuid:file>/evidence/", views.evidence, name="evidence"),
    path("<uuid:id>/files/<uuid:file>/custody/", views.custody, name="custody"),
    path("<uuid:id>/files/<uuid:file>/original/", views.open_original, name="open_original"),
    path("<uuid:id>/contact/", views.contact, name="contact"),
    path("<uuid:id>/assign/", views.assign, name="assign"),
    path("<uuid:id>/hand-over/", views.hand_over, name="hand_over"),
]
