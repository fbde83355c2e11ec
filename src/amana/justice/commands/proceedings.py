"""Proceedings alongside the help, and their milestones."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.justice import queries
from amana.justice.commands.sealing import SECTION, share_with_agreed
from amana.justice.models import Proceeding
from amana.justice.pack import PROCEEDING
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record
from amana.vault.models import Sealed

HEARING = "hearing_set"


@needs("proceedings.record")
@transaction.atomic
def begin_proceeding(actor: Actor, procedure: Procedure, *, now: datetime) -> Proceeding:
    """Starts following a proceeding in which nothing has happened yet. Raises NotFound without a ground."""
    require(actor, "proceedings.record", procedure)
    if not queries.may_record(actor, procedure):
        raise NotFound
    row = Proceeding.objects.create(
        id=uuid4(),
        procedure=procedure,
        state=pack().machine(PROCEEDING).tracks[PROCEEDING].initial,
        state_since=now,
        begun_by=actor.user_id,
        begun_at=now,
    )
    record(actor, "justice.proceeding_begun", procedure.id, now, proceeding=row.id)
    return row


@needs("proceedings.record")
@transaction.atomic
def add_milestone(
    actor: Actor,
    proceeding: Proceeding,
    *,
    kind: str,
    on: date,
    amount: int | None,
    scan: tuple[str, bytes] | None = None,
    now: datetime,
) -> None:
    """Adds an event of the proceeding that others build on; a hearing to come is on my day of everybody involved.

    `kind` is a milestone of the pack; `scan` is (name, bytes) of the paper that says it, which is cleaned and sealed
    with the legal papers. Raises NotFound for another one, or without a ground, and NotKept.
    """
    require(actor, "proceedings.record", proceeding)
    if kind not in pack().machine(PROCEEDING).milestones:
        raise NotFound
    facts: dict[str, Any] = {"kind": kind, "proceeding": str(proceeding.id), "on": on.isoformat()}
    if amount is not None:
        facts["amount"] = amount
    if scan is not None:
        facts["scan"] = str(_seal_scan(actor, proceeding, scan, now))
    cases.milestone(actor, proceeding.procedure, facts=facts, now=now)
    hearing = datetime.combine(on, time(8), UTC)
    if kind == HEARING and hearing > now:
        Proceeding.objects.filter(id=proceeding.id).update(next_hearing=hearing)
        proceeding.next_hearing = hearing
    record(actor, "justice.milestone", proceeding.procedure_id, now, proceeding=proceeding.id)


def _seal_scan(actor: Actor, proceeding: Proceeding, scan: tuple[str, bytes], now: datetime) -> UUID:
    """Seals the paper in the legal section, for the team and for units that she lets into it."""
    name, content = scan
    paper = cases.attach(actor, proceeding.procedure, section=SECTION, name=name, content=content, now=now)
    share_with_agreed(actor, proceeding.procedure, Sealed.objects.filter(id=paper.sealed), now)
    return paper.id
