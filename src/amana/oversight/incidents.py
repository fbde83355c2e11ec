"""The register of incidents: what happened, to whom, who was notified by when, what was done, closed by two people.

Words are sealed for the data-protection officers; kind, classes of data and how many people are locked facts. The
second person who confirms the closing reads the facts and the clocks, and no words.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from amana import vault
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.oversight.errors import DiscoveredInTheFuture, IncidentClosed, StillToTell
from amana.oversight.models import Incident as Incident  # faces know it by its type
from amana.oversight.models import IncidentNote, IncidentTold
from amana.oversight.pack_sections import INCIDENTS
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Line
from amana.trust.trail import record

ALARM: Final = "trust.alarm"
# Lines of the audit log that may mean an incident, and the kind of an incident that is recorded from one.
_ALARMS: Final = {
    ALARM: "changed_outside",
    "trust.account_changed": "changed_outside",
    "trust.factor_moved": "changed_outside",
    "trust.key_exchanged": "changed_outside",
    "trust.held_back": "fishing",
    "cases.look_up_refused": "fishing",
    "cases.emergency_refused": "fishing",
    "trail.clock_jumped": "trail_does_not_fit",
}
_LOOKED_THROUGH: Final = 20_000
_FACTS: Final = "incident"


@dataclass(frozen=True)
class Clock:
    """Somebody who has to be notified: by when, and when they were; and its source."""

    who: str
    name: str
    due_at: datetime
    told_at: datetime | None
    source: str
    unconfirmed: bool


@dataclass(frozen=True)
class Register:
    """An incident as the register shows it, without words."""

    row: Incident
    kind: str
    classes: tuple[str, ...]
    band: str
    clocks: tuple[Clock, ...]

    @property
    def next_due(self) -> datetime | None:
        """Returns the clock that ends first among those not notified yet."""
        return min((clock.due_at for clock in self.clocks if clock.told_at is None), default=None)


def _watches(actor: Actor) -> bool:
    return actor.can("protection.watch") or actor.can("incidents.confirm")


def incidents_for(actor: Actor) -> QuerySet[Incident]:
    """All incidents, newest first, for those who watch; else none."""
    return Incident.objects.order_by("-number") if _watches(actor) else Incident.objects.none()


@dataclass(frozen=True)
class Alarm:
    """Lines of one verb that may mean an incident: how many lately, the last one, and the kind to begin with."""

    verb: str
    times: int
    last: datetime
    kind: str


def alarms(actor: Actor) -> list[Alarm]:
    """Returns alarms among the newest lines of the audit log, newest first, for the data-protection officer."""
    if not actor.can("protection.watch"):
        return []
    last = Line.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = Line.objects.filter(pk__gt=last - _LOOKED_THROUGH, verb__in=_ALARMS)
    counted = rows.values("verb").annotate(times=Count("pk"), newest=Max("happened_at")).order_by("-newest")
    return [Alarm(row["verb"], row["times"], row["newest"], _ALARMS[row["verb"]]) for row in counted]


def one(actor: Actor, incident_id: UUID) -> Incident:
    """Returns an incident. Raises NotFound for those who do not watch."""
    row = incidents_for(actor).filter(id=incident_id).first()
    if row is None:
        raise NotFound
    return row


def describe_incidents(rows: Iterable[Incident]) -> list[Register]:
    """Returns incidents with their facts and clocks, in the reader's language."""
    found, said = list(rows), INCIDENTS.of(pack())
    facts = vault.facts.by_owner(_FACTS, [row.id for row in found])
    told: dict[UUID, list[Clock]] = {row.id: [] for row in found}
    for each in IncidentTold.objects.filter(incident__in=found).order_by("due_at", "id"):
        entry = said.tell.get(each.who)
        told[each.incident_id].append(
            Clock(
                each.who,
                str(entry.name) if entry else each.who,
                each.due_at,
                each.told_at,
                (entry.source or "") if entry else "",
                entry is not None and entry.confidence == "unconfirmed",
            )
        )
    return [_register(row, facts.get(row.id, {}), tuple(told[row.id])) for row in found]


def _register(row: Incident, facts: dict[str, Any], clocks: tuple[Clock, ...]) -> Register:
    said = INCIDENTS.of(pack())
    classes = tuple(str(said.data_classes[code]) for code in facts.get("classes", ()) if code in said.data_classes)
    kind, band = said.kinds.get(facts.get("kind", "")), said.bands.get(facts.get("band", ""))
    return Register(row, str(kind) if kind else "", classes, str(band) if band else "", clocks)


def _seal(actor: Actor, row_lock: UUID, text: str, now: datetime) -> UUID:
    readers = trust.holders_with("data_protection_officer")
    return vault.texts.seal(
        lock=row_lock, kind="incident", content={"text": text}, holders=readers, by=actor, at=now
    ).id


