"""Addresses of emergency openings and of the overview of access."""

from django.urls import path

from amana.emergencies import access_views, views

app_name = "emergencies"
urlpatterns = [
    path("oversight/", access_views.oversight_page, name="oversight"),
    path("oversight/<uuid:id>/answer/", access_views.answer_finding, name="answer_finding"),
    path("emergency/", views.emergency, name="emergency"),
    path("emergency/<uuid:id>/", views.one_glass, name="glass"),
    path("emergency/<uuid:id>/end/", views.end_glass, name="end_glass"),
    path("emergency/<uuid:id>/review/", views.review_glass, name="review_glass"),
    path("emergency/<uuid:id>/<slug:code>/", views.open_under_glass, name="open_under_glass"),
]
