"""The clocks of the procedure: set when a place is entered, stopped when it is left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from amana.cases.models import Deadline, Procedure
from amana.cases.rules import due_after
from amana.countrypacks import pack
from amana.countrypacks.values import Machine, Transition

MANAGES = "case_manager"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def set_clocks(procedure: Procedure, track: str, facts: Mapping[str, Any], now: datetime) -> None:
    """The clocks of the place that was just entered run; those of the place that was left have stopped."""
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
    weekend = {_DAYS.index(day) for day in country.weekend}
    for step in machine.transitions:
        if step.deadline is None or step.track != track or places[track] not in step.from_:
            continue
        if len(step.from_) > 1 and step.deadline.clock_starts.partition(".")[0] not in step.from_:
            continue  # what starts it may happen anywhere (contact is lost), and entering a place does not
        value, unit = step.deadline.value, step.deadline.unit
        for variant in step.deadline.variants:
            if variant.when.urgency and variant.when.urgency == facts.get("urgency"):
                value, unit = variant.value, variant.unit
        _run(procedure, step, due_after(now, value, unit, weekend))
    if track == "identification":
        _plan_clock(procedure, machine, now)


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
