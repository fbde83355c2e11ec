"""The directory: its entries, and maintaining it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.countrypacks import pack as country
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt, status_of
from amana.countrypacks.wording import join_words
from amana.errors import NotFound
from amana.referrals import commands, pack, queries, rules, words
from amana.referrals.forms import DirectoryFilter, ProviderForm
from amana.referrals.pack_sections import DIRECTORY
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

PLACES = (0, 1, 2, 3, rules.MORE_PLACES)


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Lists all providers, or those with one service or in one governorate. No person's data is asked or shown."""
    actor, at = actor_of(request), now()
    form = DirectoryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"service": "", "near": ""}
    rows = [_row(each, at) for each in queries.entries(chosen["service"], chosen["near"])]
    own = [_entry(actor, each, at) for each in queries.providers_of(actor)]
    is_empty = not rows and not queries.entries()
    context = {"form": form, "rows": rows, "own": own, "may_keep": actor.can("directory.keep"), "is_empty": is_empty}
    return render(request, "referrals/directory.html", context)


def _row(provider: queries.Provider, at: datetime) -> dict[str, Any]:
    stale = rules.entry_is_stale(provider.verified_at, at, DIRECTORY.of(country()).warn_after_days)
    ended = provider.valid_until is not None and provider.valid_until < day_of(at)
    return {
        "id": provider.id,
        "name": queries.name_of(provider),
        "kind": pack.label("provider_kind", provider.kind),
        "services": join_words(pack.service_name(code) for code in provider.services),
        "governorates": join_words(pack.label("governorate", code) for code in provider.governorates),
        "places": words.places_words(provider.free_places),
        "places_at": provider.capacity_updated_at,
        "has_places": bool(provider.free_places),
        "verified_at": provider.verified_at,
        "stale": stale,
        "ended": ended,
    }


def _entry(actor: Actor, provider: queries.Provider, at: datetime) -> dict[str, Any]:
    """Returns one entry with all that this reader may see of it."""
    told: list[tuple[str, str]] = []

    def tell(key: str, value: str) -> None:
        if value:
            told.append((pack.field_label(key), value))

    def join_labels(name: str, codes: list[str]) -> str:
        return join_words(pack.label(name, code) for code in codes)

    yes, no = gettext("yes"), gettext("no")
    tell("services", join_words(pack.service_name(code) for code in provider.services))
    tell("governorates", join_labels("governorate", provider.governorates))
    tell("accepts_sex", join_labels("sex", provider.accepts_sex) or gettext("everybody"))
    tell("accepts_age_min", "" if provider.accepts_age_min is None else str(provider.accepts_age_min))
    tell("accepts_age_max", "" if provider.accepts_age_max is None else str(provider.accepts_age_max))
    tell("accepts_nationalities", join_labels("country", provider.accepts_nationalities) or gettext("all"))
    tell("accepts_disability", yes if provider.accepts_disability else no)
    tell("accepts_children_with_parent", yes if provider.accepts_children_with_parent else no)
    tell("directory.languages", join_labels("language", provider.languages))
    tell("directory.hours", provider.hours)
    tell("directory.accessibility", join_labels("accessibility", provider.accessibility))
    tell("cost", dict(pack.cost_options()).get(provider.cost, ""))
    tell("isp_signed", yes if provider.isp_signed else no)
    if provider.capacity is not None:
        told.append((gettext("Places altogether"), str(provider.capacity)))
    protected = actor.can("referrals.send") or actor.can("directory.keep")
    return {
        **_row(provider, at),
        "told": told,
        "phone": provider.phone_public,
        "phone_label": pack.field_label("phone_public"),
        "focal_phone": provider.phone_focal_point if protected else "",
        "focal_label": pack.field_label("phone_focal_point_protected"),
        "focal_hidden": bool(provider.phone_focal_point) and not protected,
        "unit": trust.unit(provider.unit).full_name if provider.unit else "",
        "verified_by": trust.user_name(provider.verified_by),
        "valid_until": provider.valid_until,
        "may_say_places": queries.may_say_places(actor, provider),
        "said_places": provider.free_places,
        "choices": PLACES,
        "more": rules.MORE_PLACES,
    }


@require_GET
def provider(request: HttpRequest, id: UUID) -> HttpResponse:
    """One entry: what they do, whom they take, how to reach them, and since when it was checked."""
    actor = actor_of(request)
    entry = _entry(actor, queries.entry(id), now())
    return render(request, "referrals/provider.html", {"entry": entry, "may_keep": actor.can("directory.keep")})


@require_http_methods(["GET", "POST"])
def add_provider(request: HttpRequest) -> HttpResponse:
    """Adds an entry."""
    return _form_page(request, None)


@require_http_methods(["GET", "POST"])
def change_provider(request: HttpRequest, id: UUID) -> HttpResponse:
    """Changes an entry without overwriting somebody else's change."""
    return _form_page(request, queries.entry(id))


def _form_page(request: HttpRequest, entry: queries.Provider | None) -> HttpResponse:
    actor = actor_of(request)
    if not actor.can("directory.keep"):
        raise NotFound
    form = ProviderForm(request.POST or None, initial=ProviderForm.of(entry) if entry else None)
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, lambda: _keep(actor, entry, form))
        if kept is not None:
            return redirect("referrals:provider", kept.id)
    heading = gettext("Change this entry") if entry else gettext("Add an entry")
    back = reverse("referrals:provider", args=[entry.id]) if entry else reverse("referrals:directory")
    context = {
        "form": form, "heading": heading, "deed": gettext("Keep this entry"), "cancel_url": back,
        "name": queries.name_of(entry),
    }  # fmt: skip
    refusal = getattr(form, "refusal", None)
    if refusal is not None and "revision" in refusal.details:
        # both texts are shown now; the reader chooses which one is saved
        typed = request.POST.copy()
        typed["revision"] = str(refusal.details["revision"])
        form.data = typed
    status = status_of(form)
    return render(request, "referrals/provider_form.html", context, status=status)


def _keep(actor: Actor, entry: queries.Provider | None, form: ProviderForm) -> queries.Provider:
    if entry is None:
        return commands.add_provider(actor, values=form.values(), now=now())
    revision = form.cleaned_data.get("revision") or 0
    return commands.change_provider(actor, entry.id, values=form.values(), revision=revision, now=now())


@require_POST
def check_provider(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that the keeper checked this entry today."""
    actor = actor_of(request)
    if not actor.can("directory.keep"):
        raise NotFound
    commands.check_provider(actor, queries.entry(id).id, now=now())
    return redirect("referrals:provider", id)


@require_POST
def say_places(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records free places with one click; with script only the row changes."""
    actor, at = actor_of(request), now()
    said = request.POST.get("places", "")
    if not said.isdecimal() or int(said) not in PLACES:
        raise NotFound
    entry = commands.say_free_places(actor, id, places=int(said), now=at)
    if request.headers.get("HX-Request") == "true":
        return render(request, "referrals/_places.html", {"entry": _entry(actor, entry, at), "now": at})
    return redirect("referrals:directory") if request.POST.get("back") == "list" else redirect("referrals:provider", id)
