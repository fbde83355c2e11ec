"""Rows by policy, on PostgreSQL: real roles, real commits, and SQL that forgot to ask."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.drafts import commands as drafts
from amana.drafts.places import FormPlace
from amana.oversight import incidents
from amana.row_security import layers, public_face
from amana.trust import rows
from amana.trust.models import User
from amana.trust.rows.policies import protected_tables, rows_of_rooms
from tests.access.objects import make_objects
from tests.access.people import Asker
from tests.cast import World, make_world
from tests.world import key_store_in

pytestmark = pytest.mark.postgresql
# What the scene does not hold.
EMPTY = {
    "cases_milestone",
    "cases_tocompare",
    "consent_closeddoor",
    "exchange_enrolled",
    "exchange_findable",
    "exchange_known",
    "intake_call",
    "intake_concern",
    "intake_joined",
    "intake_letter",
    "intake_publicreport",
    "intake_reply",
    "intake_signfile",
    "intake_typedsheet",
    "messages_outgoing",
    "trust_exportfetch",
}


@dataclass(frozen=True)
class Scene:
    """A world that is really committed, and everybody who asks."""

    world: World
    askers: dict[str, Asker]
    case: Procedure

    def user(self, key: str) -> UUID:
        """The account of somebody: own, consent, expired, withdrawn or stranger, and the role."""
        return self.askers[key].actor.account


@pytest.fixture(scope="module", autouse=True)
def own_key_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One key store for all tests of this module, because they share a world."""
    with key_store_in(tmp_path_factory.mktemp("keys")):
        yield


