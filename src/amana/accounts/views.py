"""Pages of the actor, accounts, organisations, the audit log, and what an administrator confirms in the pack."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.accounts import commands
from amana.accounts import powerful_roles as role_commands
from amana.accounts.account_list import account_list, account_rows
from amana.accounts.forms import InviteForm, NewUnitForm, OrganisationForm, RolesForm, UnitForm, WrittenNamesForm
from amana.accounts.queries import (
    RESTS,
    forgotten_for,
    has_first_password,
    list_ended_role_requests,
    list_holders,
    list_role_requests,
    role_requests_of,
)
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, succeeds
from amana.errors import NotFound
from amana.lists.pages import ListPage
from amana.signin.reauth import recently_proved, require_recent
from amana.trust import queries
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


def _keeper(request: HttpRequest) -> Actor:
    """Returns the actor, who manages accounts. Raises NotFound for others: the pages do not exist for them."""
    actor = actor_of(request)
    if not actor.can("accounts.keep"):
        raise NotFound
    return actor


def _keeper_who_changes(request: HttpRequest) -> Actor:
    """Does the same as `_keeper`, with a recent proof: roles are changed by the person, not by an open screen."""
    actor = _keeper(request)
    require_recent(request)
    return actor


def _form_page(request: HttpRequest, form: forms.Form, heading: str, deed: str, back: str, lead: str = "") -> HttpResponse:  # fmt: skip
    return render(
        request,
        "accounts/form.html",
        {"form": form, "heading": heading, "deed": deed, "back": back, "lead": lead},
        status=422 if form.errors else 200,
    )


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Shows my account: roles, units, newcomers I can admit, password, signing out."""
    actor = actor_of(request)
    return render(
        request,
        "accounts/me.html",
        {
            "roles": [pack().role(role) for role in sorted(actor.roles)],
            "units": list(queries.units(actor.unit_ids).values()),
            "newcomers": queries.waiting_for_admission(actor),
            "forgotten": forgotten_for(actor),
            "key_reads": queries.key_reads(actor),
        },
    )


@require_http_methods(["GET", "POST"])
def written_names(request: HttpRequest) -> HttpResponse:
    """Edits my name and office as written under letters, in each language."""
    actor = actor_of(request)
    known = {f"name_{language}": name for language, name in queries.written_names(actor).items()}
    form = WrittenNamesForm(request.POST or None, initial=known)
    valid = request.method == "POST" and form.is_valid()
    if valid and succeeds(form, lambda: commands.write_names(actor, form.names(), now=now())):
        return redirect("accounts:me")
    return _form_page(
        request,
        form,
        gettext("My name under letters"),
        gettext("Keep my names"),
        reverse("accounts:me"),
        gettext("Name and office as they stand under a letter, in the script of its language."),
    )


