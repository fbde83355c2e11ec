"""Pages of second factors: the library's, with our checks before them and our follow-up after them."""

from typing import Any
from uuid import UUID

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.signin import factors
from amana.signin.commands import read_factor_news
from amana.signin.errors import LastFactor
from amana.signin.factor_changes import handle_change, reset_factors
from amana.signin.reauth import recently_proved
from amana.signin.sign_in import SecondFactors
from amana.trust.actor import actor_of
from amana.trust.queries import User
from amana.vault.clock import now


class Overview(IndexView):
    """Lists my second factors, and what is still missing."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns the context, with what is needed and what can be done here."""
        actor = actor_of(self.request)
        needed = factors.find_needed_level(self.request, actor)
        have = factors.level_of(factors.kinds_of(actor.account))
        return {
            **super().get_context_data(**kwargs),
            "missing": factors.missing(self.request, actor),
            "passkey_needed": needed == factors.Level.PASSKEY and have < needed,
            "passkeys_work": factors.passkeys_work(self.request),
            "passkeys_required": settings.AMANA_PASSKEYS == "required",
            "would_be_passkey": factors.level_for(actor.capabilities) == factors.Level.PASSKEY,
            "set_up": have > factors.Level.NONE,
            "port": self.request.get_port(),
        }


class AddApplication(ActivateTOTPView):
    """Adds an application that makes codes."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Handles the first code, which matched."""
        answer: HttpResponse = super().form_valid(form)
        handle_change(self.request, "application_added")
        return answer


class RemoveApplication(DeactivateTOTPView):
    """Removes the application."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Handles the removal, which does not take the last factor that is needed."""
        answer: HttpResponse = super().form_valid(form)
        handle_change(self.request, "application_removed")
        return answer


class AddPasskey(AddWebAuthnView):
    """Adds a passkey."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Handles the passkey that the browser made."""
        answer: HttpResponse = super().form_valid(form)
        handle_change(self.request, "passkey_added")
        return answer


class RemovePasskey(RemoveWebAuthnView):
    """Removes a passkey."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        """Raises LastFactor for the last one that is needed."""
        if not SecondFactors().can_delete_authenticator(self.get_object()):
            raise LastFactor
        answer: HttpResponse = super().form_valid(form)
        handle_change(self.request, "passkey_removed")
        return answer


class NewCodes(GenerateRecoveryCodesView):
    """Makes new recovery codes; the old ones become invalid."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Makes the codes, which are shown once, on the next page."""
        answer: HttpResponse = super().form_valid(form)
        handle_change(self.request, "codes_renewed")
        return answer


class Codes(ViewRecoveryCodesView):
    """Shows the recovery codes, once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns the context; from now on the codes count as shown."""
        context = super().get_context_data(**kwargs)
        user = self.request.user
        assert isinstance(user, User)
        factors.remember_unseen_codes(self.request, user)
        return {**context, "username": user.username}


class SecondStep(AuthenticateView):
    """Asks, after the password, for the passkey, a code, or a recovery code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Returns the context, with the factors that this account has."""
        context = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = factors.kinds_of(user.pk)
        if Authenticator.Type.WEBAUTHN not in kinds or not factors.passkeys_work(self.request):
            context.pop("js_data", None)
        application = Authenticator.Type.TOTP in kinds and not factors.passkey_alone(self.request, user)
        return {**context, "application": application}


_form = require_http_methods(["GET", "POST"])
second_step = _form(SecondStep.as_view())
overview = require_GET(Overview.as_view())
add_application = _form(recently_proved(AddApplication.as_view()))
remove_application = _form(recently_proved(RemoveApplication.as_view()))
add_passkey = _form(recently_proved(AddPasskey.as_view()))
name_passkey = _form(recently_proved(EditWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))))
remove_passkey = _form(recently_proved(RemovePasskey.as_view()))
codes = require_GET(recently_proved(Codes.as_view()))
new_codes = _form(recently_proved(NewCodes.as_view()))


@require_POST
@recently_proved
def reset(request: HttpRequest, id: UUID) -> HttpResponse:
    """Resets the second factors of a user whom the actor knows and who is there in person."""
    reset_factors(actor_of(request), user_id=id, now=now())
    return redirect("accounts:account", id)


@require_POST
def news_read(request: HttpRequest) -> HttpResponse:
    """Marks the news of my factors as read."""
    read_factor_news(actor_of(request), now=now())
    return redirect("/")
