"""Every address of the desk."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from amana.web import views

form = require_http_methods(["GET", "POST"])  # the library also takes a PUT for a form that was sent
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("more/", views.more, name="more"),
    path("find/", views.find, name="find"),
    path("language/", views.language, name="language"),
    path("cover/", views.cover, name="cover"),
    path("health/", views.health, name="health"),
    path("set-up/", views.set_up, name="set_up"),
    path("sign-in/", form(account.login), name="account_login"),
    path("sign-out/", form(account.logout), name="account_logout"),
    path("password/", form(account.password_change), name="account_change_password"),
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("signs/", include("amana.intake.urls")),
    path("cases/", include("amana.cases.urls")),
    path("referrals/", include("amana.referrals.urls")),
    path("help/", include("amana.assistance.urls")),
    path("justice/", include("amana.justice.urls")),
    path("prevention/", include("amana.outreach.urls")),
    path("figures/", include("amana.reporting.urls")),
    path("between/", include("amana.exchange.urls")),
    path("trust/", include("amana.trust.urls")),
    re_path(r"^.*$", views.nothing_here),
]
