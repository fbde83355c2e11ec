"""Whatever is typed into a sealed field, and whatever is coded about a person, lies nowhere in the clear.

One long scene through the browser's forms, on a database in a file; then the files, the logs and the sessions are read.
"""

import base64
import logging
import re
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from amana.assistance.tests.scenes import agree
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.intake.models import Sign
from amana.intake.tests.scenes import triaged
from amana.outreach.tests.scenes import training
from amana.public_reports import commands as letterbox
from amana.referrals.tests.scene import make_scene
from amana.screening import queries as screenings
from amana.screening.tests.scenes import TRAFFICKED, begin
from amana.signin.models import Session
from amana.signin.session_store import decode_row
from tests.canary.scan import compress_text, found_in, found_on_disk
from tests.cast import World
from tests.paper import Form, Input, filled, main_form
from tests.world import Desk

# Codes that say what somebody needs, what was done to her and where she is from; the keys under which they are kept.
# The rules of screening, which are nobody's, lie in the clear and name each kind of exploitation: hers is a list of one.
CODED = ("PSS-GROUP", '["domestic_servitude"]', '"nationality":', '"exploitation":', '"service":', '"urgency":')
PUBLIC = {
    "ROOT_URLCONF": "amana.web.urls_public",
    "MIDDLEWARE": [
        "amana.web.middleware.NothingIsStored",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "amana.web.middleware.ErrorsAsPages",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request", "amana.web.context.public_frame"]
            },
        }
    ],
}


# What is typed where a number is asked for.
NUMBERS = {
    "hours_since_incident_note": "30",
    "session_no": "3",
    "quantity": "1",
    "duration_minutes": "60",
    "participants": "6",
    "value": "",
    "overstay_days": "100",
    "attributable_days": "90",
    "assessed_fine": "",
    "computed_gross_fine": "",
}


class Typist:
    """Types another word, never seen before, into every field for words, and remembers them all."""

    def __init__(self) -> None:
        self.typed: dict[str, str] = {}
        self._numbers = count(1000)

    def word(self, field: str) -> str:
        """A fresh word for this field."""
        fresh = f"Kanarya-ژیان-{next(self._numbers)}"
        self.typed[fresh] = field
        return fresh

    def __call__(self, each: Input) -> str:
        return self.word(each.name)

    def into(self, client: Client, url: str, answers: dict[str, Any] | None = None, page: Any = None) -> Any:
        """The main form of the page, with a fresh word in each field for words, sent and accepted."""
        page = page if page is not None else client.get(url)
        assert page.status_code == 200, (url, page.status_code)
        answers = NUMBERS | (answers or {})
        form: Form = main_form(page.content.decode())
        texts = {
            each.name: self.word(f"{url} {each.name}")
            for each in form.inputs.values()
            if each.kind in ("text", "textarea") and not _chosen(each.name, answers)
        }
        answer = client.post(form.action or url, {**filled(form, answers, self), **texts})
        assert answer.status_code in (200, 302), (url, answer.status_code, _mistakes(answer.content.decode()))
        if answer.status_code == 200:
            assert not _mistakes(answer.content.decode()), url
        return answer


def _chosen(name: str, answers: dict[str, Any]) -> bool:
    return any(name == end or name.endswith("-" + end) for end in answers)


def _mistakes(html: str) -> list[str]:
    """The fields that were not accepted, or what is said on top."""
    return re.findall(r'class="field wrong".{0,160}', html) + re.findall(r'class="[^"]*errors?[^"]*".{0,200}', html)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of this process go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def places(tmp_path: Path, temporary: Path) -> Iterator[list[Path]]:
    """Every folder that the instance writes into: its data with the database and its log, the key store, the rest."""
    database = Path(str(connection.settings_dict["NAME"]))
    assert database.is_file(), "this test needs a database in a file"
    yield [database.parent, tmp_path]


def intake_scene(world: World, desk: Desk, type: Typist) -> None:
    """A sign, its card, the words of an interview, and a report by a stranger."""
    karwan, berivan = desk("karwan"), desk("berivan")
    type.into(karwan, "/signs/new/", {"unit": str(world.units["intake"]), "person_aware": "no"})
    assert Sign.objects.count() == 1
    row = triaged(world)
    type.into(berivan, f"/signs/{row.id}/card/")
    screening = begin(world, triaged(world))
    start = f"/signs/screenings/{screening.id}/start/"
    berivan.post(start, {"age": "31", "kinds": ["domestic_servitude"]})
    type.into(berivan, f"/signs/screenings/{screening.id}/questions/open.contact/")
    type.into(berivan, f"/signs/screenings/{screening.id}/parts/entry/")
    for question in TRAFFICKED[:3]:
        type.into(berivan, f"/signs/screenings/{screening.id}/questions/{question}/", {"answer": "yes"})
    berivan.post(f"/signs/screenings/{screening.id}/end/")
    type.into(berivan, f"/signs/screenings/{screening.id}/stopped/", {"wish": "person"})
    assert screenings.latest_screening(screening.procedure) is not None
    before = Sign.objects.count()
    with override_settings(**PUBLIC):
        for place in ("public report", "public report that waits in the box"):
            told = Client().post("/en/", {"text": type.word(place), "place": "", "danger": "unknown"})
            assert told.status_code == 200
            if place == "public report":
                letterbox.empty_box(world.now)
    assert Sign.objects.count() == before + 1


