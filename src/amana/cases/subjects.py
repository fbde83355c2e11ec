"""What a step moves: the procedure itself, or a referral, a proceeding or a letter, which its room registers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from amana.cases.queries import Procedure, Step
from amana.process_state import filled_at_start


class Subject(Protocol):
    """Anything that stands in places of a machine: the procedure, a referral, a proceeding, a letter."""

    @property
    def id(self) -> UUID: ...
    @property
    def machine_name(self) -> str: ...
    @property
    def procedure(self) -> Procedure: ...
    def places(self) -> Mapping[str, str]:
        """Track -> state."""
        ...

    def set_place(self, track: str, state: str, at: datetime) -> None:
        """The subject stands there from now on; saved."""
        ...

    def lock_again(self) -> "Subject":
        """The same subject, read again and locked for this transaction."""
        ...


class ProcedureSubject:
    """The procedure itself as the subject of a step."""

    machine_name = "procedure"

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    @property
    def id(self) -> UUID:
        """The id of the procedure."""
        return self.procedure.id

    def places(self) -> Mapping[str, str]:
        """Both places."""
        return {"identification": self.procedure.identification, "help": self.procedure.help}

    def set_place(self, track: str, state: str, at: datetime) -> None:
        """One place moves; the other stays where it is."""
        row = self.procedure
        setattr(row, track, state)
        setattr(row, f"{track}_since", at)
        row.revision += 1
        row.changed_at = at
        row.save()

    def lock_again(self) -> "ProcedureSubject":
        """Read again, for update."""
        return ProcedureSubject(Procedure.objects.select_for_update().get(id=self.procedure.id))


type Finder = Callable[[Procedure, UUID], Subject]
_finders: dict[str, Finder] = filled_at_start({"procedure": lambda procedure, _id: ProcedureSubject(procedure)})


def register_subject(machine: str, finder: Finder) -> None:
    """Subjects of `machine` are found by `finder(procedure, id)` from now on."""
    _finders[machine] = finder


def subject_of(procedure: Procedure, step: Step) -> Subject:
    """What the step moves or moved."""
    return _finders[step.machine](procedure, step.subject)
