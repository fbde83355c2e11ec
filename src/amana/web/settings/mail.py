"""The outgoing mail server, from one address in the environment; without it, no mail leaves this instance."""

from typing import Any
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}
_SECONDS = 10


def mailers(address: str) -> dict[str, dict[str, Any]]:
    """Django's MAILERS for `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://`, with user, password and port if needed.

    >>> mailers("smtp+tls://amana:s%40cret@mail.example.org:587")["default"]["OPTIONS"]["password"]
    's@cret'
    >>> mailers("")
    {}
    """
    if not address:
        return {}
    parts = urlsplit(address)
    scheme, _, tls = parts.scheme.partition("+")
    if scheme not in _PORTS or tls not in ("", "tls") or not parts.hostname:
        raise ValueError("AMANA_MAIL is written smtp://host, smtp+tls://user:password@host:587 or smtps://host")
    options = {
        "host": parts.hostname,
        "port": parts.port or _PORTS[scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": bool(tls),
        "use_ssl": scheme == "smtps",
        "timeout": _SECONDS,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