def case_scene(world: World, desk: Desk, type: Typist, case: Procedure) -> None:
    """All five sections, a step, a note of the team, a note for the next shift."""
    rawan = desk("rawan")
    for code in pack().section_codes:
        type.into(rawan, f"/cases/{case.id}/sections/{code}/change/")
        opened = rawan.post(f"/cases/{case.id}/sections/{code}/open/").content.decode()
        assert any(word in opened for word, field in type.typed.items() if f"/{code}/change/" in field), code
    type.into(rawan, f"/cases/{case.id}/steps/t11/", {"decided_by": "case_manager"})
    type.into(rawan, f"/cases/{case.id}/notes/")
    type.into(rawan, "/cases/shift-note/")


def help_scene(world: World, desk: Desk, type: Typist, case: Procedure) -> None:
    """A group session is recorded; a clinic asks a question about a referral."""
    rawan, jihan = desk("rawan"), desk("jihan")
    url = f"/help/case/{case.id}/record/"
    agree(world, case)
    type.into(rawan, url, {"stand": "delivered"}, page=rawan.post(url, {"service": "PSS-GROUP"}))
    scene = make_scene(world)
    referral = scene.acknowledged()
    type.into(jihan, f"/referrals/{referral.id}/steps/r6/")


def law_scene(world: World, desk: Desk, type: Typist, case: Procedure) -> None:
    """A letter is drafted, and the lawyer whom she lets into the legal section keeps a note of her own."""
    type.into(desk("rawan"), f"/justice/cases/{case.id}/letter/")
    world.share(case, "lawyers", "legal")
    type.into(desk("amal"), f"/justice/cases/{case.id}/notes/")


def everything_typed(world: World, desk: Desk) -> Typist:
    """The whole scene; what was typed where."""
    type, case = Typist(), world.case()
    intake_scene(world, desk, type)
    case_scene(world, desk, type, case)
    help_scene(world, desk, type, case)
    law_scene(world, desk, type, case)
    type.into(desk("soran"), f"/prevention/{training(world).id}/register/")
    return type


def sessions() -> bytes:
    """What every session holds; the database keeps it sealed, where a search of its file would miss it."""
    return "\n".join(str(decode_row(row)) for row in Session.objects.all()).encode()


def plant(shape: Callable[[str], bytes], word: str) -> None:
    """A word lies in a table that nobody reads."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS planted (what BLOB)")
        cursor.execute("INSERT INTO planted VALUES (%s)", [b"before " + shape(word) + b" after"])


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_typed_or_coded_lies_in_the_clear(
    world: World, desk: Desk, places: list[Path], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    type = everything_typed(world, desk)
    assert len(type.typed) > 40
    assert sessions()
    words = [*type.typed, *CODED]
    names = {path.name for folder in places for path in folder.rglob("*")}
    assert any(name.endswith("-wal") for name in names) and settings.AMANA_KEY_STORE.name in names
    leaks = [(file, word, type.typed.get(word, "a code"), form) for file, word, form in found_on_disk(places, words)]
    assert not leaks
    assert not found_in(sessions(), words)
    said = "\n".join([caplog.text, *capfd.readouterr()]).encode()
    assert not found_in(said, words)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "shape",
    [
        str.encode,
        lambda word: word.encode("utf-16-le"),
        lambda word: base64.b64encode(word.encode()),
        compress_text,
    ],
    ids=["plain", "utf-16", "base64", "gzip"],
)
def test_a_word_that_leaked_would_be_found(
    world: World, places: list[Path], temporary: Path, shape: Callable[[str], bytes]
) -> None:
    word = "Kanarya-planted-ژیان"
    assert not found_on_disk(places, [word])
    plant(shape, word)
    try:
        assert any(name.startswith("test") for name, _word, _form in found_on_disk(places, [word]))
        (temporary / "left-behind").write_bytes(shape(word))
        assert "left-behind" in {name for name, _word, _form in found_on_disk(places, [word])}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE planted")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (temporary / "left-behind").unlink(missing_ok=True)


@pytest.mark.django_db(transaction=True)
def test_a_word_in_a_log_or_a_session_would_be_found(
    world: World, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("amana.web").error("could not save %s", "Kanarya-in-a-log")
    assert found_in(caplog.text.encode(), ["Kanarya-in-a-log"])
    session = desk("rawan").session
    session["draft"] = "Kanarya-in-a-session"
    session.save()
    assert found_in(sessions(), ["Kanarya-in-a-session"])
    session.delete()
