"""Scenes of this room: people who were presumed and helped, made with the commands that users use."""

from datetime import datetime
from uuid import UUID

from amana.assistance import commands as assistance
from amana.assistance import pack as helps
from amana.assistance.tests.scenes import agree, said_in
from amana.cases.models import Procedure, Step
from amana.steps.commands import Told
from tests.cast import World


def victim(world: World, at: datetime, **facts: object) -> Procedure:
    """A person with a case who was presumed at that moment, and agreed to be helped."""
    from amana.cases.commands import change_facts

    case = world.case()
    case.refresh_from_db()
    agree(world, case)
    change_facts(world.rawan, case, facts=facts, now=world.now)
    reached(case, "presumed", at)
    return case


def reached(case: Procedure, state: str, at: datetime, before: str = "screening") -> Step:
    """The person stands in this place of identification from that moment on."""
    return Step.objects.create(
        procedure=case,
        subject=case.id,
        machine="procedure",
        track="identification",
        transition="t05",
        from_state=before,
        to_state=state,
        state="done",
        way="in_person",
        decided_by="supervisor",
        happened_at=at,
        recorded_at=at,
    )


def helped(world: World, case: Procedure, at: datetime, code: str = "LEG-REP") -> UUID:
    """Rawan records a service that was given at that moment."""
    facts, sealed, working = said_in(helps.own_fields(helps.service(code)))
    told = Told(facts, sealed, working)
    return assistance.record_service(world.rawan, case, code, stand="delivered", told=told, on=at, now=world.now)
