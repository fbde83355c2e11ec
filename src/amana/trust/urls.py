"""Addresses of trust."""

from django.urls import path

from amana.trust import views
from amana.trust.pack_views import confirm, values

app_name = "trust"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/admit/", views.admit, name="admit"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/invite/", views.invite, name="invite"),
    path("accounts/<uuid:id>/", views.account, name="account"),
    path("accounts/<uuid:id>/disable/", views.disable, name="disable"),
    path("accounts/<uuid:id>/enable/", views.enable, name="enable"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<uuid:id>/units/", views.units, name="units"),
    path("trail/", views.trail, name="trail"),
    path("pack/", values, name="pack"),
    path("pack/confirm/", confirm, name="pack_confirm"),
]
