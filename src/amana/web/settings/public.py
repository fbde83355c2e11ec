"""The public face: a process of its own, in which no route of the desk exists.

It has no key store, a secret of its own for forms, and where `AMANA_DATABASE_PUBLIC` names one, a database role that
puts letters into the box and finds those of one code.
"""

from amana.web.settings.base import *
from amana.web.settings.base import AMANA_DATABASE, AMANA_DATABASE_PUBLIC, DATA, kept_secret, with_processors
from amana.web.settings.database import databases

AMANA_HOLDS_KEYS = False
SECRET_KEY = kept_secret(DATA / "public.key")
DATABASES = databases(AMANA_DATABASE_PUBLIC or AMANA_DATABASE, DATA / "amana.sqlite3")
# To open the file again for each page would cost two milliseconds of it; after a restore every process starts again
# anyway.
DATABASES["default"].setdefault("CONN_MAX_AGE", 300)
AMANA_OWNER = {}

ROOT_URLCONF = "amana.web.urls_public"
WSGI_APPLICATION = "amana.web.wsgi_public.application"
MIDDLEWARE = [
    "amana.web.frames.RoomForFrames",
    "django.middleware.security.SecurityMiddleware",
    "amana.web.rounded.RoundedAnswers",
    "amana.web.middleware.NothingIsStored",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "amana.web.shut.ShutWhileRestoring",
    "amana.web.remembers.Remembers",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "amana.web.middleware.ErrorsAsPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = with_processors("amana.web.context.public_frame")
