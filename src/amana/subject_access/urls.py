"""Addresses of what the person may see of her file, in the namespace of cases."""

from django.urls import path

from amana.subject_access import views

urlpatterns = [
    path("<uuid:id>/consents/<uuid:consent>/receipt/", views.receipt, name="receipt"),
    path("<uuid:id>/copy/", views.own_copy, name="own_copy"),
    path("<uuid:id>/openings/", views.openings, name="openings"),
]
