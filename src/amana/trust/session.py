"""Signing in opens the keys: the password that lets somebody in is the one that opens their private key."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

from amana.errors import CannotOpen
from amana.trust import vault
from amana.trust.actor import actor_for
from amana.trust.clock import now
from amana.trust.models import User
from amana.trust.trail import record


class KeyOpeningBackend(BaseBackend):
    """Lets in whose password fits, and holds the opened key ring until the session is there to carry it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The user, or None after the same work for a name that does not exist."""
        user = User.objects.filter(username=username or "").first()
        if user is None:
            make_password(password or "")
            return None
        if not user.check_password(password or "") or not user.is_active:
            return None
        if request is not None:
            try:
                request.opened_keys = vault.open_user_key(user.id, password or "")  # type: ignore[attr-defined]
            except CannotOpen:
                return None
        return user

    def get_user(self, user_id: str) -> User | None:
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
    """The cookie half of the session's key, once, after a sign-in; gone after signing out, or with the browser."""
    secret = getattr(request, "new_key_secret", None)
    if not isinstance(request.user, User) and settings.AMANA_KEY_COOKIE in request.COOKIES:
        response.delete_cookie(settings.AMANA_KEY_COOKIE, samesite="Strict")
    if secret:
        response.set_cookie(
            settings.AMANA_KEY_COOKIE,
            secret,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
