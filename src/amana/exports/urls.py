"""Addresses of exports."""

from django.urls import path

from amana.exports import views

app_name = "exports"
urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/ledger/", views.export_ledger, name="export_ledger"),
    path("exports/keys/", views.export_keys, name="export_keys"),
    path("exports/keys/<uuid:id>/", views.confirm_key, name="confirm_key"),
    path("exports/keys/<uuid:id>/end/", views.end_key, name="end_key"),
    path("exports/make/<slug:kind>/", views.make_export, name="make_export"),
    path("exports/<uuid:id>/", views.export, name="export"),
    path("exports/<uuid:id>/fetch/", views.fetch_export, name="fetch_export"),
    path("exports/<uuid:id>/decide/", views.decide_export, name="decide_export"),
    path("exports/<uuid:id>/destroyed/", views.export_destroyed, name="export_destroyed"),
]
