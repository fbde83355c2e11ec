"""The accounts app in our hands: nobody makes an account for themselves, a new password re-wraps the keys."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from amana.errors import CannotOpen
from amana.trust import vault
from amana.trust.actor import actor_for, actor_of
from amana.trust.clock import now
from amana.trust.models import User
from amana.trust.trail import record


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
