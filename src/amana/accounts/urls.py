"""Addresses of accounts."""

from django.urls import path

from amana.accounts import key_views, views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/names/", views.written_names, name="written_names"),
    path("me/admit/", views.admit, name="admit"),
    path("me/forgotten/<uuid:id>/", key_views.forgotten, name="forgotten"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/invite/", views.invite, name="invite"),
    path("accounts/<uuid:id>/", views.account, name="account"),
    path("accounts/<uuid:id>/disable/", views.disable, name="disable"),
    path("accounts/<uuid:id>/enable/", views.enable, name="enable"),
    path("accounts/<uuid:id>/leave/", key_views.leave_unit, name="leave_unit"),
    path("roles/", views.powerful_roles, name="powerful_roles"),
    path("roles/<uuid:id>/agree/", views.agree_to_role, name="agree_to_role"),
    path("roles/<uuid:id>/stop/", views.stop_role, name="stop_role"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<uuid:id>/units/", views.units, name="units"),
]
