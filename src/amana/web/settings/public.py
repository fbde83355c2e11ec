"""The public face: a process of its own, in which no route of the desk exists."""

from amana.web.settings.base import *
from amana.web.settings.base import with_processors

ROOT_URLCONF = "amana.web.urls_public"
WSGI_APPLICATION = "amana.web.wsgi_public.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amana.web.middleware.NothingIsStored",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "amana.web.shut.ShutWhileRestoring",
    "amana.web.one_transaction.OneTransaction",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "amana.web.middleware.ErrorsAsPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = with_processors("amana.web.context.public_frame")
