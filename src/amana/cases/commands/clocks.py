"""The clocks of the procedure: set when a place is entered, stopped when it is left."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from amana.cases.models import Deadline, Procedure
from amana.cases.rules import due_after
from amana.countrypacks import pack
from amana.countrypacks.schema import Deadline as Length
from amana.countrypacks.values import Machine, Transition

MANAGES = "case_manager"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def set_clocks(
    procedure: Procedure, track: str, facts: Mapping[str, Any], now: datetime, decided_at: datetime | None = None
) -> None:
    """The clocks of the place that was just entered run; those of the place that was left have stopped.

    `decided_at` is when the step that led there was decided, which may be days before it was entered.
    """
    country = pack()
    machine = country.machine("procedure")
    on_track = {step.id for step in machine.transitions if step.track == track}
    Deadline.objects.filter(procedure=procedure, subject=procedure.id, transition__in=on_track, done_at=None).update(
        done_at=now
    )
    if procedure.help in machine.tracks["help"].terminal:
        Deadline.objects.filter(procedure=procedure, done_at=None).update(done_at=now)
        return
    places = {"identification": procedure.identification, "help": procedure.help}
    for step in machine.transitions:
        if step.deadline is None or step.track != track or places[track] not in step.from_:
            continue
        began = _began(step.deadline, step.from_, now, decided_at)
        if began is not None:
            _run(procedure, step, _due(step.deadline, facts, began))
    if track == "identification":
        _plan_clock(procedure, machine, now)


def _began(deadline: Length, places: Collection[str], now: datetime, decided_at: datetime | None) -> datetime | None:
    """When a clock begins as one of `places` is entered; None where something else begins it, which nobody has said yet.

    Contact that is lost, or an exit visa: a date counted from another moment would hurry somebody. An arrival that nobody
    confirms is missed from the moment of the hand-over on.
    """
    starts = deadline.clock_starts.partition(".")[0]
    if starts == "decision_date":
        return decided_at or now
    return now if starts in places or starts == "arrival" else None


def renew_clocks(procedure: Procedure, before: Mapping[str, Any], facts: Mapping[str, Any], now: datetime) -> None:
    """Running clocks whose length depends on the urgency end as the new urgency says, from this moment on.

    A shorter time counts from now, and never moves a clock back to later; a longer one counts from where the clock began.
    """
    if before.get("urgency") == facts.get("urgency"):
        return
    machine = pack().machine("procedure")
    for row in Deadline.objects.filter(procedure=procedure, subject=procedure.id, done_at=None):
        step = machine.transition(row.transition)
        if step.deadline is None or not any(variant.when.urgency for variant in step.deadline.variants):
            continue
        shorter = _due(step.deadline, facts, now) < _due(step.deadline, before, now)
        began = getattr(procedure, f"{step.track}_since")
        row.due_at = min(row.due_at, _due(step.deadline, facts, now)) if shorter else _due(step.deadline, facts, began)
        row.save(update_fields=["due_at"])


def _due(deadline: Length, facts: Mapping[str, Any], start: datetime) -> datetime:
    """When a length of the pack ends that begins at `start`, for the urgency of `facts`."""
    value, unit = deadline.value, deadline.unit
    for variant in deadline.variants:
        if variant.when.urgency and variant.when.urgency == facts.get("urgency"):
            value, unit = variant.value, variant.unit
    return due_after(start, value, unit, {_DAYS.index(day) for day in pack().weekend})


def _plan_clock(procedure: Procedure, machine: Machine, now: datetime) -> None:
    """The first plan is due some days after the presumption: a clock of the help track that the other track starts."""
    if procedure.help != machine.tracks["help"].initial:
        return
    for step in machine.transitions:
        if step.deadline is None or not step.deadline.clock_starts.startswith(procedure.identification + "."):
            continue
        if (
            step.track == "help"
            and not Deadline.objects.filter(procedure=procedure, transition=step.id, done_at=None).exists()
        ):
            _run(procedure, step, due_after(now, step.deadline.value, step.deadline.unit))


def _run(procedure: Procedure, step: Transition, due_at: datetime) -> None:
    """The clock is the manager's where a case manager may record the step, else the supervisors'; before a case intake's."""
    unit = procedure.intake_unit if procedure.manager is None else procedure.supervisors_unit
    managed = procedure.manager is not None and (MANAGES in step.records or unit is None)
    Deadline.objects.create(
        procedure=procedure,
        subject=procedure.id,
        transition=step.id,
        due_at=due_at,
        user=procedure.manager if managed else None,
        unit=None if managed else unit,
    )


def give_clocks_to(procedure: Procedure) -> None:
    """Running clocks of an earlier manager, or of intake, are the manager's; the supervisors' stay theirs."""
    running = Deadline.objects.filter(procedure=procedure, subject=procedure.id, done_at=None)
    theirs = Q(user__isnull=False) | Q(unit=procedure.intake_unit)
    running.filter(theirs).update(user=procedure.manager, unit=None)
