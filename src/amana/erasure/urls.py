"""Addresses of erasure."""

from django.urls import path

from amana.erasure import views

app_name = "erasure"
urlpatterns = [
    path("forgetting/", views.forgetting_page, name="forgetting"),
    path("forgetting/<uuid:id>/", views.certificate_page, name="certificate"),
    path("forgetting/<uuid:id>/print/", views.print_certificate, name="print_certificate"),
    path("forgetting/<uuid:id>/agree/", views.agree_to_forget, name="agree_to_forget"),
    path("forgetting/<uuid:id>/keep/", views.keep_case, name="keep_case"),
    path("forgetting/<uuid:id>/stop/", views.stop_forgetting, name="stop_forgetting"),
    path("holds/<uuid:id>/lift/", views.lift_hold, name="lift_hold"),
    path("<uuid:id>/forget/", views.forget_case, name="forget_case"),
]
