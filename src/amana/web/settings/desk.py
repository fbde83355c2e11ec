"""The desk: for those who sign in."""

from amana.web.settings.base import *
from amana.web.settings.base import DATA, HTTPS, INSTALLED_APPS, with_processors

INSTALLED_APPS = [*INSTALLED_APPS, "allauth", "allauth.account", "allauth.mfa", "django_htmx"]
ROOT_URLCONF = "amana.web.urls_desk"
WSGI_APPLICATION = "amana.web.wsgi_desk.application"
MIDDLEWARE = [
    "amana.web.frames.RoomForFrames",
    "django.middleware.security.SecurityMiddleware",
    "amana.web.middleware.NothingIsStored",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "amana.web.shut.ShutWhileRestoring",
    "amana.web.remembers.Remembers",
    "amana.web.shut.ShutWithoutKeys",
    "amana.web.one_transaction.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amana.web.door.SignInFirst",
    "amana.web.waiting.CountsAgain",
    "amana.drafts.middleware.EndsWithTheForm",
    "amana.web.middleware.ErrorsAsPages",
    "amana.web.door.AskForProof",
    "amana.web.pace.KeepsPace",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "amana.web.sent_twice.SentTwice",  # last, so that a request that others answer uses up no form
]
TEMPLATES = with_processors(
    "django.template.context_processors.csp",
    "django.contrib.auth.context_processors.auth",
    "amana.web.context.frame",
    builtins=["amana.drafts.templatetags.form_token"],
)
AUTHENTICATION_BACKENDS = ["amana.signin.session.KeyOpeningBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "amana.signin.sign_in.Adapter"
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
    "login_failed": "10/m/ip,8/5m/key",  # the key is a name at an address, or an account at its second factor
    "sign_in_by_name": "30/5m/key",  # a name from everywhere
    "forgotten": "5/h/ip",
    "change_password": "5/m/user",
}
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa"]
# A second factor is always second to the password, because the password opens the keys.
MFA_ADAPTER = "amana.signin.sign_in.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no account has an address
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute wrong
MFA_FORMS = {
    "authenticate": "amana.signin.factor_forms.SignInCode",
    "authenticate_webauthn": "amana.signin.factor_forms.SignInPasskey",
    "activate_totp": "amana.signin.factor_forms.NewApplication",
    "add_webauthn": "amana.signin.factor_forms.NewPasskey",
    "edit_webauthn": "amana.signin.factor_forms.PasskeyName",
}
# Counters of wrong tries, for all processes of this machine together.
CACHES = {"default": {"BACKEND": "amana.web.counters.Counters", "LOCATION": DATA / "counters.sqlite3"}}
