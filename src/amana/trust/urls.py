"""Addresses of trust."""

from django.urls import path

from amana.trust import pack_views, trail_views, wall_views

app_name = "trust"
urlpatterns = [
    path("wall/", wall_views.wall_page, name="wall"),
    path("trail/", trail_views.trail, name="trail"),
    path("pack/", pack_views.values, name="pack"),
    path("pack/confirm/", pack_views.confirm, name="pack_confirm"),
    path("pack/<slug:section>/", pack_views.section, name="pack_section"),
]
