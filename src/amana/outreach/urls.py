"""Addresses of prevention: by opaque id."""

from django.urls import path

from amana.outreach import views

app_name = "outreach"
urlpatterns = [
    path("", views.list_activities, name="list"),
    path("plan/", views.plan, name="plan"),
    path("campaigns/plan/", views.plan_campaign, name="plan_campaign"),
    path("campaigns/<uuid:id>/", views.campaign, name="campaign"),
    path("<uuid:id>/", views.one, name="one"),
    path("<uuid:id>/change/", views.change, name="change"),
    path("<uuid:id>/count/", views.count, name="count"),
    path("<uuid:id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:id>/register/", views.register, name="register"),
    path("<uuid:id>/register/<uuid:trainee>/", views.mark, name="mark"),
    path("<uuid:id>/register/<uuid:trainee>/remove/", views.remove, name="remove"),
    path("<uuid:id>/tests/", views.tests, name="tests"),
    path("<uuid:id>/tests/<uuid:test>/remove/", views.remove_tests, name="remove_tests"),
]
