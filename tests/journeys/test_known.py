"""Somebody comes again: found in another script before she is asked, linked, undone, and asked about with her consent."""

from pathlib import Path

import pytest

from amana.exchange import commands as exchange
from amana.exchange.tests.scenes import answering, findable, key_service, somebody_at_relief
from tests.journeys import begun
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.stage import Person
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
OTHER_SCRIPT = {"ar": "Selam Tesfaye", "ckb": "Selam Tesfaye", "en": "سلام تسفاي"}


@languages("ckb")
def test_who_comes_again_is_found_before_she_is_asked_and_a_supervisor_links_and_undoes(
    language: str, stages: Stages, deep: bool
) -> None:
    stage = stages("known", language, thorough=deep or language == "ar")
    file = stage.world.case(full_name=OTHER_SCRIPT[language], date_of_birth="1994-03-02", document_no="")
    people, nasrin = Cast(stage), Person(stage, "nasrin")
    berivan, page = people.berivan, people.berivan.page

    sign = begun.a_triaged_sign(people)
    berivan.go(f"/signs/{sign}/screen/")
    assert page.url.endswith(f"/signs/{sign}/known/"), "nobody is asked before somebody looked"
    form = berivan.fill({"name": stage.words.name, "birth": stage.words.number(1994)})
    berivan.look("is-she-known")
    berivan.send(form)
    berivan.look("found-in-another-script")
    assert "Rawan" in page.locator("#found").inner_text()
    assert str(file.number) not in page.locator("#found").inner_text(), "no way into a file that is not hers to open"
    with page.expect_navigation():
        page.locator('#found form:has([name="her"]) button').first.click()
    assert page.url.endswith(f"/signs/{sign}/")
    berivan.look("taken-for-her", aside=True)

    side = nasrin.page
    nasrin.go("/cases/links/")
    nasrin.look("pairs")
    pair = nasrin.address("/cases/links/")
    nasrin.go(pair)
    nasrin.look("side-by-side")
    nasrin.fill_and_send({"answer": "same", "reason": stage.words.reason})
    nasrin.go("/cases/links/?which=same")
    assert side.locator(f'main a[href="{pair}"]').count() == 1
    nasrin.go(pair)
    nasrin.look("decided", aside=True)
    nasrin.press("/undo/")
    nasrin.go("/cases/links/")
    assert side.locator(f'main a[href="{pair}"]').count() == 1, "it waits again"
    people.rawan.go("/")
    people.rawan.page.locator("#find").fill(stage.words.name)
    people.rawan.page.locator("#find").press("Enter")
    people.rawan.page.locator("#found-here a", has_text=str(file.number)).wait_for()
    people.rawan.look("search-box")
    assert stage.words.name not in people.rawan.page.url


@languages("ckb")
def test_another_house_is_asked_with_her_consent_and_says_maybe(
    language: str, stages: Stages, tmp_path: Path, deep: bool
) -> None:
    stage = stages("between", language, thorough=deep or language == "ar")
    world = stage.world
    with key_service(tmp_path):
        answering(world, "relief")
        findable(world, world.case(full_name=OTHER_SCRIPT[language], date_of_birth="1994-03-02"))
        exchange.enrol(world.now)
        she = somebody_at_relief(world)
        maryam = Person(stage, "maryam")
        maryam.go(f"/between/people/{she.id}/ask/")
        form = maryam.fill(
            {
                "name": stage.words.name,
                "birth_date": stage.words.number(1994),
                "nationality": "ET",
                "holders": [str(world.cast.organisations["hawa"])],
                "agreed": True,
            }
        )
        maryam.look("what-may-be-promised")
        maryam.send(form)
        maryam.look("maybe-ask-this-desk")
        told = maryam.page.locator("main").inner_text()
        assert "066 000 0000" in told
        assert OTHER_SCRIPT[language] not in told

        nasrin = Person(stage, "nasrin")
        nasrin.go("/between/")
        nasrin.look("who-asked-us", aside=True)
