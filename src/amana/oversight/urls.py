"""Addresses of oversight."""

from django.urls import path

from amana.oversight import incident_views, pace_views, witness_views

app_name = "oversight"
urlpatterns = [
    path("incidents/", incident_views.register, name="incidents"),
    path("incidents/new/", incident_views.new_incident, name="new_incident"),
    path("incidents/<uuid:id>/", incident_views.incident, name="incident"),
    path("pace/", pace_views.list_stopped, name="pace"),
    path("pace/go-on/", pace_views.go_on, name="go_on"),
    path("pace/<uuid:id>/let/", pace_views.let_go_on, name="let_go_on"),
    path("witnesses/", witness_views.page, name="witnesses"),
    path("witnesses/mailbox/", witness_views.add_mailbox, name="add_mailbox"),
    path("witnesses/instance/", witness_views.add_instance, name="add_instance"),
    path("witnesses/paper/", witness_views.print_checkpoint, name="print_checkpoint"),
    path("witnesses/<uuid:id>/end/", witness_views.end_witness, name="end_witness"),
    path("witnesses/watch/", witness_views.watch, name="watch"),
    path("witnesses/watched/<uuid:id>/", witness_views.download_notes, name="kept_checkpoints"),
    path("witnesses/watched/<uuid:id>/end/", witness_views.stop_watching, name="stop_watching"),
    path("witness/add-checkpoint", witness_views.add_checkpoint, name="add_checkpoint"),
]