@require_POST
@recently_proved
def admit(request: HttpRequest) -> HttpResponse:
    """Gives a newcomer the key of my unit."""
    actor = actor_of(request)
    try:
        user_id, unit_id = UUID(request.POST.get("user", "")), UUID(request.POST.get("unit", ""))
    except ValueError:
        raise NotFound from None
    commands.admit(actor, user_id=user_id, unit_id=unit_id, now=now())
    return redirect("accounts:me")


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Lists everybody who can sign in, narrowed and sorted by the address."""
    actor = _keeper(request)
    shown = ListPage(account_list(actor), request.GET, actor)
    return render(request, "accounts/accounts.html", {"list": shown, "rows": account_rows(shown.rows)})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Creates an account with a first password."""
    actor = _keeper_who_changes(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        user = attempt(
            form,
            lambda: commands.invite(
                actor,
                username=values["username"],
                name=values["name"],
                first_password=values["first_password"],
                language=values["language"],
                unit_id=UUID(values["unit"]),
                roles=values["roles"],
                made_up=values.get("made_up", False),
                now=now(),
            ),
        )
        if user is not None:
            return redirect("accounts:account", user)
    return _form_page(request, form, gettext("Invite a colleague"), gettext("Invite"), reverse("accounts:accounts"))


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows one account: its roles, its units, whether it is disabled."""
    actor = _keeper_who_changes(request) if request.method == "POST" else _keeper(request)
    card = queries.user(id)
    asked = request.POST.get("deed", "")
    roles = RolesForm(request.POST if asked == "roles" else None, initial={"roles": sorted(card.roles)})
    unit = UnitForm(request.POST if asked == "unit" else None, but=queries.units_of_user(id))
    if (
        asked == "roles"
        and roles.is_valid()
        and succeeds(roles, lambda: commands.set_roles(actor, user_id=id, roles=roles.cleaned_data["roles"], now=now()))
    ):
        return redirect("accounts:account", id)
    if asked == "unit" and unit.is_valid():
        commands.add_to_unit(actor, user_id=id, unit_id=UUID(unit.cleaned_data["unit"]), now=now())
        return redirect("accounts:account", id)
    units = list(queries.units(queries.units_of_user(id)).values())
    return render(
        request,
        "accounts/account.html",
        {
            "card": card,
            "roles": roles,
            "unit": unit,
            "units": units,
            "mine": actor.user_id == id,
            "requested": role_requests_of(actor, id, now()),
            "first_password": has_first_password(id),
            "address": request.build_absolute_uri("/"),
        },
        status=422 if roles.errors or unit.errors else 200,
    )


@require_POST
def disable(request: HttpRequest, id: UUID) -> HttpResponse:
    """Disables the account from its next request on."""
    commands.disable(_keeper_who_changes(request), user_id=id, now=now())
    return redirect("accounts:account", id)


@require_POST
def enable(request: HttpRequest, id: UUID) -> HttpResponse:
    """Enables the account again."""
    commands.enable(_keeper_who_changes(request), user_id=id, now=now())
    return redirect("accounts:account", id)


@require_GET
def powerful_roles(request: HttpRequest) -> HttpResponse:
    """Shows who holds powerful roles, which ones wait, and which were given or stopped lately."""
    actor, at = actor_of(request), now()
    return render(
        request,
        "accounts/powerful_roles.html",
        {
            "waiting": list_role_requests(actor, at),
            "ended": list_ended_role_requests(actor, at),
            "holders": list_holders(actor),
            "hours": RESTS // timedelta(hours=1),
        },
    )


@require_POST
@recently_proved
def agree_to_role(request: HttpRequest, id: UUID) -> HttpResponse:
    """Agrees to a powerful role, which then rests."""
    role_commands.agree_to_role(actor_of(request), id, now=now())
    return redirect("accounts:powerful_roles")


@require_POST
def stop_role(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stops a powerful role, at once; asks for no second factor, so that nothing delays it."""
    role_commands.stop_role(actor_of(request), id, now=now())
    return redirect("accounts:powerful_roles")


@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """Lists the organisations that take part, and adds one."""
    actor = _keeper_who_changes(request) if request.method == "POST" else _keeper(request)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = commands.make_organisation(
            actor, **values, pack=settings.AMANA_PACK, made_up=queries.is_demo(), now=now()
        )
        return redirect("accounts:units", made)
    rows = [(card, queries.units_of(card.id)) for card in queries.organisations()]
    return render(
        request, "accounts/organisations.html", {"form": form, "rows": rows}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def units(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lists the units of an organisation, and adds one."""
    actor = _keeper_who_changes(request) if request.method == "POST" else _keeper(request)
    organisation = queries.organisation(id)
    form = NewUnitForm(request.POST or None, organisation_id=id)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        commands.make_unit(
            actor,
            organisation_id=id,
            name_en=values["name_en"],
            name_ar=values["name_ar"],
            name_ckb=values["name_ckb"],
            supervised_by=UUID(values["supervised_by"]) if values["supervised_by"] else None,
            takes_signs=values["takes_signs"],
            now=now(),
        )
        return redirect("accounts:units", id)
    return render(
        request,
        "accounts/units.html",
        {"form": form, "organisation": organisation, "rows": queries.units_of(id)},
        status=422 if form.errors else 200,
    )
