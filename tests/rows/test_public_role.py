"""The public face's own role: it puts letters into the box and finds those of one code, and the database lets it do no more."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from psycopg import errors

from amana import vault
from amana.consent.queries import agreement
from amana.intake import commands
from amana.own_page import commands as own_pages
from amana.public_reports import commands as letterbox
from amana.public_reports.models import Letter, PublicReport
from amana.public_reports.tests.letters import drop, reader, without_keys
from amana.releases import queries as releases
from amana.releases.tests.publishing import published
from amana.row_security import public_face
from amana.trust import queries as trust
from amana.vault.clock import now
from tests import databases
from tests.cast import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
# What it reads beside the letters of one code: published data, and whether this is a demo.
READS = {"reporting_release", "reporting_releasefile", "reporting_programme", "trust_organisation"}


@contextmanager
def face() -> Iterator[psycopg.Connection[Any]]:
    """The public face's role on a connection of its own, which may say of itself that it is the system."""
    with psycopg.connect(settings.AMANA_DATABASE_PUBLIC) as asked:
        asked.execute("SELECT set_config('app.actor', 'system', false)")
        yield asked
        asked.rollback()


@contextmanager
def as_the_face(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process is the public face: without keys, and with its role."""
    with without_keys(monkeypatch), connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {databases.ADMINISTRATOR}")
        cursor.execute(f"SET ROLE {databases.FACE}")
        try:
            yield
        finally:
            cursor.execute(f"SET ROLE {databases.ADMINISTRATOR}")
            cursor.execute(f"SET ROLE {databases.SERVER}")


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"
        )
        return [str(row[0]) for row in cursor.fetchall()]


def test_the_whole_way_of_a_report_goes_with_this_role(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    token = letterbox.new_token(world.now)
    with as_the_face(monkeypatch):
        receipt = drop(world, token=token)
        assert drop(world, token=token).code == receipt.code
        assert letterbox.follow(vault.codes.new_code(), now=world.now) is None
        found = letterbox.follow(receipt.code, text="The door is green.", now=world.now)
        assert found is not None and found.status == "received"
    letterbox.empty_box(world.now)
    letterbox.empty_box(world.now)
    sign = PublicReport.objects.get().sign
    assert sign is not None
    commands.open_sign(reader(world, sign), sign, world.now)
    commands.answer_reporter(reader(world, sign), sign, text="We come.", now=world.now + timedelta(minutes=1))
    with as_the_face(monkeypatch):
        found = letterbox.follow(receipt.code, now=world.now)
    assert found is not None
    assert (found.status, [each.text for each in found.messages]) == ("read", ["The door is green.", "We come."])


def test_a_page_of_her_own_opens_and_takes_her_word_with_this_role(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.case()
    given = world.share(case, "relief_team", "identity")
    code = own_pages.make_own_page(world.rawan, case, pin="482915", dates=[], words="made up", now=now())
    with as_the_face(monkeypatch):
        assert own_pages.visit(code, "000000", now=now()) is None
        for wish in (own_pages.Wish("withdraw", everything=True), own_pages.Wish("complain", text="made up"),
                     own_pages.Wish("feedback", text="made up")):  # fmt: skip
            found = own_pages.visit(code, "482915", wish=wish, now=now())
            assert found is not None and found.words == "made up"
            said = [each.what for each in found.said]
        assert said == ["withdraw", "complain"]
        with connection.cursor() as cursor:
            for table in ("intake_ownpage", "intake_ownword", "intake_feedback"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
    assert own_pages.take_words(now()) == 3
    assert agreement(case.id, given).withdrawn_at is not None


def test_it_reads_no_table_but_what_is_published(world: World) -> None:
    drop(world)
    world.case()
    release = published(world)
    letterbox.renew_card(world.now)
    assert len(tables()) > 60
    readable = {}
    for table in tables():
        with face() as asked:
            try:
                readable[table] = asked.execute(f"SELECT * FROM {table}".encode()).fetchall()  # noqa: S608
            except errors.InsufficientPrivilege:
                continue
    assert set(readable) == READS
    assert len(readable["reporting_release"]) == 1
    assert str(release.reference) in str(readable["reporting_release"])
    assert len(readable["trust_organisation"]) == 1
    with face() as asked:
        assert asked.execute("SELECT demo FROM trust_instance").fetchall() == [(True,)]
    with face() as asked, pytest.raises(errors.InsufficientPrivilege):
        asked.execute("SELECT demo_password FROM trust_instance")


def test_published_data_are_shown_with_this_role(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = published(world)
    reference = str(release.reference)
    with as_the_face(monkeypatch):
        assert [row.reference for row in releases.public_releases()] == [release.reference]
        found = releases.public_release(reference)
        assert trust.organisation(found.programme.organisation).name
        names = [name for name, _size in releases.files_of(found)]
        assert all(releases.public_file(reference, name).content for name in names)
        assert trust.is_demo()


def test_without_the_look_up_value_there_is_nothing(world: World) -> None:
    code = drop(world).code
    lookup = vault.codes.keys_of(code).lookup
    with face() as asked:
        for wrong in ([], [b""], [bytes(32)], [lookup[:-1] + b"x"], [None]):
            assert asked.execute("SELECT * FROM amana_report(%s::bytea[])", [wrong]).fetchall() == []
        assert asked.execute("SELECT * FROM amana_letters(NULL::bytea)").fetchall() == []
        assert len(asked.execute("SELECT * FROM amana_report(%s)", [[lookup]]).fetchall()) == 1
        many = [bytes([number]) * 32 for number in range(8)]
        assert asked.execute("SELECT * FROM amana_report(%s)", [[*many, lookup]]).fetchall() == []


def test_it_changes_and_removes_nothing_and_adds_only_letters(world: World) -> None:
    drop(world)
    everything = tables()
    for table in everything:
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"ALTER TABLE {table} ADD COLUMN x int"):  # noqa: S608
            with face() as asked, pytest.raises(errors.InsufficientPrivilege):
                asked.execute(statement.encode())
    with face() as asked:
        adds = asked.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(oid, 'INSERT')"
        ).fetchall()
        changes = asked.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_any_column_privilege(oid, 'UPDATE')"
        ).fetchall()
    assert {row[0] for row in adds} >= {"intake_publicreport", "intake_letter"}
    assert "intake_sign" not in {row[0] for row in adds} and "trust_line" not in {row[0] for row in adds}
    assert changes == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", "closed"),
        ("faulty", True),
        ("emptied_at", "2026-01-01"),
        ("aside_by", "11111111-1111-4111-8111-111111111111"),
    ],
)
def test_a_report_that_says_what_only_the_desk_says_is_not_taken(world: World, column: str, value: object) -> None:
    letterbox.renew_card(world.now)
    row = {
        "id": str(uuid4()), "once": uuid4().bytes, "came_at": "2026-01-01", "unit": str(uuid4()), "way": "", "state": "received",
        "quarantined": False, "faulty": False,
    }  # fmt: skip
    with face() as asked:
        asked.execute(*_insert("intake_publicreport", row))  # the scene itself is right
    with face() as asked, pytest.raises(errors.InsufficientPrivilege):
        asked.execute(*_insert("intake_publicreport", {**row, column: value}))


def test_it_forges_no_answer_of_the_desk(world: World) -> None:
    drop(world)
    letter = Letter.objects.get()
    row = {
        "id": str(uuid4()), "report_id": str(letter.report_id), "part": "words", "text": str(uuid4()), "envelope": b"x",
        "wraps": json.dumps([]), "came_at": "2026-01-01",
    }  # fmt: skip
    with face() as asked:
        asked.execute(*_insert("intake_letter", row))
    with face() as asked, pytest.raises(errors.InsufficientPrivilege):
        asked.execute(*_insert("intake_letter", {**row, "part": "answer"}))


def _insert(table: str, row: dict[str, Any]) -> tuple[bytes, list[Any]]:
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})".encode(), list(row.values())  # noqa: S608


def test_the_database_command_finds_a_role_that_may_too_much(world: World) -> None:
    assert public_face.what_is_too_much(settings.AMANA_DATABASE_PUBLIC) == ()
    with databases.as_administrator() as cursor:
        cursor.execute(f"GRANT SELECT, UPDATE ON intake_sign TO {databases.FACE}")
    try:
        assert public_face.what_is_too_much(settings.AMANA_DATABASE_PUBLIC) == ("reads", "writes")
    finally:
        with databases.as_administrator() as cursor:
            cursor.execute(f"REVOKE ALL ON intake_sign FROM {databases.FACE}")
    assert "owns_tables" in public_face.what_is_too_much(settings.AMANA_DATABASE_OWNER)
