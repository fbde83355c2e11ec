"""What was said and what was given are not found in what the database holds; the search finds a planted word."""

import base64
import gzip

import pytest

from amana.assistance import commands
from amana.assistance import pack as helps
from amana.assistance.models import Movement
from amana.assistance.tests.scenes import agreed_case, ask, give_kit, kits, said_in
from amana.steps.commands import Told
from amana.trust.models import Line
from tests.cast import World
from tests.contents import everything
from tests.databases import as_administrator

CANARY = "blue heron at the ford"


def shapes(word: str) -> list[bytes]:
    """The ways in which a word may lie in a file."""
    plain = word.encode()
    return [plain, word.encode("utf-16-le"), base64.b64encode(plain)[:-4], gzip.compress(plain, mtime=0)[10:-8]]


def found(word: str) -> bool:
    """Whether the word lies in the database."""
    there = everything()
    return any(shape in there for shape in shapes(word))


@pytest.mark.django_db
def test_neither_words_nor_services_lie_in_the_database(world: World) -> None:
    procedure = agreed_case(world)
    for code in ("MED-CMR", "LEG-REP", "SAF-PLAN"):
        facts, sealed, working = said_in(helps.own_fields(helps.service(code)))
        told = Told(facts, {**dict.fromkeys(sealed, CANARY), "safety_note": CANARY}, working)
        commands.record_service(world.rawan, procedure, code, stand="delivered", told=told, on=world.now, now=world.now)
    ask(world, procedure)
    give_kit(world, procedure, kits(world, 2))
    for word in (CANARY, "MED-CMR", "LEG-REP", "SAF-PLAN", "CASH-EMER", "said in"):
        assert not found(word), word
    assert found("NFI-DIGN"), "the kind of a thing on the shelf may be known; whose it became may not"
    movement = Movement.objects.get(kind="out")
    assert not [line for line in Line.objects.all() if str(movement.id) in str((line.object, line.ids))]


@pytest.mark.django_db
@pytest.mark.parametrize("shape", range(4))
def test_the_search_finds_a_planted_word(world: World, shape: int) -> None:
    assert not found(CANARY)
    with as_administrator() as cursor:
        cursor.execute("CREATE TABLE planted AS SELECT %s AS what", [b"before" + shapes(CANARY)[shape] + b"after"])
        assert found(CANARY)
