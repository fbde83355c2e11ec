"""What `./amana up` makes of a data folder, and what it never deletes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from amana.accounts import commands
from amana.accounts.set_up_code import set_up_code
from amana.commandline.verb import Stop
from amana.trust import queries
from amana.web.cli import instance

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUSE = {"name_en": "Hawa Centre", "name_ar": "مركز حواء", "name_ckb": "سەنتەری حەوا", "kind": "ngo", "pack": "iraq"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with everything that an instance keeps, and a note of somebody's."""
    data = tmp_path / "data"
    data.mkdir()
    for name in (*instance.KEPT, "amana.sqlite3-wal", "notes.txt"):
        (data / name).write_text("kept")
    (data / "demo-unfinished").unlink()
    monkeypatch.setattr(instance, "folder", lambda: data)
    return data


def set_up() -> None:
    commands.set_up_first_administrator(
        username="sara", name="Sara", password="a long good sentence", language="en", organisation=HOUSE, now=MORNING
    )


def test_fresh_never_touches_an_instance_of_real_people(folder: Path) -> None:
    set_up()
    with pytest.raises(Stop, match="is not a demo"):
        instance.delete_demo_world()
    assert (folder / "amana.sqlite3").exists()
    assert (folder / "master.key").exists()


def test_fresh_deletes_a_demo_and_nothing_else(folder: Path) -> None:
    commands.begin_instance(demo_password="made up and shown", now=MORNING)
    set_up()
    instance.delete_demo_world()
    assert [file.name for file in folder.iterdir()] == ["notes.txt"]


def test_an_empty_instance_stays_empty_at_the_next_start(folder: Path) -> None:
    instance.prepare(empty=True)
    instance.prepare(empty=False)
    assert queries.is_empty()
    assert not queries.is_demo()
    first, second = instance.sign_in_lines()
    assert "set up the first administrator" in first
    assert second.replace(" ", "").endswith(set_up_code())


def test_empty_is_refused_where_there_are_people(folder: Path) -> None:
    set_up()
    with pytest.raises(Stop, match="there are people"):
        instance.prepare(empty=True)
    assert instance.sign_in_lines() == []


def test_two_starts_do_not_share_a_data_folder(folder: Path) -> None:
    with instance.data_folder_of_my_own():
        with pytest.raises(Stop, match="already uses the data folder"), instance.data_folder_of_my_own():
            pass
    with instance.data_folder_of_my_own():
        pass
