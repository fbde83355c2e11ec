"""What was said and what was given are not found in the file of the database; the search finds a planted word."""

import base64
import gzip
from pathlib import Path

import pytest
from django.db import connection

from amana.assistance import commands
from amana.assistance import pack as helps
from amana.assistance.tests.scenes import agreed_case, ask, give_kit, kits, said_in
from amana.cases.commands import Told
from tests.cast import World

CANARY = "blue heron at the ford"


def shapes(word: str) -> list[bytes]:
    """The ways in which a word may lie in a file."""
    plain = word.encode()
    return [plain, word.encode("utf-16-le"), base64.b64encode(plain)[:-4], gzip.compress(plain, mtime=0)[10:-8]]


def found(word: str) -> bool:
    """Whether the word lies in the database file or beside it in its log."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(FULL)")
    file = Path(str(connection.settings_dict["NAME"]))
    files = [file, file.with_name(file.name + "-wal")]
    return any(shape in each.read_bytes() for each in files if each.exists() for shape in shapes(word))


@pytest.mark.django_db(transaction=True)
def test_neither_words_nor_services_lie_in_the_file(world: World) -> None:
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT hex(id) FROM assistance_movement WHERE kind = 'out'")
        (movement,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM trust_line WHERE ids LIKE %s", [f"%{movement[:8].lower()}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shape", range(4))
def test_the_search_finds_a_planted_word(world: World, shape: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted (what BLOB)")
        cursor.execute("INSERT INTO planted VALUES (%s)", [b"before" + shapes(CANARY)[shape] + b"after"])
    try:
        assert found(CANARY)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE planted")
