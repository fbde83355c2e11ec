"""The address of a person's own page at the public face."""

from django.urls import path

from amana.own_page.views.her_page import mine

urlpatterns = [path("mine/", mine, name="mine")]
