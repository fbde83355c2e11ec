"""Houses see nothing of each other: random people of random houses, every list that is asked, no row of another house."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

import pytest

from amana.cases import commands, queries
from amana.cases.models import Procedure
from amana.duplicates.commands import search
from amana.emergencies import queries as glass
from amana.errors import NotFound
from amana.steps.queries import steps_to_confirm
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.capabilities import PRESETS
from amana.trust.models import Organisation
from amana.vault.clock import now as clock
from tests.cast import World

pytestmark = pytest.mark.django_db
type Asked = Callable[[Actor], Iterable[UUID]]

ASKED: dict[str, Asked] = {
    "cases": lambda actor: queries.visible_to(actor).values_list("id", flat=True),
    "before help": lambda actor: queries.before_help_for(actor).values_list("id", flat=True),
    "reachable": lambda actor: queries.reachable_by(actor).values_list("id", flat=True),
    "own": lambda actor: queries.own_of(actor).values_list("id", flat=True),
    "clocks": lambda actor: queries.deadlines_for(actor).values_list("procedure", flat=True),
    "to confirm": lambda actor: steps_to_confirm(actor).values_list("procedure", flat=True),
    "emergencies": lambda actor: glass.on_files_of(actor).values_list("procedure", flat=True),
    "found by name": lambda actor: [row.id for row in search(actor, "Selam Tesfaye", now=clock())],
    "by number": lambda actor: [row.id for number in _numbers() if (row := queries.by_number(actor, number))],
    "one": lambda actor: [row for row in Procedure.objects.values_list("id", flat=True) if _opens(actor, row)],
}


def _numbers() -> list[str]:
    return [number for number in Procedure.objects.values_list("number", flat=True) if number]


def _opens(actor: Actor, procedure_id: UUID) -> bool:
    try:
        queries.one(actor, procedure_id)
    except NotFound:
        return False
    return True


def people(world: World, chance: random.Random, times: int) -> Iterable[Actor]:
    """Actors of any house with one to three roles and one to three units of their own house."""
    houses = list(Organisation.objects.order_by("name_en").values_list("id", flat=True))
    for _ in range(times):
        house = chance.choice(houses)
        units = [unit.id for unit in trust.units_of(house)]
        chosen = frozenset(chance.sample(units, chance.randint(1, min(3, len(units)))))
        roles = frozenset(chance.sample(sorted(PRESETS), chance.randint(1, 3)))
        anybody = chance.choice(list(world.cast.actors.values()))
        yield replace(
            anybody, user_id=UUID(int=chance.getrandbits(128)), roles=roles, organisation_id=house,
            unit_id=min(chosen), unit_ids=chosen, keys=None,
        )  # fmt: skip


def of_others(world: World, seed: int, times: int) -> list[str]:
    """Every row that somebody got from a house that is not theirs, as words."""
    holders = dict(Procedure.objects.values_list("id", "organisation"))
    found = []
    for actor in people(world, random.Random(seed), times):  # noqa: S311  (to be drawn again)
        for name, ask in ASKED.items():
            rows = [row for row in ask(actor) if holders[row] != actor.organisation_id]
            found += [f"{name}: {sorted(actor.roles)} of {actor.organisation_id}" for _row in rows]
    return found


@pytest.fixture
def houses(world: World) -> World:
    """Two houses with cases and signs of their own."""
    for _ in range(3):
        world.case()
        world.procedure()
    theirs = commands.start_procedure(
        world.maryam, unit_id=world.units["relief_intake"], organisation_id=world.cast.organisations["relief"],
        facts={"sex": "male"}, now=world.now,
    )  # fmt: skip
    Procedure.objects.filter(id=theirs.id).update(identification="presumed")
    commands.open_case(
        world.yusuf, theirs, manager_id=world.yusuf.account, sections={"identity": {"full_name": "Selam Tesfaye"}},
        facts={}, now=world.now,
    )  # fmt: skip
    return world


def test_nobody_gets_a_row_of_another_house(houses: World, deep: bool) -> None:
    assert of_others(houses, 1, 400 if deep else 40) == []


def test_people_do_get_the_rows_of_their_own_house(houses: World) -> None:
    got = [row for actor in people(houses, random.Random(1), 40) for row in ASKED["reachable"](actor)]  # noqa: S311
    assert got


def test_a_leak_planted_in_a_list_is_found(houses: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        ASKED, "cases", lambda actor: Procedure.objects.filter(number__isnull=False).values_list("id", flat=True)[:1]
    )
    assert of_others(houses, 1, 10)


def test_a_leak_planted_in_the_ground_of_a_list_is_found(houses: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amana.consent.queries.procedures_opened_to", lambda *_a, **_k: Procedure.objects.values("id"))
    assert of_others(houses, 1, 20)
