"""Addresses of the quarantine at the desk, in the namespace of intake."""

from django.urls import path

from amana.public_reports.views import quarantine

urlpatterns = [
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/<uuid:id>/", quarantine.letter, name="letter"),
    path("quarantine/<uuid:id>/through/", quarantine.let_through, name="let_through"),
    path("quarantine/<uuid:id>/aside/", quarantine.put_aside, name="put_aside"),
]
