"""Letters in the box that wait for people: those that came in a flood."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.errors import CannotOpen
from amana.intake.tabs import Tab
from amana.public_reports.models import Card, PublicReport
from amana.trust.actor import Actor

_FIRST = ("yes", "unknown", "no")


@dataclass(frozen=True)
class Waiting:
    """A report in quarantine, unopened. `faulty` was not sealed as ours are; `proposed_by` says it is no report."""

    id: UUID
    came_at: datetime
    danger: str
    governorate: str
    language: str
    channel: str
    proposed_by: UUID | None
    why: str
    faulty: bool


def has_card() -> bool:
    """Whether the public face knows to whom it seals."""
    return Card.objects.exclude(text="").exists()


def waiting_for(actor: Actor) -> QuerySet[PublicReport]:
    """Reports in quarantine that the actor's units read or supervise; every list of them starts from here."""
    if not actor.can("signs.triage"):
        return PublicReport.objects.none()
    mine = Q(unit__in=actor.unit_ids) | Q(supervised_by__in=actor.unit_ids)
    return PublicReport.objects.filter(mine, quarantined=True, emptied_at=None)


def in_quarantine(actor: Actor) -> list[Waiting]:
    """Those that say somebody is in danger first, and of these the newest; then the others, the newest first."""
    found = [_read(row) for row in waiting_for(actor).order_by("-came_at")[:1000]]
    return sorted(found, key=lambda each: _FIRST.index(each.danger))


def tab(actor: Actor) -> Tab | None:
    """The tab of the quarantine; None for an actor who may not triage."""
    if not actor.can("signs.triage"):
        return None
    return Tab(10, "quarantine", reverse("intake:quarantine"), gettext("Quarantine"), waiting_for(actor).count())


def _read(row: PublicReport) -> Waiting:
    try:
        facts = json.loads(vault.letter_box.out_of_box(bytes(row.facts or b""), "facts", row.id))
        why = vault.letter_box.out_of_box(bytes(row.aside_why), "why", row.id).decode() if row.aside_why else ""
    except (CannotOpen, ValueError):
        facts, why = {}, ""
    danger = str(facts.get("danger"))
    return Waiting(
        row.id,
        row.came_at,
        danger if danger in _FIRST else "unknown",
        str(facts.get("area", "")),
        str(facts.get("language", "")),
        str(facts.get("channel", "other")),
        row.aside_by,
        why,
        row.faulty or not facts,
    )
