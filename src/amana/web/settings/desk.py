"""The desk: for those who sign in."""

from amana.web.settings.base import *
from amana.web.settings.base import HTTPS, INSTALLED_APPS, with_processors

INSTALLED_APPS = [*INSTALLED_APPS, "allauth", "allauth.account", "django_htmx"]
ROOT_URLCONF = "amana.web.urls_desk"
WSGI_APPLICATION = "amana.web.wsgi_desk.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amana.web.middleware.NothingIsStored",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amana.web.middleware.SignInFirst",
    "amana.web.middleware.ErrorsAsPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = with_processors(
    "django.template.context_processors.csp",
    "django.contrib.auth.context_processors.auth",
    "amana.web.context.frame",
)
AUTHENTICATION_BACKENDS = ["amana.trust.session.KeyOpeningBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "amana.trust.sign_in.Adapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = False
# Behind a proxy the limits count the address that the proxy saw, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = int(HTTPS)
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,8/5m/key",
    "change_password": "5/m/user",
}
