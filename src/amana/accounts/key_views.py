"""Pages on keys of users: a colleague's forgotten password, and leaving a unit."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from amana import vault
from amana.accounts import joining
from amana.accounts.forms import NewPasswordForm
from amana.errors import NotFound
from amana.signin.reauth import recently_proved
from amana.trust import queries
from amana.trust.actor import actor_of
from amana.vault.clock import now


@recently_proved
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest, id: UUID) -> HttpResponse:
    """Gives a colleague who forgot the password a first one, in person."""
    actor = actor_of(request)
    asked = joining.forgotten_for(actor).filter(id=id).first()
    if asked is None:
        raise NotFound
    form = NewPasswordForm(request.POST or None, user=asked.user)
    if request.method == "POST" and form.is_valid():
        joining.give_new_password(actor, request_id=id, first_password=form.cleaned_data["first_password"], now=now())
        return redirect("accounts:me")
    lead = gettext(
        "Make sure that it is really %(name)s. The old password opens nothing from then on; the second factor stays as it is."
    )
    alone = vault.catching_up.only_they_can_open(asked.user_id)
    return render(
        request,
        "accounts/forgotten.html",
        {
            "form": form,
            "heading": gettext("A new password for a colleague"),
            "deed": gettext("Give this password"),
            "back": reverse("accounts:me"),
            "lead": lead % {"name": asked.user.name},
            "alone": alone,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@recently_proved
def leave_unit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Removes a user from a unit, which gets a new key."""
    actor = actor_of(request)
    if not actor.can("accounts.keep"):
        raise NotFound
    try:
        unit_id = UUID(request.POST.get("unit", ""))
    except ValueError:
        raise NotFound from None
    queries.user(id)
    joining.leave_unit(actor, user_id=id, unit_id=unit_id, now=now())
    return redirect("accounts:account", id)
