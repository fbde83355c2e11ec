"""Coming back with a code: the answer is read, more is said, and the page that was opened shows no code."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from amana import vault
from amana.intake import commands
from amana.intake.models import Sign
from amana.public_reports import commands as letterbox
from amana.public_reports.errors import ComeBackLater, ReportClosed
from amana.public_reports.models import Letter, PublicReport
from amana.public_reports.rules import CLOSED
from amana.vault.clock import now as clock
from tests.cast import World
from tests.public.scenes import WORDS, Somebody, at_the_public_face
from tests.public.test_files import MARK, arrived, bundle, photo, upload
from tests.world import Clocks

pytestmark = pytest.mark.django_db
ANSWER = "We will come by. made-up answer"
MORE = "The door is green. zanbaq-7742"


@pytest.fixture
def somebody(settings: Settings, world: World) -> Somebody:
    return Somebody(at_the_public_face(settings))


@pytest.fixture
def code(somebody: Somebody) -> str:
    return somebody.writes().code


def opens(somebody: Somebody, code: str, **more: str) -> Somebody:
    somebody.hidden.clear()
    return somebody.sends(path="/en/code/", code=code, **more)


def does(somebody: Somebody, deed: str, **typed: Any) -> Somebody:
    return somebody.sends(path="/en/code/", do=deed, **typed)


def status(somebody: Somebody) -> int:
    assert somebody.answer is not None
    return somebody.answer.status_code


def test_it_is_received_before_anybody_took_it_out_of_the_box(somebody: Somebody, code: str) -> None:
    opens(somebody, " ".join(vault.codes.in_groups(code)))
    assert status(somebody) == 200
    assert "received" in somebody.shown
    assert code not in re.sub(r"\D", "", somebody.shown)
    assert WORDS not in somebody.shown


def test_an_answer_is_read_and_more_is_written(somebody: Somebody, code: str, world: World) -> None:
    letterbox.empty_box(world.now)
    sign = Sign.objects.get()
    commands.open_sign(world.berivan, sign, world.now)
    commands.answer_reporter(world.berivan, sign, text=ANSWER, now=world.now)
    letterbox.empty_box(world.now)
    assert ANSWER in opens(somebody, code).shown
    does(somebody, "words", text=MORE)
    assert status(somebody) == 200
    assert "What you added is stored" in somebody.shown
    assert MORE in somebody.shown and ANSWER in somebody.shown
    assert MORE in opens(somebody, code).shown


def test_a_telephone_and_stop_are_said_by_the_pass_alone(somebody: Somebody, code: str) -> None:
    opens(somebody, code)
    does(somebody, "phone", phone="+964 750 000 00 00", way="message")
    assert "Your number is stored" in somebody.shown
    assert "Stop: ask me nothing more" in somebody.shown
    does(somebody, "stop")
    assert "no more questions" in somebody.shown
    assert "You said stop" in somebody.shown
    assert "Stop: ask me nothing more" not in somebody.shown


@pytest.mark.parametrize(("deed", "typed"), [("words", {"text": ""}), ("phone", {"phone": "sister"}), ("phone", {})])
def test_what_is_missing_is_told_on_the_opened_page(
    somebody: Somebody, code: str, deed: str, typed: dict[str, str]
) -> None:
    does(opens(somebody, code), deed, **typed)
    assert status(somebody) == 422
    assert "data-errors" in somebody.shown
    assert "received" in somebody.shown


def test_a_page_that_lay_open_for_long_asks_for_the_code_and_keeps_the_words(
    somebody: Somebody, code: str, clocks: Clocks
) -> None:
    opens(somebody, code)
    clocks.database_ahead(timedelta(days=3))
    does(somebody, "words", text=MORE)
    assert status(somebody) == 422
    assert MORE in somebody.shown
    assert "made-up answer" not in somebody.shown
    opens(somebody, code, text=MORE)
    assert "What you added is stored" in somebody.shown


def test_a_pass_of_somebody_s_own_making_opens_nothing(somebody: Somebody, code: str) -> None:
    for made_up in ("x", vault.passes.give_pass("another purpose", code, clock())):
        somebody.sends(path="/en/code/", **{"pass": made_up, "do": "words", "text": MORE})
        assert status(somebody) == 422
        assert "received" not in somebody.shown


def test_a_wrong_code_is_told_on_the_same_page(somebody: Somebody, code: str) -> None:
    for wrong in ("12345 12345 12345 12345", "1", "not digits", ""):
        opens(somebody, wrong, text="kept words")
        assert status(somebody) == 422
        assert "kept words" in somebody.shown
        assert "received" not in somebody.shown


def test_while_codes_cannot_be_looked_up_the_page_says_when_to_come_back(
    somebody: Somebody, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fault in (ComeBackLater(), OperationalError()):

        def away(*_: object, fault: Exception = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr(letterbox, "follow", away)
        opens(somebody, code, text="kept words")
        assert status(somebody) == 503
        assert "kept words" in somebody.shown
        assert "data-errors" in somebody.shown


def test_nothing_of_a_code_is_read_from_an_address(somebody: Somebody, code: str) -> None:
    somebody.opens(f"/en/code/?code={code}")
    assert "received" not in somebody.shown
    assert code not in somebody.shown


def test_the_browser_is_no_client_that_is_remembered(somebody: Somebody, code: str) -> None:
    assert isinstance(somebody.browser, Client)
    opens(somebody, code)
    assert not somebody.browser.cookies


def test_photos_and_voice_notes_can_follow_later(somebody: Somebody, code: str, world: World) -> None:
    opens(somebody, code)
    does(somebody, "words", picture=upload(photo(), "IMG_1.jpg"))
    assert "What you added is stored" in somebody.shown
    does(opens(somebody, code), "words", text=MORE, sealed=[upload(bundle(b"later"))])
    assert "What you added is stored" in somebody.shown
    kinds = {kind: content for kind, _type, content in arrived(world)}
    assert MARK not in kinds["photo"]
    assert kinds["voice"] == b"later"


def test_saying_one_thing_loses_no_word_of_another(somebody: Somebody, code: str) -> None:
    opens(somebody, code)
    does(somebody, "phone", phone="+964 750 000 00 00", text=MORE)
    assert "Your number is stored" in somebody.shown and MORE in somebody.shown
    does(somebody, "words", text=MORE, phone="07501111111")
    assert "What you added is stored" in somebody.shown and "07501111111" in somebody.shown
    does(somebody, "stop", text="and one more")
    assert "You said stop" in somebody.shown and "and one more" in somebody.shown


def test_a_file_that_does_not_fit_is_told_and_the_words_stay(somebody: Somebody, code: str) -> None:
    opens(somebody, code)
    for typed in ({"picture": upload(b"no photo")}, {"sealed": [upload(b"torn")]}):
        does(somebody, "words", text=MORE, **typed)
        assert status(somebody) == 422
        assert MORE in somebody.shown and "data-errors" in somebody.shown


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_the_size_of_an_answer_does_not_say_whether_a_code_is_somebody_s(
    somebody: Somebody, code: str, language: str
) -> None:
    pages = []
    for typed in (code, vault.codes.new_code(), code[:-1] + str((int(code[-1]) + 1) % 10), "12", ""):
        somebody.hidden.clear()
        pages.append(somebody.sends(path=f"/{language}/code/", code=typed).shown.encode())
    assert {len(page) for page in pages} == {16_384}
    whole = [page.partition(b"</html>")[0] for page in pages]
    assert len(whole[0]) > 8192 > len(whole[1]), "the alarm: in smaller steps they would be told apart"


def test_a_report_that_two_people_put_aside_says_that_it_is_closed(somebody: Somebody, code: str, world: World) -> None:
    row = PublicReport.objects.get()
    Letter.objects.filter(report=row).delete()
    row.state, row.emptied_at = CLOSED, world.now
    row.save()
    opens(somebody, code)
    assert status(somebody) == 200
    assert "closed" in somebody.shown and "write a new report" in somebody.shown
    assert "Send this as well" not in somebody.shown
    with pytest.raises(ReportClosed):
        letterbox.follow(code, text=MORE, now=world.now)
    assert not Letter.objects.exists()
