"""Published data: what anybody can read says all that is needed, and holds nobody and no small number."""

import csv
import io
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from amana.cases.models import Procedure
from amana.releases import commands
from amana.releases.models import Release
from amana.releases.tests.publishing import drafted, handed_in, measured, published
from amana.reporting.tests.scenes import victim
from amana.web.settings import public
from tests.canary.scan import found_in
from tests.cast import World


def page(client: Client, url: str) -> str:
    """The page, which is there."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


# The public face --------------------------------------------------------------------------------------


@pytest.fixture
def face(settings: Settings) -> Iterator[Client]:
    """Somebody's browser at the public face."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE, settings.TEMPLATES = (
        public.ROOT_URLCONF, public.MIDDLEWARE, public.TEMPLATES,
    )  # fmt: skip
    yield Client()


@pytest.fixture(autouse=True)
def same_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every release draws the same noise: with other noise, all of the few numbers of these tests may be hidden."""
    monkeypatch.setattr(secrets, "randbits", lambda _bits: 7)


@pytest.fixture
def a_few(world: World) -> None:
    """Seven women and two men were presumed this month, one of them alone in her governorate."""
    at = world.now - timedelta(minutes=2)
    for number in range(9):
        sex = "female" if number < 7 else "male"
        victim(world, at, sex=sex, governorate="IQG11" if number else "IQG03", nationality="KE")


def test_the_public_page_says_all_that_a_reader_needs_in_three_languages(world: World, face: Client) -> None:
    row = published(
        world, measured(world, handed_in(world, drafted(world, tables=[["governorate"], ["sex"]]), agreed=True))
    )
    assert str(row.reference) in page(face, "/en/data/")
    text = page(face, f"/en/data/{row.reference}/")
    for said in ("How to read it", "What is missing", "How to cite it", "Take the data", "epsilon 1", "19 of 20 cases"):
        assert said in text
    assert re.findall("<script[^>]*>", text) == ['<script type="module" src="/static/web/public.js">']
    assert text.count("<g transform") == 19  # a tile for each governorate
    for language in ("ar", "ckb"):
        told = page(face, f"/{language}/data/{row.reference}/")
        assert 'dir="rtl"' in told and "How to read" not in told and "made up" not in told


def test_a_file_is_taken_with_its_name_and_type(world: World, face: Client) -> None:
    row = published(world)
    answer = face.get(f"/en/data/{row.reference}/tables.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="amana-{row.reference}-tables.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0]["table"] == "" and {line["table"] for line in lines[1:]} == {"sex", "age_group x sex"}
    for wrong in ("rows.csv", "..%2Freport.json", "tables.csv/"):
        assert face.get(f"/en/data/{row.reference}/{wrong}").status_code == 404
    assert face.post(f"/en/data/{row.reference}/").status_code == 405


def test_a_withdrawn_page_stays_and_gives_nothing(world: World, face: Client) -> None:
    row = published(world)
    commands.withdraw_release(world.mina, row, why="wrong_numbers", now=world.now)
    text = page(face, f"/en/data/{row.reference}/")
    assert "Withdrawn on" in text and "A mistake was found in the numbers." in text
    assert "<svg" not in text and "tables.csv" not in text
    assert face.get(f"/en/data/{row.reference}/tables.csv").status_code == 404
    assert "withdrawn" in page(face, "/en/data/")


def test_what_is_not_published_is_not_there(world: World, face: Client) -> None:
    row = measured(world)
    assert face.get(f"/en/data/{row.id}/").status_code == 404
    assert "Nothing has been published yet." in page(face, "/en/data/")


# Canaries ---------------------------------------------------------------------------------------------

NAMES = ("Selam", "Tesfaye", "EP1234567", "7500000142")


def small_counts(text: str, floor: int = 5) -> list[str]:
    """Every number below the floor that is printed as a count: in a cell, at a bar, in a tile."""
    printed = re.findall(r'<td class="num"><span class="ltr">([\d,]+)</span>', text)
    printed += re.findall(r'<td class="num"><span><bdi class="ltr">([\d,]+)</bdi>', text)
    printed += re.findall(r'<text class="(?:val|lt|)"[^>]*>([\d,]+)</text>', text)
    return [each for each in printed if int(each.replace(",", "")) < floor]


def told(face: Client, row: Release) -> list[str]:
    """The page in each language, and every file."""
    found = [page(face, f"/{language}/data/{row.reference}/") for language in ("en", "ar", "ckb")]
    names = [str(name) for name in row.files.values_list("name", flat=True)]
    return found + [face.get(f"/en/data/{row.reference}/{name}").content.decode("utf-8-sig") for name in names]


def test_nobody_and_no_small_number_is_on_the_public_page_or_in_a_file(world: World, a_few: None, face: Client) -> None:
    draft = drafted(world, tables=[["sex"], ["governorate"], ["nationality"]], epsilon=4)
    row = published(world, measured(world, handed_in(world, draft, agreed=True, epsilon=3.9)))
    texts = told(face, row)
    assert not found_in("\n".join(texts).encode(), NAMES)
    ids = [str(each) for each in Procedure.objects.values_list("id", flat=True)]
    assert not found_in("\n".join(texts).encode(), ids)
    assert [small_counts(text) for text in texts] == [[] for _ in texts]
    lines = csv.DictReader(io.StringIO(next(text for text in texts if text.startswith("table,"))))
    assert min(int(line["count"]) for line in lines if line["count"]) >= 5


def test_a_small_number_or_a_name_that_was_planted_is_found(world: World, face: Client) -> None:
    """The alarm: a count below the floor slips into the numbers, and a name into a file."""
    row = published(world)
    table = next(each for each in row.result["tables"] if each["columns"] == ["sex"])
    table["cells"][0] = [["female"], 3, 0, 9]
    table["cells"][1] = [["male"], 40, 30, 50]
    row.save(update_fields=["result"])
    found = row.files.get(name="tables.csv")
    found.content = bytes(found.content) + b"Selam Tesfaye"
    found.save(update_fields=["content"])
    texts = told(face, row)
    assert "3" in small_counts(texts[0])
    assert found_in("\n".join(texts).encode(), NAMES)
