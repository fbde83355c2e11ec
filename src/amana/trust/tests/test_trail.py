"""The trail grows, is signed in time, leaves the house as a file, and cannot be changed from inside."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from pytest import MonkeyPatch

import amana
from amana import vault
from amana.errors import CannotOpen
from amana.trust.actor import SYSTEM
from amana.trust.models import Checkpoint, Head, Line, OnlyGrows
from amana.trust.trail import export_rows, log, record, sequence
from amana.vault import keystore
from amana.vault.clock import now
from amana_methods.merkle import EMPTY_ROOT, Frontier
from amana_methods.trail import Note, is_signed_by, prints_of, verify
from tests import databases
from tests.world import Clocks

pytestmark = pytest.mark.django_db


def write(count: int, verb: str = "cases.section_opened") -> None:
    """So many lines wait for their number."""
    for _ in range(count):
        record(SYSTEM, verb, uuid4(), now(), ground="team")


def checkpoints() -> list[int]:
    """The sizes over which a checkpoint was signed."""
    return list(Checkpoint.objects.order_by("size").values_list("size", flat=True))


# Growing --------------------------------------------------------------------------------------------


def test_lines_get_their_places_in_order_and_once() -> None:
    write(3)
    assert sequence() == 3
    write(2)
    assert sequence() == 2
    assert sequence() == 0
    assert list(Line.objects.order_by("id").values_list("number", flat=True)) == [0, 1, 2, 3, 4]
    head = Head.objects.get()
    assert log.unpack(head.size, bytes(head.frontier)) == Frontier().extend(log.leaves(0, 5))


def test_a_line_of_an_act_that_failed_was_never_written() -> None:
    with pytest.raises(CannotOpen), transaction.atomic():
        write(1)
        raise CannotOpen
    assert sequence() == 0


def test_a_checkpoint_is_signed_within_a_minute(clocks: Clocks) -> None:
    write(1)
    sequence()
    assert checkpoints() == [1]
    write(1)
    sequence()
    clocks.database_ahead(timedelta(seconds=59))
    sequence()
    assert checkpoints() == [1]
    clocks.database_ahead(timedelta(seconds=60))
    sequence()
    assert checkpoints() == [1, 2]
    clocks.database_ahead(timedelta(hours=1))
    sequence()
    assert checkpoints() == [1, 2]  # nothing new, nothing to sign


def test_a_checkpoint_is_signed_after_a_thousand_lines(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LINES_TO_A_CHECKPOINT", 10)
    write(1)
    sequence()
    write(35)
    sequence()
    assert checkpoints() == [1, 11, 21, 31]


def test_a_checkpoint_is_signed_by_a_key_that_the_database_does_not_hold() -> None:
    write(4)
    sequence()
    point = Checkpoint.objects.get()
    note = Note.parse(point.note)
    assert is_signed_by(note, vault.signing.trail_key())
    assert (note.checkpoint.size, note.checkpoint.root) == (4, bytes(point.root))
    assert note.checkpoint.origin == vault.signing.trail_key().name
    assert vault.signing.trail_key().public != vault.signing.witness_key().public


def test_while_the_key_store_is_away_lines_are_kept_and_signed_later(monkeypatch: MonkeyPatch) -> None:
    def away(name: str) -> bytes:
        raise CannotOpen

    write(2)
    with monkeypatch.context() as context:
        context.setattr(keystore, "named_key", away)
        with pytest.raises(CannotOpen):
            sequence()
        assert not Line.objects.filter(number=None).exists()
    sequence()
    assert checkpoints() == [2]


def test_a_frontier_is_found_between_checkpoints() -> None:
    write(7)
    sequence()
    write(6)
    sequence()
    for size in range(14):
        assert log.frontier_at(size) == Frontier().extend(log.leaves(0, size))


# Leaving the house ----------------------------------------------------------------------------------


def test_the_export_is_vouched_for_by_its_own_checkpoint_handed_out() -> None:
    write(20)
    sequence()
    kept = Note.parse(Checkpoint.objects.get().note)
    write(3)
    sequence()
    write(2)
    verdict = verify(export_rows(), [kept], key=vault.signing.trail_key())
    assert verdict.faults == ()
    assert (verdict.lines, verdict.waiting, verdict.witnessed) == (23, 2, 20)
    assert list(verdict.younger) == [20, 21, 22]


def test_an_empty_trail_can_be_exported() -> None:
    verdict = verify(export_rows())
    assert (verdict.lines, verdict.root, verdict.faults) == (0, EMPTY_ROOT, ())


def unguarded(statement: str) -> None:
    """What an owner of the database can do: the guards are taken away, and the rows are changed."""
    with databases.without_guards() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE trust_line SET verb = 'cases.listed' WHERE number = 7", 7),
        ("UPDATE trust_line SET happened_at = '2020-01-01 00:00:00' WHERE number = 7", 7),
        ("UPDATE trust_line SET ids = '{}' WHERE number = 7", 7),
        ("DELETE FROM trust_line WHERE number = 7", 7),
        ("DELETE FROM trust_line WHERE number >= 7", 7),
        ("UPDATE trust_line SET number = CASE number WHEN 7 THEN 107 ELSE number END", 7),
    ],
)
def test_a_changed_database_is_found_and_the_line_named(statement: str, first: int) -> None:
    write(20)
    sequence()
    kept = log.sign_note(20, bytes(Checkpoint.objects.get().root), prints_of(log.leaves(0, 20), 0))
    unguarded(statement)
    verdict = verify(export_rows(), [kept])
    assert verdict.first_bad is not None
    assert verdict.first_bad.first == first


def test_a_trail_written_anew_is_self_consistent_and_only_the_checkpoint_outside_shows_it() -> None:
    write(20)
    sequence()
    kept = Note.parse(Checkpoint.objects.get().note)
    with databases.without_guards() as cursor:
        cursor.execute("DELETE FROM trust_line WHERE number = 7")
        cursor.execute("DELETE FROM trust_checkpoint")
        cursor.execute("DELETE FROM trust_head")
        cursor.execute("UPDATE trust_line SET number = NULL, leaf = NULL")
    sequence()
    assert verify(export_rows()).faults == ()
    assert verify(export_rows(), [kept]).faults != ()


# Only growing ---------------------------------------------------------------------------------------


def test_no_way_through_the_models_changes_or_removes_a_line() -> None:
    write(2)
    sequence()
    line, point = Line.objects.first(), Checkpoint.objects.first()
    assert line is not None and point is not None
    ways: list[Callable[[], object]] = [
        line.save,
        line.delete,
        point.save,
        point.delete,
        lambda: Line.objects.update(verb="x"),
        lambda: Line.objects.filter(number=1).delete(),
        lambda: Line.objects.all()._raw_delete(None),
        lambda: Line.objects.bulk_update([line], ["verb"]),
        lambda: Checkpoint.objects.update(size=1),
        lambda: Checkpoint.objects.all().delete(),
    ]
    for way in ways:
        with pytest.raises(OnlyGrows):
            way()
    line.number, line.leaf = 5, b"x" * 32
    Line.objects.place([line])  # has its place already
    assert list(Line.objects.order_by("id").values_list("number", flat=True)) == [0, 1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trust_line SET number = 9 WHERE number = 1",
        "UPDATE trust_line SET verb = 'x' WHERE number IS NULL",
        "UPDATE trust_line SET leaf = NULL",
        "UPDATE trust_checkpoint SET size = 1",
    ],
)
def test_the_database_itself_refuses_to_change_a_line(statement: str) -> None:
    write(2)
    sequence()
    write(1)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        with databases.as_administrator() as cursor:
            cursor.execute(statement)
    if connection.vendor == "postgresql":  # whose own role may not even try, but for giving a line its place
        with pytest.raises(DatabaseError, match=r"only grows|permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize("statement", ["DELETE FROM trust_line", "DELETE FROM trust_checkpoint"])
def test_on_postgresql_nobody_removes_a_line(statement: str) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no such guard, because Django empties its test databases that way
    write(1)
    sequence()
    for who in (databases.as_administrator, connection.cursor):
        with pytest.raises(DatabaseError, match=r"only grows|permission denied"), transaction.atomic():
            with who() as cursor:
                cursor.execute(statement)


SOURCE = Path(amana.__path__[0])
WRITTEN_ONCE = ("Line", "Checkpoint", "HandOver", "KeptCheckpoint")
TABLES = "|".join(f"trust_{name.lower()}" for name in WRITTEN_ONCE)
RAW = re.compile(rf"(?:UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+\"?(?:{TABLES})\b", re.IGNORECASE)
PLAIN = ("_base_manager", "_raw_delete")


def ways_round(source: str) -> Iterator[int]:
    """Lines of a program where SQL of its own, or Django's plain query sets, reach for what is written once."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and RAW.search(node.value):
            yield node.lineno
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in WRITTEN_ONCE and attribute in PLAIN:
                yield node.lineno