@pytest.fixture(scope="module")
def scene(own_key_store: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Made once; the tables are emptied by their owner afterwards."""
    with django_db_blocker.unblock():
        world = make_world(settings.AMANA_PACK)
        askers, objects = make_objects(world)
        cases.leave_shift_note(world.rawan, text="made-up words", now=world.now)
        case = Procedure.objects.get(id=objects["case"])
        manager = askers["own:case_manager"].actor
        cases.note_objection(manager, case, "account", words="not so", why="she says", now=world.now)
        drafts.keep(manager, FormPlace(f"/cases/{case.id}/notes/"), fields=[("text", "x")], revision=0, now=world.now)
        form = drafts.sent_forms.read_form(manager.account, "token", "/", [])
        assert form is not None and drafts.sent_forms.begin(manager.account, form, world.now) is None
        officer = askers["own:data_protection_officer"].actor
        incidents.note(officer, objects["incident"], words="it was shut", now=world.now)
        yield Scene(world, askers, case)
        call_command("flush", verbosity=0, interactive=False)


@contextmanager
def server_as(actor: object) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the server's own role, beside the tests' one, in a transaction in which `actor` acts."""
    with psycopg.connect(settings.AMANA_DATABASE) as server:
        if actor is not None:
            server.execute("SELECT set_config('app.actor', %s, true)", [str(actor)])
        yield server
        server.rollback()


def counts(actor: object) -> dict[str, int]:
    """How many rows of each protected table the actor gets from a question that forgot to ask whose they are."""
    with server_as(actor) as server:
        return {table: _count(server, table) for table in protected_tables()}


def _count(server: psycopg.Connection[Any], table: str) -> int:
    found = server.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608  (names of ours)
    assert found is not None
    return int(found[0])


def test_without_an_actor_there_is_no_row(scene: Scene) -> None:
    everything = counts(rows.SYSTEM)
    assert {table for table, count in everything.items() if not count} <= EMPTY
    for nobody in (None, rows.NOBODY, "nonsense", uuid4()):
        assert not any(counts(nobody).values()), nobody


@pytest.mark.parametrize("table", ["drafts_draft", "drafts_sentform"])
def test_a_form_is_its_writers_row_alone_typed_and_sent(scene: Scene, table: str) -> None:
    got = {key: counts(asker.actor.account)[table] for key, asker in scene.askers.items()}
    assert {key for key, count in got.items() if count} == {"own:case_manager"}


def test_a_stranger_gets_nothing_of_another_organisation(scene: Scene) -> None:
    for role in ("case_manager", "supervisor", "screener", "administrator"):
        got = counts(scene.user(f"stranger:{role}"))
        assert {table: count for table, count in got.items() if count} == {}, role


def test_the_team_gets_its_own_until_the_account_is_shut(scene: Scene) -> None:
    manager, everything = scene.user("own:case_manager"), counts(rows.SYSTEM)
    got = counts(manager)
    for table in ("cases_procedure", "trust_sealed", "trust_wrap", "trust_facts"):
        assert 0 < got[table] < everything[table], table
    User.objects.filter(id=manager).update(is_active=False)
    try:
        assert not any(counts(manager).values())
    finally:
        User.objects.filter(id=manager).update(is_active=True)


def of_the_case(scene: Scene, key: str) -> tuple[int, int, int]:
    """How many sections, texts and wraps of the case the database gives somebody."""
    with server_as(scene.user(key)) as server:
        questions = (
            "SELECT count(*) FROM cases_section WHERE procedure_id = %s",
            "SELECT count(*) FROM trust_sealed s JOIN cases_procedure p ON p.lock = s.lock WHERE p.id = %s",
            "SELECT count(*) FROM trust_wrap w JOIN trust_sealed s ON s.id = w.sealed_id"
            " JOIN cases_procedure p ON p.lock = s.lock WHERE p.id = %s",
        )
        found = [server.execute(each.encode(), [scene.case.id]).fetchone() for each in questions]
    return tuple(int(row[0]) for row in found if row is not None)  # type: ignore[return-value]


def test_a_recipient_gets_the_agreed_texts_while_the_consent_lives(scene: Scene) -> None:
    own, partner = of_the_case(scene, "own:case_manager"), of_the_case(scene, "consent:case_manager")
    assert 0 < partner[1] < own[1]
    assert 0 < partner[2] < own[2]
    for key in ("expired:case_manager", "withdrawn:case_manager"):
        assert of_the_case(scene, key) == (0, 0, 0), key


def test_counting_reads_facts_and_opens_and_writes_nothing(scene: Scene) -> None:
    got, everything = counts(rows.FIGURES), counts(rows.SYSTEM)
    assert got["trust_facts"] == everything["trust_facts"]
    assert got["trust_sealed"] == got["trust_wrap"] == got["cases_shiftnote"] == 0
    with server_as(rows.FIGURES) as server:
        assert server.execute("UPDATE trust_facts SET revision = 99").rowcount == 0
        assert server.execute("DELETE FROM cases_procedure").rowcount == 0


def test_nobody_writes_rows_into_another_s_file(scene: Scene) -> None:
    stranger = scene.user("stranger:case_manager")
    with server_as(stranger) as server:
        assert server.execute("UPDATE cases_step SET state = 'rejected'").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute(
                'INSERT INTO cases_assignment (procedure_id, "user", role, since) VALUES (%s, %s, %s, now())',
                [scene.case.id, uuid4(), "case_manager"],
            )


def test_the_server_s_role_can_only_work(scene: Scene) -> None:
    """It owns no table and changes no policy; what is written once it can neither change nor remove."""
    refused = (
        "ALTER TABLE trust_sealed DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE trust_sealed NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY reads ON trust_sealed",
        "CREATE POLICY open ON trust_sealed USING (true)",
        "ALTER TABLE trust_line DISABLE TRIGGER ALL",
        "DELETE FROM trust_line",
        "TRUNCATE trust_line",
        "UPDATE trust_line SET verb = 'x'",
        "UPDATE trust_checkpoint SET size = 1",
        "CREATE OR REPLACE FUNCTION amana_is(name text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "SET ROLE amana_owner",
    )
    for statement in refused:
        with server_as(rows.SYSTEM) as server, pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute(statement.encode())
    found = layers()
    assert (found.by_row, found.faults) == (True, ())


def test_the_owner_is_under_the_policies_too(scene: Scene) -> None:
    with psycopg.connect(settings.AMANA_DATABASE_OWNER) as owner:
        assert owner.execute("SELECT count(*) FROM trust_sealed").fetchone() == (0,)


def too_open() -> list[tuple[str, str]]:
    """(table, policy) of every policy that is not as it was written, or that the code does not know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public'")
        found = cursor.fetchall()
    of_the_face = public_face.policies(said for _room, said in rows_of_rooms())
    known = {(table, name) for table in protected_tables() for name in ("reads", "adds", "changes", "removes")}
    known |= of_the_face
    desk = {(table, name) for table, name in of_the_face if name == "at_the_desk"}  # what is published, to the server
    wrong = [
        (table, name) for table, name, qual, check in found if "true" in (qual, check) and (table, name) not in desk
    ]
    return wrong + sorted({(table, name) for table, name, _qual, _check in found} ^ known)


def test_no_policy_is_open_to_everybody_and_a_planted_one_is_found(scene: Scene) -> None:
    assert too_open() == []
    with psycopg.connect(settings.AMANA_DATABASE_OWNER, autocommit=True) as owner:
        owner.execute("CREATE POLICY planted ON trust_sealed FOR SELECT USING (true)")
        try:
            assert set(too_open()) == {("trust_sealed", "planted")}
            assert counts(None)["trust_sealed"]
        finally:
            owner.execute("DROP POLICY planted ON trust_sealed")
        owner.execute("ALTER TABLE trust_wrap NO FORCE ROW LEVEL SECURITY")
        try:
            assert layers().faults == ("policies_missing",)
        finally:
            owner.execute("ALTER TABLE trust_wrap FORCE ROW LEVEL SECURITY")
    assert layers().faults == ()


def test_who_acts_around_acts_again_afterwards(scene: Scene) -> None:
    def acts() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.actor', true)")
            return str(cursor.fetchone()[0])

    assert acts() == rows.SYSTEM  # a test is an operator's process
    with rows.acting_as(rows.NOBODY):
        assert acts() == ""
        assert not Procedure.objects.exists()
        with rows.acting_as(rows.FIGURES):
            assert acts() == rows.FIGURES
        assert acts() == ""
        with pytest.raises(LookupError), rows.acting_as(rows.SYSTEM):
            raise LookupError
        assert acts() == ""
    assert acts() == rows.SYSTEM


def test_the_page_about_rows_names_every_table_under_policy(scene: Scene) -> None:
    page = (settings.PROJECT / "docs" / "understand" / "rows.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'reads'"
        )
        assert told == {row[0] for row in cursor.fetchall()} == set(protected_tables())
