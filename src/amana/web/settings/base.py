"""Settings that every process of an instance shares.

What differs between machines comes from the environment: `AMANA_DATA` (the data folder), `AMANA_PACK` (the country
pack), `AMANA_HOSTS` (names the instance answers to), `AMANA_HTTPS` (1 where TLS ends in front of us) and
`AMANA_DATABASE` (the address of a PostgreSQL database).
"""

import os
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from amana.web.settings.database import databases
from amana.web.settings.earlier import earlier_secrets
from amana.web.settings.mail import mailers
from amana.web.settings.places import time_zone_of

PROJECT = Path(__file__).resolve().parents[4]
DATA = Path(os.environ.get("AMANA_DATA", PROJECT / "var"))
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)


def kept_secret(path: Path) -> str:
    """Returns the text of a secret file, created on first use and readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = kept_secret(DATA / "secret.key")
SECRET_KEY_FALLBACKS = earlier_secrets(DATA / "secret.earlier")
DEBUG = False
TESTING = False
HTTPS = os.environ.get("AMANA_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("AMANA_HOSTS", "localhost 127.0.0.1 [::1]").split()

AMANA_DATA = DATA
AMANA_PACK = os.environ.get("AMANA_PACK", "iraq")
AMANA_PACK_FOLDER = PROJECT / "packs"
AMANA_KEY_STORE = DATA / "keystore.sqlite3"
AMANA_MASTER_KEY = DATA / "master.key"
AMANA_HOLDS_KEYS = True  # the process of the public face does not
# Who keeps the master key of a new key store: passphrase, credential (systemd-creds), pkcs11, file (a demo alone), or auto:
# a credential where one can be made. Not chosen: a passphrase, and for a demo a file.
AMANA_KEY_DRIVER = os.environ.get("AMANA_KEY_DRIVER", "")
# A file with the passphrase, such as a credential of systemd; without it, it is typed in the terminal.
AMANA_MASTER_PASSPHRASE_FILE = os.environ.get("AMANA_MASTER_PASSPHRASE_FILE", "")
# Who types the passphrase after a restart: a line for the page that people see meanwhile.
AMANA_WHO_UNLOCKS = os.environ.get("AMANA_WHO_UNLOCKS", "")
# Keys of users: x25519, or hybrid (ML-KEM-768 with X25519, as units and recovery have). Takes effect at a new password.
AMANA_USER_KEYS = os.environ.get("AMANA_USER_KEYS", "x25519")
# The token of the driver pkcs11: MODULE.so,LABEL OF THE TOKEN,FILE WITH THE PIN
AMANA_TOKEN = os.environ.get("AMANA_TOKEN", "")
# The folder of the key service: its socket is all that the platform touches there.
AMANA_KEY_SERVICE = Path(os.environ.get("AMANA_KEY_SERVICE", DATA / "keyservice"))
# How this instance connects to providers of messages: a TOML file that only its owner reads. docs/do/messages.md
AMANA_CONNECTORS = Path(os.environ.get("AMANA_CONNECTORS", DATA / "connectors.toml"))
# Argon2id for the key that opens a person's own keys: passes, KiB of memory, lanes (OWASP minimum is 2, 19 456, 1).
AMANA_ARGON2 = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 1}
# The same for reporters' codes: 63 random bits under a pepper, so that the minimum of OWASP is enough.
AMANA_ARGON2_CODES = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}
# The folder that the public face shares with the key store: the socket of the pepper, and the pin of the card.
AMANA_LETTER_BOX = Path(os.environ.get("AMANA_LETTER_BOX", DATA / "letterbox"))
# From this many reports a minute on it is a flood; then this many an hour pass without work or from one address.
AMANA_FLOOD = {"reports_a_minute": 30, "without_work_an_hour": 400, "of_one_address_an_hour": 10}

ROOMS = [
    "amana.countrypacks",
    "amana.guide",
    "amana.lists",
    "amana.trust",
    "amana.signin",
    "amana.accounts",
    "amana.oversight",
    "amana.upkeep",
    "amana.first_day",
    "amana.saved_views",
    "amana.exports",
    "amana.drafts",
    "amana.earlier",
    "amana.consent",
    "amana.cases",
    "amana.diary",
    "amana.duplicates",
    "amana.steps",
    "amana.subject_access",
    "amana.emergencies",
    "amana.erasure",
    "amana.messages",
    "amana.referrals",
    "amana.intake",
    "amana.public_reports",
    "amana.own_page",
    "amana.screening",
    "amana.assessments",
    "amana.assistance",
    "amana.justice",
    "amana.outreach",
    "amana.reporting",
    "amana.releases",
    "amana.exchange",
    "amana.web",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *ROOMS,
]

# The server's role, which owns no table; migrations use the owner's. Without an address: SQLite in the data folder.
AMANA_DATABASE = os.environ.get("AMANA_DATABASE", "")
AMANA_DATABASE_OWNER = os.environ.get("AMANA_DATABASE_OWNER", "")
# The public face's own role, which puts letters into the box and finds those of one code.
AMANA_DATABASE_PUBLIC = os.environ.get("AMANA_DATABASE_PUBLIC", "")
DATABASES = databases(AMANA_DATABASE, DATA / "amana.sqlite3")
AMANA_OWNER = databases(AMANA_DATABASE_OWNER, Path())["default"] if AMANA_DATABASE_OWNER else {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "trust.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "amana.accounts.passwords.NotLikeTheName"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]


def with_processors(*names: str, builtins: Sequence[str] = ()) -> list[dict[str, object]]:
    """Returns the templates' settings of one face, with its context processors and the tags that need no loading."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request", *names],
                "builtins": [*builtins],
            },
        }
    ]


