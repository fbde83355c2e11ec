"""Erasing is offered to those whom the page behind the link lets in, in a case and before there is one."""

import pytest

from amana.cases import registrations
from amana.cases.models import Procedure
from amana.erasure import queries
from amana.errors import NotFound
from tests.cast import World


def is_offered(world: World, who: str, procedure: Procedure) -> bool:
    deeds = registrations.deeds(getattr(world, who), procedure, world.now)
    return any("/forget/" in (deed.url or "") for deed in deeds)


def test_the_team_and_the_supervisor_of_a_case_are_offered_it(world: World) -> None:
    case = world.case()
    assert [who for who in world.cast.actors if is_offered(world, who, case)] == ["rawan", "nasrin"]


def test_who_is_offered_it_is_let_in(world: World) -> None:
    intake = world.units["intake"]
    Procedure.objects.filter(id=(early := world.procedure()).id).update(intake_unit=intake)
    early.refresh_from_db()
    for procedure in (world.case(), early):
        for who in world.cast.actors:
            if is_offered(world, who, procedure):
                assert queries.one_to_forget(getattr(world, who), procedure.id).id == procedure.id


def test_a_case_manager_at_the_intake_desk_alone_is_not(world: World) -> None:
    """Who only took a report in knows of it, and no page of erasure opens for them."""
    early = world.procedure()
    Procedure.objects.filter(id=early.id).update(intake_unit=next(iter(world.rawan.unit_ids)), supervisors_unit=None)
    early.refresh_from_db()
    assert not is_offered(world, "rawan", early)
    with pytest.raises(NotFound):
        queries.one_to_forget(world.rawan, early.id)
