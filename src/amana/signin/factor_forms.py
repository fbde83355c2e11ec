"""Forms of the second factor: the library checks, these use our wording and read local digits."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from amana import vault
from amana.errors import CannotOpen
from amana.signin import factor_rows, factors
from amana.trust.queries import User
from amana_methods.digits import western_digits

_PURPOSE, _SEALED = "factor to be", "factor to be"


class _Code(forms.Form):
    """A code of six digits from an application, or one of the recovery codes; spaces and other digits are accepted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.error_messages["required"] = _("Type the code.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "maxlength": "20"}


class _CodeCheck(_Code):
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Returns a code that matches. Users who must use a passkey and have one cannot sign in with a code."""
        self.cleaned_data["code"] = western_digits(self.cleaned_data["code"])
        require_genuine(self.user)
        with factor_rows.of(self.user.pk):
            code: str = super().clean_code()  # type: ignore[misc]
        by_application = self.authenticator.type == Authenticator.Type.TOTP
        if by_application and factors.passkey_alone(context.request, self.user):
            raise get_adapter().validation_error("passkey_needed")
        return code


class SignInCode(_CodeCheck, AuthenticateForm):
    """The code at sign-in."""


class ProofCode(_CodeCheck, ReauthenticateForm):
    """The code for a repeated proof."""


class _PasskeyCheck(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        """Returns the passkey's response, of a user whose factors are as they were written."""
        require_genuine(self.user)
        return super().clean_credential()


class SignInPasskey(_PasskeyCheck):
    """The passkey at sign-in."""


class ProofPasskey(_PasskeyCheck, ReauthenticateWebAuthnForm):
    """The passkey for a repeated proof."""


def require_genuine(user: User) -> None:
    """Checks that every second factor of this user is theirs and unchanged. Raises ValidationError."""
    if not factor_rows.are_genuine(user.pk):
        raise get_adapter().validation_error("factor_moved")


class PasswordAgain(forms.Form):
    """Asks for the password again, from a user who has no second factor and needs none."""

    password = forms.CharField(strip=False)

    def __init__(self, data: dict[str, str], *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request

    def clean_password(self) -> str:
        """Returns the password of the signed-in user; wrong ones are limited as at the sign-in."""
        password: str = self.cleaned_data["password"]
        tries = f"password-again-{self.request.user.pk}"
        if not ratelimit.consume(self.request, action="login_failed", key=tries):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        user = authenticate(self.request, username=self.request.user.get_username(), password=password)
        if user is None or user.pk != self.request.user.pk:
            raise ValidationError(_("This is not your password."), code="incorrect_password")
        ratelimit.clear(self.request, action="login_failed", key=tries)
        return password


class NewApplication(_Code, ActivateTOTPForm):
    """A new application for codes: its secret is sealed in the session until a first code shows that it was taken
    over.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        row = context.request.user.pk
        try:
            waiting = vault.server_secrets.open_secret(_PURPOSE, row, session.get(_SEALED, ""))
        except CannotOpen:
            waiting = ""
        if waiting:
            session[SECRET_SESSION_KEY] = waiting
        super().__init__(*args, **kwargs)
        session.pop(SECRET_SESSION_KEY, None)  # before the session is written, it holds the sealed one only
        session[_SEALED] = vault.server_secrets.seal_secret(_PURPOSE, row, self.secret)

    def clean_code(self) -> str:
        """Returns a code that the application made from the new secret."""
        self.cleaned_data["code"] = western_digits(self.cleaned_data["code"])
        code: str = super().clean_code()
        context.request.session.pop(_SEALED, None)
        return code


class NewPasskey(AddWebAuthnForm):
    """A new passkey, with a name to recognise it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_of_a_key(self)


class PasskeyName(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_of_a_key(self)


def name_of_a_key(form: forms.Form) -> None:
    """The field for the name of a passkey."""
    field = form.fields["name"]
    field.label, field.help_text = _("Name of this passkey"), _("So that you know it again: this phone, the grey key.")
    field.widget.attrs = {"maxlength": "40", "autocomplete": "off"}
