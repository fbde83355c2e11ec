"""Every public page is shown by the public face's own role, which may read next to nothing."""

import pytest
from pytest_django import Settings

from amana.countrypacks import pack
from amana.intake.pack_sections import INFORMATION
from tests.cast import World
from tests.public.scenes import Somebody, at_the_public_face
from tests.rows.test_public_role import as_the_face

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_a_report_its_receipt_and_coming_back_need_no_other_role(
    language: str, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = Somebody(at_the_public_face(settings), language)
    with as_the_face(monkeypatch):
        code = somebody.writes(danger="yes", reach="phone", phone="07500000000").code
        assert len(code) == 20
        somebody.sends(typed=code[-5:])
        assert somebody.answer is not None and somebody.answer.status_code == 200
        somebody.hidden.clear()
        somebody.sends(path=f"/{language}/code/", code=code)
        assert somebody.answer.status_code == 200
        somebody.sends(path=f"/{language}/code/", do="words", text="The door is green.")
        assert "The door is green." in somebody.shown


def test_what_can_be_read_needs_no_other_role(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = INFORMATION.of(pack())
    paths = [f"/en/about/{name}/" for name in said.pages] + [f"/en/ask/{code}/" for code in said.help_languages]
    browser = at_the_public_face(settings)
    with as_the_face(monkeypatch):
        for path in [*paths, "/en/", "/en/code/", "/en/card/am/", "/en/data/", "/en/puzzle/"]:
            assert browser.get(path).status_code == 200, path
        assert browser.get("/en/leave/").status_code == 302
