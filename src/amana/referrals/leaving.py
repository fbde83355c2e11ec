"""What of referrals can be exported as a file: those of a period, by their numbers, states and days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.countrypacks.dates import day_of
from amana.exports.kinds import Content, ExportKind, Sheet, register_kind
from amana.exports.of_lists import register_list_kind
from amana.referrals import pack, queries
from amana.referrals.pack import machine
from amana.referrals.queries import Referral
from amana.trust.actor import Actor


def _number_to_state(referral: Referral, facts: Mapping[str, Any]) -> list[str]:
    """Returns number, service, provider and state of a referral with its facts."""
    service = facts.get("service", "")
    return [
        referral.reference,
        pack.service_name(service) if service else "",
        queries.name_of(referral.provider) if referral.provider else "",
        str(machine().state(referral.state).name),
    ]


def sent_referrals(actor: Actor, chosen: Mapping[str, Any], now: datetime) -> Content:
    """Returns referrals of the actor's own cases sent between two days (both included). No name of a person."""
    rows: list[list[str | int]] = []
    people: dict[UUID, UUID | None] = {}
    found = queries.sent_by(actor).filter(
        sent_at__isnull=False, sent_at__date__gte=chosen["first"], sent_at__date__lte=chosen["last"]
    )
    referrals = list(found.order_by("sent_at", "reference"))
    facts = queries.facts_of_many(referrals)
    for each in referrals:
        people[each.procedure_id] = None
        days = (day_of(at).isoformat() if at else "" for at in (each.sent_at, each.answered_at))
        rows.append([*_number_to_state(each, facts.get(each.id, {})), *days])
    heads = [
        gettext("Referral"),
        gettext("Service"),
        gettext("To"),
        gettext("State"),
        gettext("Sent"),
        gettext("Answered"),
    ]
    period = {"first": str(chosen["first"]), "last": str(chosen["last"])}
    title = gettext("Referrals from %(first)s to %(last)s") % period
    fields = ["reference", "service", "provider", "state", "sent_at", "answered_at"]
    return Content(title, Sheet(heads, rows), people, fields=fields, facts=period)


def list_cells(actor: Actor, referrals: Sequence[Referral], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of the list of referrals, for those that the actor's side sent."""
    facts = queries.facts_of_many(list(referrals))
    for each in referrals:
        if "sender" in queries.side_of(actor, each):
            yield each.procedure_id, [*_number_to_state(each, facts.get(each.id, {}))]


def register() -> None:
    """Registers the kinds of this room."""
    register_list_kind("referrals", _("The list of referrals"), verb="referrals.send", cells=list_cells)
    register_kind(
        ExportKind(
            "referrals_sent",
            _("Referrals of a period"),
            _("Numbers, services, states and days of the referrals of your cases. No name of a person."),
            sent_referrals,
            asks=frozenset({"period"}),
            verb="referrals.send",
        )
    )
