"""A browser in which a user has signed in before has wrong tries of its own: strangers who try the name do not lock it out.

After the whole sign-in, with the second factor, the browser gets a cookie that is signed for this one account. It opens nothing and
says no name; it only decides where wrong tries are counted. Somebody who has it has as many tries as any stranger.
"""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from amana.trust.queries import User

KNOWN_FOR: Final = timedelta(days=90)
_SALT: Final = "amana.known-browser"
_NOBODY: Final = UUID(int=0)


def known_as(request: HttpRequest, username: str) -> str:
    """The id of this browser for the account, or an empty text. It takes as long for names that nobody has."""
    found = User.objects.filter(username=username).values_list("id", flat=True).first() or _NOBODY
    try:
        return str(signing.loads(request.COOKIES.get(_cookie(found), ""), salt=f"{_SALT}|{found}", max_age=KNOWN_FOR))
    except signing.BadSignature:
        return ""


def remember(request: HttpRequest, user: User) -> None:
    """The answer to this request carries the cookie."""
    request.known_browser_of = user.id  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Sets the cookie once, after a sign-in."""
    user: UUID | None = getattr(request, "known_browser_of", None)
    if user is not None:
        response.set_cookie(
            _cookie(user),
            signing.dumps(secrets.token_hex(8), salt=f"{_SALT}|{user}"),
            max_age=KNOWN_FOR,
            path="/sign-in",
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )


def _cookie(user: UUID) -> str:
    """The name of the cookie: one for each account of this browser, which tells nobody the account."""
    return "amana-known-" + hmac.new(settings.SECRET_KEY.encode(), f"{_SALT}|{user}".encode(), sha256).hexdigest()[:12]
