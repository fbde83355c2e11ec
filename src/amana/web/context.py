"""Context of the page frame: who is here, the places of the desk, whether this is a demonstration."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.guide.topics import topic_of
from amana.intake.pack_sections import INFORMATION
from amana.trust import queries as trust
from amana.trust import staying
from amana.trust.actor import Actor, actor_of
from amana.trust.capabilities import CapabilityId
from amana.trust.queries import User
from amana.vault.clock import now
from amana.web.open_addresses import OPEN
from amana.web.waiting import known_waiting


@dataclass(frozen=True)
class Place:
    """A place of the desk, as rail and tab bar show it, with how many things wait there as far as that is known."""

    label: str | Promise
    url: str
    icon: str
    group: int
    current: bool = False
    waits: int = 0


# label, route, icon, group, and the capabilities of which one is enough (none: everybody).
PLACES: tuple[tuple[Promise, str, str, int, tuple[CapabilityId, ...]], ...] = (
    (_("My day"), "my_day", "home", 1, ()),
    (_("Reports"), "intake:signs", "inbox", 1, ("signs.take", "signs.triage", "screening.run", "presumption.decide")),
    (_("Cases"), "cases:list", "case", 1, ("cases.read",)),
    (
        _("Referrals"),
        "referrals:list",
        "ref",
        1,
        ("referrals.send", "referrals.answer", "mechanism.watch", "cases.review"),
    ),
    (_("Who can help"), "referrals:directory", "book", 1, ("directory.read",)),
    (_("Money and items"), "assistance:home", "box", 1, ("stock.keep", "cash.ask", "cash.approve", "help.deliver")),
    (
        _("Letters and courts"),
        "justice:list",
        "scales",
        1,
        ("letters.draft", "letters.review", "proceedings.record", "identification.decide"),
    ),
    (_("Diary"), "diary:diary", "calendar", 1, ()),
    (_("Figures"), "reporting:figures", "chart", 2, ("figures.read",)),
    (_("Public data"), "releases:releases", "out", 2, ("releases.prepare", "releases.approve")),
    (_("Prevention"), "outreach:list", "people", 2, ("outreach.keep",)),
    (_("Files of one person"), "cases:links", "people", 1, ("cases.review",)),
    (_("Between organisations"), "exchange:home", "go", 3, ("exchange.keep", "cases.review", "protection.watch")),
    (_("Exports"), "exports:exports", "out", 2, ("exports.make", "exports.approve")),
    (_("Keeping and erasing"), "erasure:forgetting", "history", 3, ("forgetting.decide",)),
    (_("Look-ups"), "cases:look_ups", "eye", 3, ("protection.watch",)),
    (_("Oversight"), "emergencies:oversight", "shield", 3, ("trail.read",)),
    (_("Incidents"), "oversight:incidents", "bell", 3, ("protection.watch", "incidents.confirm")),
    (_("Who was stopped"), "oversight:pace", "eye", 3, ("protection.watch",)),
    (_("Audit log"), "trust:trail", "eye", 3, ("trail.read",)),
    (_("Witnesses"), "oversight:witnesses", "eye", 3, ("trail.read", "accounts.keep")),
    (_("Accounts"), "accounts:accounts", "people", 3, ("accounts.keep",)),
    (
        _("Powerful roles"),
        "accounts:powerful_roles",
        "people",
        3,
        ("accounts.keep", "protection.watch", "releases.approve"),
    ),
    (_("Access rules"), "trust:wall", "lock", 3, ()),
    (
        _("Country pack"),
        "trust:pack",
        "book",
        3,
        ("pack.confirm", "letters.draft", "letters.review", "protection.watch"),
    ),
)


def places_of(actor: Actor, path: str) -> list[Place]:
    """Returns the places that the actor has, the one of this path marked."""
    shown = []
    for label, route, icon, group, capabilities in PLACES:
        if capabilities and not any(actor.can(each) for each in capabilities):
            continue
        shown.append(Place(label, reverse(route), icon, group))
    here = [place.url for place in shown if path == place.url or (place.url != "/" and path.startswith(place.url))]
    nearest = max(here, key=len, default="")  # one place is inside another, and only one is where I am
    known = known_waiting(actor, now())
    waits = known.by_place(place.url for place in shown) if known is not None else {}
    return [replace(place, current=place.url == nearest, waits=waits.get(place.url, 0)) for place in shown]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page of the desk."""
    context: dict[str, Any] = {"demo": trust.is_demo(), "now": now(), "help_url": _help_for(request)}
    user = getattr(request, "user", None)
    if not isinstance(user, User) or getattr(request, "half_way", False):
        return context | ({} if context["help_url"] in OPEN else {"help_url": ""})
    actor = actor_of(request)
    places = places_of(actor, request.path)
    tabs = places[:4]
    if len(places) > 4:
        tabs = [*places[:4], Place(_("More"), reverse("more"), "dots", 1, request.path == reverse("more"))]
    organisation = trust.organisation(user.organisation_id).name if user.organisation_id else ""
    shown = staying.shown_by(actor)
    told = {"actor": actor, "actor_place": organisation, "places": places, "tabs": tabs, "stay": shown}
    told["keys_url"] = reverse("guide:keys")
    told["waiting_known"] = known_waiting(actor, now()) is not None
    return {**context, **told, "idle_seconds": int(settings.AMANA_IDLE.total_seconds())}


def _help_for(request: HttpRequest) -> str:
    """Returns the address of the guide's page for this page; of its contents where none is for it, as on an error's page.

    A page of the guide has none.
    """
    match = request.resolver_match
    if match and match.app_name == "guide":
        return ""
    topic = topic_of(match.view_name) if match else None
    return reverse("guide:topic", args=[topic.name]) if topic else reverse("guide:contents")


def public_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every public page."""
    return {"demo": trust.is_demo(), "public": True, "leave_to": INFORMATION.of(pack()).leave_to}
