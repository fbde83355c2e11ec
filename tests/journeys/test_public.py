"""Anybody tells what they saw, gets a code and comes back with it: without a name, and without JavaScript."""

import pytest

from amana.intake import commands
from amana.intake.models import Sign
from tests.journeys.conftest import Stages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_a_neighbour_tells_and_comes_back_with_a_code(language: str, public_face: str, stages: Stages) -> None:
    stage = stages("public", language)
    stage.address = public_face
    for path in (f"/{language}/", f"/{language}/code/"):
        read = stage.open()
        read.goto(path)
        stage.look(read, "public")
    words, world = stage.words, stage.world
    page = stage.open(java_script_enabled=False)
    page.goto(f"/{language}/")
    page.locator('[name="text"]').fill(words.sign)
    page.locator('[name="danger"][value="no"]').check()
    stage.look(page, "report", scripted=False)
    page.locator("main form .btn-primary").click()
    code = "".join(page.locator(".code-n span").all_inner_texts())
    assert len(code) == 20 and code.isdecimal()
    assert code not in page.url
    stage.look(page, "receipt", scripted=False)

    sign = Sign.objects.select_related("procedure").get()
    told = commands.open_sign(world.berivan, sign, world.now).told
    assert told.sealed["what_was_seen"] == words.sign
    commands.answer_reporter(world.berivan, sign, text=words.other, now=world.now)

    page.goto(f"/{language}/code/")
    page.locator('[name="code"]').fill("".join(words.number(int(digit)) for digit in code))
    page.locator("main form .btn-primary").click()
    assert words.other in page.inner_text("main")
    stage.look(page, "answer", scripted=False)
    page.goto(f"/{language}/code/")
    page.locator('[name="code"]').fill("0" * 20)
    page.locator('[name="text"]').fill(words.plan)
    page.locator("main form .btn-primary").click()
    assert page.locator("[aria-invalid]").count() == 1
    assert page.locator('[name="text"]').input_value() == words.plan
    assert page.context.cookies() == [] or {each["name"] for each in page.context.cookies()} <= {"csrftoken"}
