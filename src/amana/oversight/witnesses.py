"""Witnesses of our checkpoints outside, and the logs that we witness: adds, ends and lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.errors import NotAllowed, NotFound
from amana.oversight.errors import AlreadyWatched, WitnessOfHere
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.models import Checkpoint, HandOver, Head, KeptCheckpoint, Line, WatchedLog, Witness
from amana.trust.trail import record, sequence
from amana.trust.trail.handing import ALARMS
from amana.trust.trail.log import newest_checkpoint, sign_now
from amana.trust.trail.outside import is_written_outside
from amana_methods.trail import VerifierKey

_LATELY = 20


def may_see(actor: Actor) -> bool:
    """Whether the actor sees the witnesses: those who read the audit log, and those who keep the instance."""
    return actor.can("trail.read") or actor.can("accounts.keep")


# Added and ended --------------------------------------------------------------------------------------


@needs("accounts.keep")
@transaction.atomic
def add_witness(actor: Actor, *, kind: str, address: str, key: VerifierKey | None, now: datetime) -> UUID:
    """Adds a mailbox, or an instance with its key, that gets our checkpoints from now on. Raises WitnessOfHere."""
    if kind == "instance" and not is_written_outside(address):
        raise WitnessOfHere
    row = Witness.objects.create(kind=kind, address=address, key=str(key) if key else "", added_at=now)
    record(actor, "trail.witness_added", row.id, now, kind=kind)
    return row.id


@needs("accounts.keep")
@transaction.atomic
def end_witness(actor: Actor, *, witness_id: UUID, now: datetime) -> None:
    """Ends a witness; what it was given stays on the list. Raises NotFound."""
    if not Witness.objects.filter(id=witness_id, ended_at=None).update(ended_at=now):
        raise NotFound
    record(actor, "trail.witness_ended", witness_id, now)


@needs("accounts.keep")
@transaction.atomic
def watch(actor: Actor, *, name: str, key: VerifierKey, now: datetime) -> UUID:
    """Makes this instance a witness of the log with that key. Raises AlreadyWatched."""
    row = WatchedLog.objects.select_for_update().filter(origin=key.name).first()
    if row is not None and row.ended_at is None:
        raise AlreadyWatched
    if row is None:
        row = WatchedLog(origin=key.name)
        row.added_at = now
    row.name, row.key, row.ended_at = name, str(key), None
    row.save()
    record(actor, "trail.watched", row.id, now)
    return row.id


@needs("accounts.keep")
@transaction.atomic
def stop_watching(actor: Actor, *, log_id: UUID, now: datetime) -> None:
    """Stops signing for that log; what was stored stays. Raises NotFound."""
    if not WatchedLog.objects.filter(id=log_id, ended_at=None).update(ended_at=now):
        raise NotFound
    record(actor, "trail.watching_ended", log_id, now)


def take_on_paper(actor: Actor, *, now: datetime) -> Checkpoint | None:
    """Hands out the newest checkpoint, signed up to this moment, on paper. None as long as the audit log is empty.

    Raises NotAllowed.
    """
    if not may_see(actor):
        raise NotAllowed
    sequence()
    point = sign_now()
    if point is not None:
        HandOver.objects.create(size=point.size, at=now, by=actor.user_id, outcome="printed")
    return point


# Shown ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """The state of the log: lines with a number, lines that wait, and what the last checkpoint covers, when."""

    lines: int
    waiting: int
    signed: int
    signed_at: datetime | None


@dataclass(frozen=True)
class WitnessCard:
    """A witness with its last event; `alarm` when it says that our audit log was changed."""

    id: UUID
    kind: str
    address: str
    size: int
    handed_at: datetime | None
    outcome: str
    outcome_at: datetime | None

    @property
    def alarm(self) -> bool:
        """Returns whether its checkpoint does not fit ours."""
        return self.outcome in ALARMS


@dataclass(frozen=True)
class HandOverCard:
    """One checkpoint that was handed out, or could not be; `address` is empty for paper, and `by` for a witness."""

    at: datetime
    size: int
    address: str
    by: UUID | None
    outcome: str


@dataclass(frozen=True)
class WatchedCard:
    """A log that we witness; `forked` counts its checkpoints that did not extend the one before."""

    id: UUID
    name: str
    origin: str
    size: int
    kept_at: datetime | None
    forked: int


def state() -> State:
    """Returns the state of the log."""
    lines = Head.objects.filter(id=1).values_list("size", flat=True).first() or 0
    last = newest_checkpoint()
    waiting = Line.objects.filter(number=None).count()
    return State(lines, waiting, last.size if last else 0, last.at if last else None)


def witnesses_for(actor: Actor) -> list[WitnessCard]:
    """Returns our witnesses, the oldest first; none for those who may not see them."""
    if not may_see(actor):
        return []
    cards = []
    for row in Witness.objects.filter(ended_at=None).order_by("added_at"):
        last = HandOver.objects.filter(witness=row).order_by("-id").first()
        outcome, at = (last.outcome, last.at) if last else ("", None)
        cards.append(WitnessCard(row.id, row.kind, row.address, row.size, row.handed_at, outcome, at))
    return cards


def handed_out_lately(actor: Actor) -> list[HandOverCard]:
    """Returns the last checkpoints that were handed out or could not be, newest first."""
    rows: Iterable[HandOver] = HandOver.objects.select_related("witness").order_by("-id")[:_LATELY]
    if not may_see(actor):
        return []
    return [HandOverCard(r.at, r.size, r.witness.address if r.witness else "", r.by, r.outcome) for r in rows]


def watched_for(actor: Actor) -> list[WatchedCard]:
    """Returns the logs that we witness, by name."""
    if not may_see(actor):
        return []
    cards = []
    for row in WatchedLog.objects.filter(ended_at=None).order_by("name"):
        kept = KeptCheckpoint.objects.filter(log=row)
        last = kept.filter(fits=True).order_by("-id").first()
        forked = kept.filter(fits=False).count()
        cards.append(WatchedCard(row.id, row.name, row.origin, row.size, last.at if last else None, forked))
    return cards


def kept_notes(actor: Actor, log_id: UUID) -> str:
    """Returns all checkpoints that we stored of one log, for its auditor. Raises NotFound."""
    if not may_see(actor) or not WatchedLog.objects.filter(id=log_id).exists():
        raise NotFound
    return "\n".join(KeptCheckpoint.objects.filter(log=log_id).order_by("id").values_list("note", flat=True))


def keys() -> tuple[str, str]:
    """(the key of our log, our key as a witness), as others note them. Raises CannotOpen without the key store."""
    return str(vault.signing.trail_key()), str(vault.signing.witness_key())


def earlier_witness_keys() -> list[str]:
    """Our earlier witness keys, for checking what they signed. Raises CannotOpen while the key store is away."""
    return [str(key) for key, _signed in vault.signing.witness_keys()[:-1]]
