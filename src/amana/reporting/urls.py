"""Addresses of figures. The query is in the address: it names indicators and months, and no person."""

from django.urls import path

from amana.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("table.csv", views.table, name="table"),
    path("reports/", views.reports, name="reports"),
    path("reports/<str:id>/", views.report, name="report"),
]
