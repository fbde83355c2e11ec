"""The choice of tests for PostgreSQL: every room has its path, every path exists, and what is made for PostgreSQL stays."""

from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from tests import databases, on_postgresql
from tests.on_postgresql import DIFFERS, KEEPS_NO_ROWS, PATH_OF_ROOM, ROOMS, Chosen, names_everything

AMANA = PROJECT / "src" / "amana"
RULE = ["src", "tests"]


def without_a_path(rooms: set[str]) -> set[str]:
    """The rooms of which nothing would run on PostgreSQL, and nobody said why."""
    return rooms - set(PATH_OF_ROOM) - set(KEEPS_NO_ROWS)


def missing(chosen: tuple[Chosen, ...]) -> list[str]:
    """Paths of the table that lead to no test."""
    return [each.path for each in chosen if not _tests_in(PROJECT / each.path)]


def _tests_in(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.glob("test_*.py"))


def test_every_room_has_a_path_or_keeps_no_rows() -> None:
    rooms = {file.parent.name for file in AMANA.glob("*/__init__.py")}
    assert without_a_path(rooms) == set()
    assert set(PATH_OF_ROOM) | set(KEEPS_NO_ROWS) <= rooms
    assert set(PATH_OF_ROOM).isdisjoint(KEEPS_NO_ROWS)
    assert without_a_path({*rooms, "forgotten"}) == {"forgotten"}, "the alarm"


def test_a_room_with_tables_has_a_path() -> None:
    with_tables = {file.parent.name for file in AMANA.glob("*/migrations")}
    assert with_tables and with_tables <= set(PATH_OF_ROOM)


def test_every_path_leads_to_tests() -> None:
    assert missing((*DIFFERS, *ROOMS)) == []
    assert missing((Chosen("tests/rows/test_gone.py", "planted"),)) == ["tests/rows/test_gone.py"]
    assert all(each.why for each in (*DIFFERS, *ROOMS))


def test_what_is_made_for_postgresql_is_never_left_out(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test itself stands in no row of the table: it is left out, and with the marker it stays."""
    monkeypatch.setenv(databases.CHOSEN, "postgresql")
    monkeypatch.setattr(on_postgresql, "_is_of_everything", lambda config: True)
    monkeypatch.setitem(request.config.option.__dict__, "deep", False)
    assert on_postgresql.leaves_out(request.node)
    request.node.add_marker(on_postgresql.MARK)
    assert not on_postgresql.leaves_out(request.node)


def test_whoever_names_words_paths_or_deep_gets_everything(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(databases.CHOSEN, "postgresql")
    monkeypatch.setattr(request.config, "args", RULE)
    monkeypatch.setitem(request.config.option.__dict__, "keyword", "")
    monkeypatch.setitem(request.config.option.__dict__, "deep", False)
    assert on_postgresql.leaves_out(request.node), "a quick run of everything"
    monkeypatch.setitem(request.config.option.__dict__, "keyword", "postgresql")
    assert not on_postgresql.leaves_out(request.node)
    monkeypatch.setitem(request.config.option.__dict__, "keyword", "")
    monkeypatch.setitem(request.config.option.__dict__, "deep", True)
    assert not on_postgresql.leaves_out(request.node)


def test_a_file_is_not_read_only_when_nothing_of_it_could_run(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = request.config
    monkeypatch.setenv(databases.CHOSEN, "postgresql")
    monkeypatch.setattr(on_postgresql, "_is_of_everything", lambda config: True)
    monkeypatch.setitem(config.option.__dict__, "deep", False)
    chosen, other = PROJECT / "tests/rows/test_rows.py", PROJECT / "tests/access/test_desk.py"
    marked = PROJECT / "src/amana/vault/tests/test_page_memory.py"
    assert [on_postgresql.need_not_be_read(each, config) for each in (chosen, marked, other)] == [False, False, True]
    monkeypatch.setitem(config.option.__dict__, "deep", True)
    assert not on_postgresql.need_not_be_read(other, config)


@pytest.mark.parametrize(
    ("paths", "everything"),
    [(RULE, True), ([str(PROJECT / path) for path in RULE], True), (["tests"], False), (["tests/rows", "src"], False)],
)
def test_the_paths_of_every_run_are_no_choice(paths: list[str], everything: bool) -> None:
    assert names_everything(paths, RULE, PROJECT) == everything


def test_part_of_a_file_is_chosen_by_the_names_of_its_tests() -> None:
    file = "tests/keys/test_every_kind.py"
    assert on_postgresql.is_chosen(file, "test_killed_at_any_statement_it_goes_on_and_everything_opens[lock]")
    assert not on_postgresql.is_chosen(file, "test_killed_at_any_statement_it_goes_on_and_everything_opens[unit]")
    assert on_postgresql.is_chosen(file, "test_only_what_can_be_ended_is_ended_by_a_word")
    assert not on_postgresql.is_chosen("tests/access/test_desk.py", "test_no_other_verb_opens_anything")
