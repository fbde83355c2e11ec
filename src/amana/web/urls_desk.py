"""Every address of the desk."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from amana.assessments import urls as assessments
from amana.cases import urls as cases
from amana.duplicates import urls as duplicates
from amana.intake import urls as intake
from amana.own_page import urls as own_page
from amana.public_reports import urls as public_reports
from amana.screening import urls as screening
from amana.signin import factor_views, reauth, session_views
from amana.steps import urls as steps
from amana.subject_access import urls as subject_access
from amana.web import notices, stay, views

# Four rooms share the addresses and the namespace of cases, and five those of signs.
CASES = [*cases.urlpatterns, *duplicates.urlpatterns, *steps.urlpatterns, *subject_access.urlpatterns]
SIGNS = [
    *intake.urlpatterns,
    *public_reports.urlpatterns,
    *own_page.urlpatterns,
    *screening.urlpatterns,
    *assessments.urlpatterns,
]
form = require_http_methods(["GET", "POST"])  # the library also takes a PUT for a form that was sent
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("more/", views.more, name="more"),
    path("find/", views.find, name="find"),
    path("language/", views.language, name="language"),
    path("cover/", views.cover, name="cover"),
    path("waiting/", notices.waiting, name="waiting"),
    path("stay/", stay.stay, name="stay"),
    path("stay/frame/", stay.stay_frame, name="stay_frame"),
    path("health/", views.health, name="health"),
    path("set-up/", views.set_up, name="set_up"),
    path("sign-in/", form(account.login), name="account_login"),
    path("sign-out/", form(account.logout), name="account_logout"),
    path("password/", form(account.password_change), name="account_change_password"),
    path("password/changed/", session_views.password_changed, name="password_changed"),
    path("sign-in/second/", factor_views.second_step, name="mfa_authenticate"),
    path("sign-in/forgotten/", session_views.forgotten, name="forgotten"),
    path("sign-in/here/", session_views.still_here, name="still_here"),
    path("sign-in/stay/", session_views.stay, name="stay_signed_in"),
    path("sign-in/prove/", form(reauth.prove), name="prove"),
    path("second-factor/", factor_views.overview, name="mfa_index"),
    path("second-factor/application/", factor_views.add_application, name="mfa_activate_totp"),
    path("second-factor/application/remove/", factor_views.remove_application, name="mfa_deactivate_totp"),
    path("second-factor/passkey/", factor_views.add_passkey, name="mfa_add_webauthn"),
    path("second-factor/passkey/<int:pk>/name/", factor_views.name_passkey, name="mfa_edit_webauthn"),
    path("second-factor/passkey/<int:pk>/remove/", factor_views.remove_passkey, name="mfa_remove_webauthn"),
    path("second-factor/codes/", factor_views.codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", factor_views.new_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/news-read/", factor_views.news_read, name="factor_news_read"),
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("signs/", include((SIGNS, intake.app_name))),
    path("cases/", include("amana.emergencies.urls")),
    path("cases/", include("amana.erasure.urls")),
    path("cases/", include((CASES, cases.app_name))),
    path("referrals/", include("amana.referrals.urls")),
    path("diary/", include("amana.diary.urls")),
    path("drafts/", include("amana.drafts.urls")),
    path("first-day/", include("amana.first_day.urls")),
    path("guide/", include("amana.guide.urls")),
    path("messages/", include("amana.messages.urls")),
    path("help/", include("amana.assistance.urls")),
    path("justice/", include("amana.justice.urls")),
    path("prevention/", include("amana.outreach.urls")),
    path("figures/", include("amana.reporting.urls")),
    path("figures/", include("amana.releases.urls")),
    path("between/", include("amana.exchange.urls")),
    path("trust/me/sessions/", session_views.sessions, name="sessions"),
    path("trust/me/sessions/end/", session_views.end, name="end_sessions"),
    path("trust/accounts/<uuid:id>/factors/", factor_views.reset, name="reset_factors"),
    path("views/", include("amana.saved_views.urls")),
    path("trust/", include("amana.accounts.urls")),
    path("trust/", include("amana.oversight.urls")),
    path("trust/", include("amana.exports.urls")),
    path("trust/", include("amana.trust.urls")),
    re_path(r"^.*$", views.nothing_here),
]

handler500 = "amana.web.failing.show_failure"
