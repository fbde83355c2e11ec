"""Addresses of the public face: the form, the page for a code, in each language by its own address."""

from django.urls import path, re_path

from amana.intake.views import public

urlpatterns = [
    path("", public.report, name="report"),
    path("code/", public.follow, name="follow"),
    path("language/", public.language, name="language"),
    re_path(r"^(?P<code>ar|ckb|en)/$", public.report, name="report_in"),
    re_path(r"^(?P<code>ar|ckb|en)/code/$", public.follow, name="follow_in"),
]
