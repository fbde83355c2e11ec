"""Adapters of the accounts library: users cannot sign up themselves, and a second factor is sealed like a secret."""

from io import BytesIO
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from amana.errors import CannotOpen
from amana.signin import factor_rows, factors
from amana.signin.known_browsers import known_as
from amana.signin.reauth import require_recent
from amana.signin.session import hold_keys, renew_keys
from amana.signin.session_store import end_sessions
from amana.trust.actor import SYSTEM, actor_for, actor_of
from amana.trust.models import User
from amana.trust.trail import record
from amana.vault.clock import now

ENDED_WITH_IT = "ended with it"  # in the session: how many other sessions ended with the change


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; a change of password re-wraps the private key."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Name and password do not belong together. Try again."),
        "too_many_login_attempts": gettext_lazy("Too many wrong tries. Wait five minutes, then try again."),
        "rate_limited": gettext_lazy("Too many wrong tries. Wait five minutes, then try again."),
        "enter_current_password": gettext_lazy("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Returns False: users cannot sign up themselves."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Keeps the keys, after the right password, for the second factor."""
        hold_keys(request)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts wrong tries by name and address, or known browser: nobody can lock a colleague out from another desk."""
        where = known_as(request, str(credentials.get("username", ""))) or ratelimit.get_ip(request)
        return f"{where}:{super()._get_login_attempts_cache_key(request, **credentials)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Also limits the wrong tries for one name from everywhere; those of a browser that is known for it by themselves."""
        name = str(credentials.get("username", ""))
        key = f"{name.lower()}|{known_as(request, name)}"
        self._by_name = ratelimit.consume(request, app="allauth.account", action="sign_in_by_name", key=key)
        if not self._by_name:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Does nothing: a right password uses up no try."""
        super()._rollback_login_failed_rl_usage()
        if self._by_name:
            self._by_name.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Adds a line for a refused sign-in: the account's id where there is one, and never what was typed."""
        known = User.objects.filter(username=credentials.get("username", "")).values_list("id", flat=True).first()
        record(SYSTEM, "trust.sign_in_refused", known, now())

    def set_password(self, user: User, password: str) -> None:
        """Sets a password that signs in and opens the keys; the old one does neither, and other sessions end."""
        keys = actor_of(self.request).keys
        if keys is None:
            raise CannotOpen
        renew_keys(self.request, keys, password)
        user.must_change_password = False
        user.set_password(password)
        user.save(update_fields=["password", "must_change_password"])
        ended = end_sessions(user.id, but=self.request.session.session_key or "")
        self.request.session[ENDED_WITH_IT] = ended
        record(actor_for(user, None), "trust.password_changed", user.id, now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Returns the address of the page that says what happened."""
        return str(reverse("password_changed"))

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Asks for a proof before each change of a factor. Raises ProofNeeded, which keeps what was typed."""
        require_recent(self.request)
        return False

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Sends nothing: no mail mentions an account; its owner reads the news after signing in."""


class SecondFactors(DefaultMFAAdapter):
    """The library's factors with sealed secrets and our wording; the last one needed cannot be removed."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not fit. Take the code that is shown now, or another recovery code."),
        "passkey_needed": gettext_lazy("With your roles a passkey is needed, or one of your recovery codes."),
        "factor_moved": gettext_lazy(
            "Your second factor was changed outside Amana, so it lets nobody in. Tell your administrator now."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "This is the last second factor that your roles need. Set up another one first."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a passkey or an application first."),
    }

    def encrypt(self, text: str) -> str:
        """Returns the secret of a factor, sealed by the key store for its owner."""
        return factor_rows.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Returns the secret in plain text. Raises CannotOpen for one that is another person's."""
        return factor_rows.open_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Returns the name that an application on a phone shows next to its codes."""
        return gettext("Amana")

    def build_totp_svg(self, url: str) -> SafeString:
        """Returns the QR code as a drawing within the page."""
        drawn = BytesIO()
        segno.make(url, error="m").save(
            drawn,
            kind="svg",
            xmldecl=False,
            svgns=True,
            scale=5,
            dark="#000",
            light="#fff",
            svgclass=None,
            omitsize=True,
            lineclass=None,
        )
        return mark_safe(drawn.getvalue().decode())  # noqa: S308 # drawn by segno; it holds no text

    def _get_site_name(self) -> str:
        return gettext("Amana")

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Returns what a phone shows next to a passkey: the name one signs in with, and no other."""
        return {"id": user.id.bytes, "display_name": user.username, "name": user.username}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Returns a first name for a passkey."""
        many = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": many + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Returns whether enough factors are left without this one."""
        left = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        have = factors.level_of(left.values_list("type", flat=True))
        if factors.by_one_click(self.request):
            return True
        return have >= factors.find_needed_level(self.request, actor_of(self.request))
