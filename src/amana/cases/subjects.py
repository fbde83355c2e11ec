"""Finding the subject of a step again: each room says how its own are found."""

from collections.abc import Callable
from uuid import UUID

from amana.cases.commands.steps import ProcedureSubject, Subject
from amana.cases.queries import Procedure, Step
from amana.process_state import filled_at_start

type Finder = Callable[[Procedure, UUID], Subject]
_finders: dict[str, Finder] = filled_at_start({"procedure": lambda procedure, _id: ProcedureSubject(procedure)})


def register_subject(machine: str, finder: Finder) -> None:
    """Subjects of `machine` are found by `finder(procedure, id)` from now on."""
    _finders[machine] = finder


def subject_of(procedure: Procedure, step: Step) -> Subject:
    """What the step moves or moved."""
    return _finders[step.machine](procedure, step.subject)
