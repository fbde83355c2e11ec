"""Addresses of needs, incidents, tasks and the notice about a child, in the namespace of intake."""

from django.urls import path

from amana.assessments import views

urlpatterns = [
    path("people/<uuid:procedure>/needs/", views.needs, name="needs"),
    path("people/<uuid:procedure>/child/", views.child, name="child"),
    path("people/<uuid:procedure>/incidents/", views.incidents, name="incidents"),
    path("people/<uuid:procedure>/incidents/new/", views.incident_new, name="incident_new"),
    path("assessments/<uuid:id>/", views.assessment, name="assessment"),
    path("assessments/<uuid:id>/earlier/", views.earlier_note, name="earlier_note"),
    path("assessments/<uuid:id>/told/", views.child_told, name="child_told"),
    path("assessments/<uuid:id>/letter/", views.child_letter, name="child_letter"),
    path("tasks/<uuid:id>/done/", views.task_done, name="task_done"),
]
