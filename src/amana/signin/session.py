"""Signing in opens the keys: the password that lets somebody in is the one that opens their private key.

Between the password and the second factor the key ring waits in the session under a name that no page reads, sealed
under a secret that only the browser's cookie holds. It's moved to its final name after the second factor.
"""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

from amana import vault
from amana.errors import CannotOpen
from amana.process_state import follows_from_arguments
from amana.signin import factor_rows, factors, known_browsers
from amana.signin.devices import device_of
from amana.signin.session_store import SessionStore
from amana.trust import account_states, account_watch
from amana.trust.actor import SYSTEM, actor_for
from amana.trust.models import User
from amana.trust.trail import record
from amana.vault.clock import now
from amana.vault.errors import KeyExchanged

_log = logging.getLogger("amana.trust")
PENDING = "key of a sign-in that is not finished"
_NOBODY = UUID(int=0)


class KeyOpeningBackend(BaseBackend):
    """Authenticates users by password, and keeps the opened key ring until the session exists to carry it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Returns the user, or None; always one check of the password and one of the keys, whatever is wrong."""
        user = User.objects.filter(username=username or "").first()
        fits = check_password(password or "", user.password if user else _password_of_nobody())
        try:
            keys = vault.keyring.open_user_key(user.id if user else _NOBODY, password or "")
        except KeyExchanged:
            if user is not None:
                _log.error("the key pair of user %s was exchanged outside Amana", user.id)
                record(SYSTEM, "trust.key_exchanged", user.id, now())
            return None
        except CannotOpen:
            return None
        if user is None or not fits or not user.is_active:
            return None
        if account_states.find_changed([user.id]):
            account_watch.tell(user.id, now())
            return None
        if factors.level_of(factors.kinds_of(user.id)) == factors.Level.NONE and not factor_rows.are_genuine(user.id):
            return None  # where one is left to be shown, it is asked about all of them
        if request is not None:
            request.opened_keys = keys  # type: ignore[attr-defined]
        return user

    def get_user(self, user_id: str) -> User | None:
        """Returns the user of a session; a disabled account has none from the next request on."""
        return User.objects.filter(pk=user_id, is_active=True).first()


@follows_from_arguments
@cache
def _password_of_nobody() -> str:
    """Returns a password hash that costs as much as a real one, and that no password matches."""
    return make_password(vault.codes.new_code())


def hold_keys(request: HttpRequest) -> None:
    """Stores the keys until the second factor, half in the session and half in the cookie, under a new session id."""
    keys: vault.keyring.KeyRing | None = getattr(request, "opened_keys", None)
    if keys is not None:
        request.session.cycle_key()
        request.new_key_secret, request.session[PENDING] = vault.keyring.session_key(keys)  # type: ignore[attr-defined]


def _load_waiting_keys(request: HttpRequest, user: UUID) -> vault.keyring.KeyRing | None:
    sealed = request.session.get(PENDING, "")
    secret = request.COOKIES.get(settings.AMANA_KEY_COOKIE, "")
    return vault.keyring.unlock_from_session(user, secret, sealed) if secret and sealed else None


def _carry_keys(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Puts the private key into the session under a new secret, unless a second factor is still to be set up."""
    keys: vault.keyring.KeyRing | None = getattr(request, "opened_keys", None) or _load_waiting_keys(request, user.id)
    waits = factors.stops(request, user)
    _put(request, keys, PENDING if waits else "key")
    if not waits:
        known_browsers.remember(request, user)
    if isinstance(request.session, SessionStore):
        request.session.begin(device_of(request.headers.get("User-Agent", "")))
    record(actor_for(user, None), "trust.signed_in", user.id, now())


user_logged_in.connect(_carry_keys, dispatch_uid="amana.trust.carry_keys")


def let_keys_in(request: HttpRequest, user: User) -> None:
    """Makes the keys that waited available from the next request on: the second factor is set up."""
    if PENDING in request.session:
        _put(request, _load_waiting_keys(request, user.id), "key")
        known_browsers.remember(request, user)


def _put(request: HttpRequest, keys: vault.keyring.KeyRing | None, place: str) -> None:
    request.session.pop(PENDING, None)
    if keys is not None:
        request.new_key_secret, request.session[place] = vault.keyring.session_key(keys)  # type: ignore[attr-defined]


def renew_keys(request: HttpRequest, keys: vault.keyring.KeyRing, password: str) -> None:
    """Gives this user a new key pair, opened by the new password, and puts it into this session."""
    _put(request, vault.keyring.renew_user_key(keys, password, now()), "key")
    del request.amana_actor  # type: ignore[attr-defined]  # its keys are the earlier ones


def set_key_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Sets the cookie half of the session's key once, after a sign-in; it ends with the sign-out or the browser.

    With it goes the cookie by which this browser is known.
    """
    secret = getattr(request, "new_key_secret", None)
    half_way = PENDING in request.session
    if not isinstance(request.user, User) and not half_way and settings.AMANA_KEY_COOKIE in request.COOKIES:
        response.delete_cookie(settings.AMANA_KEY_COOKIE, samesite="Strict")
    if secret:
        response.set_cookie(
            settings.AMANA_KEY_COOKIE,
            secret,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
    known_browsers.set_cookie(request, response)


def in_background[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Marks a view that a page calls and not a person: it doesn't keep anybody signed in."""
    view.in_background = True  # type: ignore[attr-defined]
    return view
