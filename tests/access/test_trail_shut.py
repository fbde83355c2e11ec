"""While the trail takes no lines, nobody reads what is sealed: every page of everybody, asked while inserting fails."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from pytest import MonkeyPatch

from amana.trust.errors import TrailShut
from amana.trust.models import Line
from amana.vault import texts
from tests import databases
from tests.access import walk
from tests.access.conftest import Scene
from tests.access.test_desk import secrets

pytestmark = pytest.mark.django_db

TABLE = walk.table()


_SHUT = {
    "sqlite": [
        "CREATE TEMP TRIGGER no_lines BEFORE INSERT ON trust_line BEGIN SELECT RAISE(ABORT, 'no room for a line'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION pg_temp.no_lines() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no room for a line'; END $$",
        "CREATE TRIGGER no_lines BEFORE INSERT ON trust_line FOR EACH ROW EXECUTE FUNCTION pg_temp.no_lines()",
    ],
}


@contextmanager
def shut_trail() -> Iterator[None]:
    """The database refuses new lines, and nothing else."""
    with databases.as_administrator() as cursor:
        for statement in _SHUT[connection.vendor]:
            cursor.execute(statement)
    try:
        yield
    finally:
        with databases.as_administrator() as cursor:
            cursor.execute("DROP TRIGGER no_lines" + (" ON trust_line" if connection.vendor == "postgresql" else ""))


@pytest.fixture
def opened(monkeypatch: MonkeyPatch) -> list[object]:
    """Every sealed text whose key was found since the list was last emptied."""
    found: list[object] = []
    key = texts._key

    def noted(actor: object, row: object) -> bytes:
        found.append(row)
        return key(actor, row)  # type: ignore[arg-type]

    monkeypatch.setattr(texts, "_key", noted)
    return found


def who_asks(scene: Scene, row: walk.Row, verb: str, *, deep: bool) -> list[str]:
    """Everybody whom the table lets in, in the deep run; else somebody of the house and somebody of a partner."""
    let_in = sorted(row.let_in[verb] & set(scene.askers))
    return let_in if deep else list({key.partition(":")[0] == "own": key for key in let_in}.values())


def read_while_shut(scene: Scene, route: str, opened: list[object], *, deep: bool) -> list[str]:
    """Who read something sealed on this route although nobody could write it down."""
    row, words, wrong = TABLE[route], secrets(scene), []
    for verb in walk.VERBS:
        for key in who_asks(scene, row, verb, deep=deep):
            opened.clear()
            url, data = walk.address(row, scene.objects), walk.sent(row, scene.objects)
            status, body = walk.knock(scene.askers[key].client, verb, url, data)
            if opened and status != 503:
                wrong.append(f"{verb} {route} {key}: {status}, {len(opened)} sealed texts opened")
            if status == 503 and (b"trust.trail_shut" not in body or any(word in body for word in words)):
                wrong.append(f"{verb} {route} {key}: says something else")
    return wrong


@pytest.fixture(autouse=True)
def each_line_by_itself(monkeypatch: MonkeyPatch) -> None:
    """A line that fails takes back its own statement, as in service: there, no transaction of the test lies around it."""
    create = Line.objects.create

    def alone(**values: object) -> Line:
        with transaction.atomic():
            return create(**values)

    monkeypatch.setattr(Line.objects, "create", alone)


@pytest.mark.parametrize("route", sorted(TABLE))
def test_nothing_sealed_is_read_while_the_trail_is_shut(
    scene: Scene, route: str, opened: list[object], deep: bool
) -> None:
    with shut_trail():
        wrong = read_while_shut(scene, route, opened, deep=deep)
    assert not wrong, "\n".join(wrong)


def test_a_reading_that_leaves_no_line_is_found(scene: Scene, opened: list[object], monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr("amana.cases.commands.sections.record", lambda *args, **ids: None)
    with shut_trail():
        assert read_while_shut(scene, "cases:open_section", opened, deep=False)


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_the_reader_is_told_what_happened_in_her_language(scene: Scene, language: str) -> None:
    client = scene.askers["own:case_manager"].client
    row, before = TABLE["cases:open_section"], deepcopy(client.cookies)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with shut_trail():
        status, body = walk.knock(client, "POST", walk.address(row, scene.objects))
    client.cookies = before
    with translation.override(language):
        said = str(TrailShut.text)
    with translation.override("en"):
        english = str(TrailShut.text)
    assert (status, said in html.unescape(body.decode()), said == english) == (503, True, language == "en")


def test_a_colleagues_text_shown_by_a_conflict_is_an_opening(scene: Scene) -> None:
    row = TABLE["cases:change_section"]
    lines = Line.objects.filter(verb="cases.section_opened", ids__why="conflict")
    with transaction.atomic():
        answer = scene.askers["own:case_manager"].client.post(
            walk.address(row, scene.objects), walk.sent(row, scene.objects)
        )
        written = list(lines.values_list("object", flat=True))
        transaction.set_rollback(True)
    assert (answer.status_code, written) == (409, [scene.objects["case"]])