TEMPLATES = with_processors()

# Mail carries checkpoints of the audit log to witnesses, and nothing about anybody.
MAILERS = mailers(os.environ.get("AMANA_MAIL", ""))
DEFAULT_FROM_EMAIL = os.environ.get("AMANA_MAIL_FROM", "amana@localhost")

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("ckb", "کوردی"), ("en", "English")]
LOCALE_PATHS = [PROJECT / "src" / "amana" / "locale"]
LANGUAGE_COOKIE_NAME = "amana-language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = time_zone_of(AMANA_PACK, AMANA_PACK_FOLDER)
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # uploads stay in memory: nothing unsealed touches the disk
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],  # the frame that closes a page without script
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = (
    "same-origin"  # no-referrer would send "Origin: null" with our own forms, which are then refused
)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "amana.signin.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
AMANA_PASSKEYS = os.environ.get("AMANA_PASSKEYS") or ("required" if HTTPS else "where_possible")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-amana" if HTTPS else "amana"
# Whether a witness may be on this machine or its link: for trying two instances on one machine.
AMANA_WITNESS_HERE = os.environ.get("AMANA_WITNESS_HERE") == "1"
SESSION_COOKIE_AGE = int(os.environ.get("AMANA_SESSION_HOURS", "8")) * 60 * 60
AMANA_IDLE = timedelta(minutes=int(os.environ.get("AMANA_IDLE_MINUTES", "15")))
# Within an hour, one worker may ask for so many records that are not there, and for so many further pages of lists.
AMANA_PACE = dict(zip(("missing", "pages"), map(int, os.environ.get("AMANA_PACE", "30,120").split(",")), strict=True))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AMANA_KEY_COOKIE = "__Host-amana-key" if HTTPS else "amana-key"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser: a year of it would say that somebody was here
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "amana.web.views.csrf_failure"
if HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Never a query, a form or a header: messages with ids only.
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"class_and_place": {"()": "amana.web.logs.ClassAndPlace"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "faults": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["class_and_place"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "amana": {"level": "INFO"},
        # Django logs addresses and whole tracebacks here; we keep the error's class and place.
        "django.request": {"handlers": ["faults"], "propagate": False},
        "django.security": {"level": "ERROR"},
        # A request for another host is answered with 400; its log line would be a traceback with what a stranger wrote.
        "django.security.DisallowedHost": {"handlers": ["faults"], "propagate": False},
    },
}