def test_no_program_goes_round_the_models() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "tests" not in path.parts
        for line in ways_round(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        'cursor.execute("DELETE FROM trust_line WHERE id = 1")',
        'cursor.execute(f"update trust_checkpoint set size = {size}")',
        "Line._base_manager.all().delete()",
    ],
)
def test_a_program_that_does_is_found(planted: str) -> None:
    assert list(ways_round(planted))


# From the release before ------------------------------------------------------------------------------


def test_the_sequencer_goes_on_where_the_older_release_ended() -> None:
    write(5)
    sequence()
    frontier = log.frontier_at(5)
    Head.objects.all().delete()  # the older release had none, and a checkpoint without a note
    Checkpoint.objects.create(size=6, root=b"r" * 32, frontier=log.pack(frontier), at=now())
    migration = import_module("amana.trust.migrations.0004_head_of_the_trail")
    migration.carry_over(apps, None)
    head = Head.objects.get()
    assert (head.size, bytes(head.frontier)) == (6, log.pack(frontier))
    migration.carry_over(apps, None)
    assert Head.objects.count() == 1


def test_an_instance_without_a_trail_begins_one() -> None:
    import_module("amana.trust.migrations.0004_head_of_the_trail").carry_over(apps, None)
    assert not Head.objects.exists()
    write(1)
    assert sequence() == 1
