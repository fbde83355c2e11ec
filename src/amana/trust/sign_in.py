"""Signing in opens the keys: the password that lets somebody in is the one that opens their private key."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

from amana.errors import CannotOpen
from amana.trust import vault
from amana.trust.actor import actor_for, actor_of
from amana.trust.clock import now
from amana.trust.models import User
from amana.trust.trail import record


class KeyOpeningBackend(BaseBackend):
    """Lets in whose password fits, and holds the opened key ring until the session is there to carry it."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> User | None:
        """The user, or None after the same work for a name that does not exist."""
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        if not user.check_password(password) or not user.is_active:
            return None
        if request is not None:
            try:
                request.opened_keys = vault.open_user_key(user.id, password)  # type: ignore[attr-defined]
            except CannotOpen:
                return None
        return user

    def get_user(self, user_id: object) -> User | None:
        """The user of a session; a disabled account has none from the next request on."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def _carry_keys(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """The session carries the private key under a secret that only the cookie holds."""
    keys: vault.KeyRing | None = getattr(request, "opened_keys", None)
    if keys is not None:
        request.new_key_secret, request.session["key"] = vault.session_key(keys)  # type: ignore[attr-defined]
    record(actor_for(user, None), "trust.signed_in", user.id, now())


user_logged_in.connect(_carry_keys, dispatch_uid="amana.trust.carry_keys")


def set_key_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """The cookie half of the session's key, once, after a sign-in."""
    secret = getattr(request, "new_key_secret", None)
    if secret:
        response.set_cookie(
            settings.AMANA_KEY_COOKIE,
            secret,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; a change of password re-wraps the private key."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """The new password lets in and opens the keys; the old one does neither."""
        keys = actor_of(self.request).keys
        if keys is None:
            raise CannotOpen
        vault.change_password_of(keys, password)
        user.must_change_password = False
        user.set_password(password)
        user.save(update_fields=["password", "must_change_password"])
        record(actor_for(user, None), "trust.password_changed", user.id, now())
