"""Addresses of trust."""

from django.urls import path

from amana.trust import export_views, incident_views, key_views, pace_views, views, wall_views, witness_views
from amana.trust.pack_views import confirm, values

app_name = "trust"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/admit/", views.admit, name="admit"),
    path("me/forgotten/<uuid:id>/", key_views.forgotten, name="forgotten"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/invite/", views.invite, name="invite"),
    path("accounts/<uuid:id>/", views.account, name="account"),
    path("accounts/<uuid:id>/disable/", views.disable, name="disable"),
    path("accounts/<uuid:id>/enable/", views.enable, name="enable"),
    path("accounts/<uuid:id>/leave/", key_views.leave_unit, name="leave_unit"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<uuid:id>/units/", views.units, name="units"),
    path("wall/", wall_views.wall_page, name="wall"),
    path("incidents/", incident_views.register, name="incidents"),
    path("incidents/new/", incident_views.new_incident, name="new_incident"),
    path("incidents/<uuid:id>/", incident_views.incident, name="incident"),
    path("pace/", pace_views.stopped, name="pace"),
    path("pace/go-on/", pace_views.go_on, name="go_on"),
    path("pace/<uuid:id>/let/", pace_views.let_go_on, name="let_go_on"),
    path("trail/", views.trail, name="trail"),
    path("exports/", export_views.exports, name="exports"),
    path("exports/ledger/", export_views.export_ledger, name="export_ledger"),
    path("exports/keys/", export_views.export_keys, name="export_keys"),
    path("exports/keys/<uuid:id>/", export_views.confirm_key, name="confirm_key"),
    path("exports/keys/<uuid:id>/end/", export_views.end_key, name="end_key"),
    path("exports/make/<slug:kind>/", export_views.make_export, name="make_export"),
    path("exports/<uuid:id>/", export_views.export, name="export"),
    path("exports/<uuid:id>/fetch/", export_views.fetch_export, name="fetch_export"),
    path("exports/<uuid:id>/decide/", export_views.decide_export, name="decide_export"),
    path("exports/<uuid:id>/destroyed/", export_views.export_destroyed, name="export_destroyed"),
    path("witnesses/", witness_views.page, name="witnesses"),
    path("witnesses/mailbox/", witness_views.add_mailbox, name="add_mailbox"),
    path("witnesses/instance/", witness_views.add_instance, name="add_instance"),
    path("witnesses/paper/", witness_views.print_checkpoint, name="print_checkpoint"),
    path("witnesses/<uuid:id>/end/", witness_views.end_witness, name="end_witness"),
    path("witnesses/watch/", witness_views.watch, name="watch"),
    path("witnesses/watched/<uuid:id>/", witness_views.kept, name="kept_checkpoints"),
    path("witnesses/watched/<uuid:id>/end/", witness_views.stop_watching, name="stop_watching"),
    path("witness/add-checkpoint", witness_views.add_checkpoint, name="add_checkpoint"),
    path("pack/", values, name="pack"),
    path("pack/confirm/", confirm, name="pack_confirm"),
]
