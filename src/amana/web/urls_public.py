"""Every address of the public face. It carries the language, so that no cookie is left on a stranger's phone."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from amana.web import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("in/", include("amana.messages.urls_public")),
    *i18n_patterns(
        path("data/", include("amana.releases.urls_public")),
        path("", include("amana.public_reports.urls_public")),
        path("", include("amana.own_page.urls_public")),
    ),
]

handler500 = "amana.web.failing.show_failure"
