"""Addresses of the duplicate check, in the namespace of cases; a case is opened after the check."""

from django.urls import path

from amana.duplicates import views

urlpatterns = [
    path("known/", views.find_known, name="known"),
    path("look-ups/", views.look_ups, name="look_ups"),
    path("links/", views.links, name="links"),
    path("links/index/", views.index_more, name="index_more"),
    path("links/<uuid:id>/", views.link, name="link"),
    path("links/<uuid:id>/open/", views.open_link, name="open_link"),
    path("links/<uuid:id>/undo/", views.undo_link, name="undo_link"),
    path("<uuid:id>/begin/", views.begin, name="begin"),
    path("<uuid:id>/again/", views.again, name="again"),
]
