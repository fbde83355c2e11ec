"""Asks for the second factor again: before an export, break-glass, changes of factors and key operations.

Use `@recently_proved` on a view, or `require_recent(request)` as the first line of a branch. A page that was requested
is shown after the proof. A form that was sent is answered with a page that asks for the proof and carries in itself
what was typed: nothing of it is stored on the server.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from amana.signin.errors import ProofNeeded
from amana.trust.actor import actor_of
from amana.trust.queries import User
from amana.trust.trail import record
from amana.vault.clock import now

_CODE, _PASSKEY, _PASSWORD, _CLICK = "proof_code", "proof_passkey", "proof_password", "proof_click"
SHOWN = frozenset({_CODE, _PASSKEY, _PASSWORD, _CLICK})  # the fields in which a factor is shown
# Fields whose values no page repeats and no draft keeps: each holds a secret, or belongs to one page alone.
NEVER_REPEATED = SHOWN | {
    "csrfmiddlewaretoken", "password", "password_again", "oldpassword", "password1", "password2", "first_password",
}  # fmt: skip


def recently_proved[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lets only users call the view who showed the second factor within the last five minutes."""

    @wraps(view)
    def call_guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require_recent(request)
        return view(request, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], call_guarded)


def require_recent(request: HttpRequest) -> None:
    """Requires a proof within the last five minutes, or in this request. Raises ProofNeeded."""
    from amana.signin import (
        factors,  # imported here: rooms that use this are also loaded by the public face, which has no sign-in
    )

    user = request.user
    if not isinstance(user, User):
        raise ProofNeeded
    if factors.recently_shown(request, user):
        return
    if request.method != "POST" or not SHOWN & request.POST.keys():
        raise ProofNeeded
    form = _build_form(request, user)
    if not form.is_valid():
        record(actor_of(request), "trust.proof_refused", user.id, now())
        raise ProofNeeded(form=form)
    factors.mark_shown(request, user)
    record(actor_of(request), "trust.proved", user.id, now())


def _build_form(request: HttpRequest, user: User) -> forms.Form:
    """Returns the form that checks the proof: the best factor that the user has and that was sent."""
    from amana.signin import factors
    from amana.signin.factor_forms import PasswordAgain, ProofCode, ProofPasskey

    kinds = factors.kinds_of(user.id)
    if factors.level_of(kinds) == factors.Level.NONE:
        if factors.by_one_click(request):
            return forms.Form({})
        return PasswordAgain({"password": request.POST.get(_PASSWORD, "")}, request=request)
    if request.POST.get(_PASSKEY):
        return ProofPasskey({"credential": request.POST[_PASSKEY]}, user=user)
    return ProofCode({"code": request.POST.get(_CODE, "")}, user=user)


def ask(request: HttpRequest, error: ProofNeeded) -> HttpResponse:
    """Asks for the second factor: on this response for a form that was sent, by a redirect for a page."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.webauthn.internal.auth import begin_authentication

    from amana.signin import factors

    user = request.user
    if not isinstance(user, User):
        return redirect("account_login")
    here = request.path == reverse("prove")
    if not here and (request.method != "POST" or request.headers.get("HX-Request") == "true"):
        target = (
            reverse("prove") + "?" + urlencode({"next": request.get_full_path() if request.method != "POST" else "/"})
        )
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)
    kinds = factors.kinds_of(user.id)
    passkey = Authenticator.Type.WEBAUTHN in kinds and factors.passkeys_work(request)
    ours = SHOWN | {"csrfmiddlewaretoken"}
    kept = [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]
    context: dict[str, Any] = {
        "form": error.details.get("form"),
        "kept": kept,
        "files": bool(request.FILES),
        "passkey": begin_authentication(user) if passkey else None,
        "code": factors.level_of(kinds) > factors.Level.NONE,
        "application": Authenticator.Type.TOTP in kinds and not factors.passkey_alone(request, user),
        "one_click": factors.by_one_click(request) and factors.level_of(kinds) == factors.Level.NONE,
        "target": request.get_full_path(),
    }
    status = 422 if context["form"] else 200 if request.method == "GET" else 403
    return render(request, "signin/prove.html", context, status=status)


@recently_proved
def prove(request: HttpRequest) -> HttpResponse:
    """Checks the proof and redirects to where it was asked for."""
    target = request.GET.get("next", "")
    here = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if here else "/")