@needs("protection.watch")
@transaction.atomic
def record_incident(
    actor: Actor, *, kind: str, classes: Collection[str], band: str, discovered_at: datetime, words: str, now: datetime
) -> Incident:
    """Records the incident in the register; the clocks of the pack run from its discovery.

    Raises DiscoveredInTheFuture, and NotFound for a code that the pack does not know.
    """
    assert actor.user_id is not None
    said = INCIDENTS.of(pack())
    if kind not in said.kinds or band not in said.bands or not frozenset(classes) <= said.data_classes.keys():
        raise NotFound
    if discovered_at > now:
        raise DiscoveredInTheFuture
    lock = vault.keystore.new_lock()
    number = (Incident.objects.select_for_update().aggregate(last=Max("number"))["last"] or 0) + 1
    row = Incident.objects.create(
        lock=lock,
        number=number,
        discovered_at=discovered_at,
        recorded_by=actor.user_id,
        recorded_at=now,
        words=_seal(actor, lock, words, now),
    )
    vault.facts.put(lock, _FACTS, row.id, {"kind": kind, "classes": sorted(classes), "band": band})
    IncidentTold.objects.bulk_create(
        IncidentTold(incident=row, who=who, due_at=discovered_at + timedelta(hours=entry.hours))
        for who, entry in said.tell.items()
    )
    record(actor, "trust.incident_recorded", row.id, now)
    return row


def _lock_open_incident(incident_id: UUID) -> Incident:
    row = Incident.objects.select_for_update().filter(id=incident_id).first()
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise IncidentClosed
    return row


@needs("protection.watch")
@transaction.atomic
def record_notified(actor: Actor, incident_id: UUID, *, who: str, now: datetime) -> None:
    """Records that somebody was notified now; the first moment stays. Raises IncidentClosed, NotFound."""
    row = _lock_open_incident(incident_id)
    if not IncidentTold.objects.filter(incident=row, who=who).exists():
        raise NotFound
    if IncidentTold.objects.filter(incident=row, who=who, told_at=None).update(told_at=now, told_by=actor.user_id):
        record(actor, "trust.incident_told", row.id, now, who=who)


@needs("protection.watch")
@transaction.atomic
def note(actor: Actor, incident_id: UUID, *, words: str, now: datetime) -> None:
    """Records a measure, sealed. Raises IncidentClosed, NotFound."""
    assert actor.user_id is not None
    row = _lock_open_incident(incident_id)
    sealed = _seal(actor, row.lock, words, now)
    IncidentNote.objects.create(incident=row, written_by=actor.user_id, written_at=now, words=sealed)
    record(actor, "trust.incident_noted", row.id, now)


@needs("protection.watch")
@transaction.atomic
def ask_to_close(actor: Actor, incident_id: UUID, *, now: datetime) -> None:
    """Asks a second person to close it: everybody was notified. Raises StillToTell, IncidentClosed, NotFound."""
    row = _lock_open_incident(incident_id)
    open_ones = [clock.name for clock in describe_incidents([row])[0].clocks if clock.told_at is None]
    if open_ones:
        raise StillToTell(who=", ".join(open_ones))
    Incident.objects.filter(id=row.id).update(close_asked_by=actor.user_id, close_asked_at=now)
    record(actor, "trust.incident_close_asked", row.id, now)


@needs("incidents.confirm")
@transaction.atomic
def confirm_close(actor: Actor, incident_id: UUID, *, now: datetime) -> None:
    """Closes the incident. Raises NeedsSecondPerson for the one who asked for it, IncidentClosed, NotFound."""
    row = _lock_open_incident(incident_id)
    if row.close_asked_by is None:
        raise NotFound
    if actor.user_id in (row.close_asked_by, row.recorded_by):
        raise NeedsSecondPerson
    Incident.objects.filter(id=row.id).update(closed_by=actor.user_id, closed_at=now)
    record(actor, "trust.incident_closed", row.id, now)


@needs("protection.watch")
@transaction.atomic
def words_of(actor: Actor, row: Incident, *, now: datetime) -> list[tuple[datetime, str, str]]:
    """(when, who, text) of the incident and its measures, oldest first; the reading leaves a line. Raises
    CannotOpen.
    """
    notes = list(IncidentNote.objects.filter(incident=row).order_by("written_at"))
    said = [(row.recorded_at, row.recorded_by, row.words), *((n.written_at, n.written_by, n.words) for n in notes)]
    names = trust.users({by for _at, by, _words in said})
    record(actor, "trust.incident_opened", row.id, now)
    return [
        (at, names[by].name if by in names else "", vault.texts.open_text(actor, words)["text"])
        for at, by, words in said
    ]
