"""The page for anybody: three languages, four short pages at one address, no session; a code on paper and what it opens."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from amana.countrypacks import pack
from amana.errors import StoreAway
from amana.intake import commands
from amana.intake.errors import NobodyReads
from amana.intake.models import Sign
from amana.intake.pack_sections import INFORMATION
from amana.messages.rules import windows_of
from amana.public_reports import commands as letterbox
from amana.public_reports.forms import ReportForm
from amana.public_reports.models import PublicReport
from amana.vault.models import Sealed
from tests.cast import World
from tests.public.scenes import WORDS, Somebody, at_the_public_face

pytestmark = pytest.mark.django_db
MOST_BYTES_OF_FIRST_PAGE = 150_000
EASTERN, PERSIAN = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"))


@pytest.fixture
def browser(settings: Settings, world: World) -> Client:
    return at_the_public_face(settings)


@pytest.fixture
def somebody(browser: Client) -> Somebody:
    return Somebody(browser)


def told(world: World) -> tuple[commands.SignText, Sign]:
    """What the desk reads after the box was emptied."""
    letterbox.empty_box(world.now)
    sign = Sign.objects.get()
    return commands.open_sign(world.berivan, sign, world.now), sign


@pytest.mark.parametrize(("path", "direction"), [("/en/", "ltr"), ("/ar/", "rtl"), ("/ckb/", "rtl")])
def test_the_page_speaks_each_language_by_its_address(browser: Client, path: str, direction: str) -> None:
    answer = browser.get(path)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{path.strip("/")}" dir="{direction}"' in content
    assert "Amana" not in content
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert 'href="tel:911"' in content
    assert content.count("<script") == 1
    assert "https://" not in content.replace(INFORMATION.of(pack()).leave_to, "")


def test_the_browser_chooses_where_the_address_does_not(browser: Client) -> None:
    assert browser.get("/", headers={"accept-language": "ar"}).headers["Location"] == "/ar/"


@pytest.mark.parametrize("path", ["/en/", "/ar/", "/ckb/"])
def test_the_first_page_is_light_enough_for_a_slow_network(browser: Client, path: str) -> None:
    """Page, style and script together, compressed; the scripts of the last page are fetched only there."""
    weight = len(gzip.compress(browser.get(path).content))
    for name in ("web/public-and-colours.css", "web/public.js", "web/favicon.svg", "web/chevron-down.svg"):
        weight += len(gzip.compress(Path(str(finders.find(name))).read_bytes()))
    assert weight <= MOST_BYTES_OF_FIRST_PAGE
    assert weight <= 12_000  # what it is today; somebody who makes it heavier should know


def test_four_pages_at_one_address_and_what_was_typed_travels_along(somebody: Somebody, world: World) -> None:
    somebody.opens()
    assert somebody.page == "what"
    somebody.sends(text=WORDS, **{"q-child": "yes"})
    assert somebody.page == "where"
    assert not PublicReport.objects.exists()
    somebody.sends(place="IQG06" if "IQG06" in pack().governorates else "", where="Behind the bakery")
    assert somebody.page == "danger"
    assert 'href="tel:911"' in somebody.shown
    somebody.sends("back")
    assert somebody.page == "where"
    assert "Behind the bakery" in somebody.shown
    somebody.sends(where="Behind the mill")
    somebody.sends(danger="yes")
    assert somebody.page == "reach"
    assert 'href="tel:911"' in somebody.shown  # danger now: the numbers once more
    somebody.sends(
        "send", reach="phone", phone="+964 750 000 00 00", way="call", hours_from="10:00", hours_until="16:00",
        who_answers="only_she", code_word="lemon",
    )  # fmt: skip
    assert len(somebody.code) == 20
    text, _sign = told(world)
    assert text.told.sealed["what_was_seen"] == WORDS
    assert text.danger == "yes"
    assert text.more["place_words"] == "Behind the mill"
    assert text.more["answers"] == {"child": "yes"}
    assert text.more["contact"] == {
        "phone": "+964 750 000 00 00", "safe_contact_method": "call", "safe_hours": "10:00-16:00",
        "who_answers": "only_she", "code_word": "lemon",
    }  # fmt: skip


@pytest.mark.parametrize("begin", ["", "00:00", "08:00", "22:00", "23:00"])
@pytest.mark.parametrize("end", ["", "00:00", "08:00", "23:00"])
def test_whatever_hours_are_chosen_a_message_can_keep_to_them(begin: str, end: str) -> None:
    said = {"reach": "phone", "phone": "+9647500000000", "hours_from": begin, "hours_until": end}
    form = ReportForm({"text": WORDS, **said})
    assert form.is_valid()
    hours = form.contact().get("safe_hours", "")
    assert bool(windows_of(hours)) == bool(begin or end), hours


def test_a_number_typed_for_another_way_is_left_out(somebody: Somebody, world: World) -> None:
    somebody.writes(reach="code", phone="+964 750 000 00 00")
    assert "contact" not in told(world)[0].more


def test_who_wants_to_hear_nothing_says_so_to_the_desk(somebody: Somebody, world: World) -> None:
    somebody.writes(reach="nothing")
    assert told(world)[0].more["contact"] == {"safe_contact_method": "none_safe"}


def test_another_language_keeps_the_page_and_every_word(somebody: Somebody) -> None:
    somebody.opens().sends(text=WORDS)
    somebody.sends("stay", path="/ckb/", where="پشت نانەواخانەکە")
    assert 'lang="ckb"' in somebody.shown
    assert "پشت نانەواخانەکە" in somebody.shown
    assert somebody.hidden["text"] == WORDS


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("what", {"text": ""}),
        ("what", {"text": "   \x00 "}),
        ("what", {"text": "x" * 1_000_000}),
        ("where", {"place": "XX-99"}),
        ("danger", {"danger": "very"}),
        ("reach", {"reach": "phone"}),
        ("reach", {"reach": "phone", "phone": "my sister"}),
        ("reach", {"hours_from": "25:00"}),
        ("what", {"q-child": "perhaps"}),
    ],
)
def test_what_does_not_fit_is_said_on_its_page_and_no_word_is_lost(
    somebody: Somebody, page: str, form: dict[str, str]
) -> None:
    """The whole report at once: whoever has it wrong on an early page comes back to that page, and the rest travels along."""
    said = {"text": WORDS, "where": "Behind the bakery", "danger": "no", "code_word": "lemon", **form}
    somebody.opens().sends("send", page="", **said)
    assert somebody.answer is not None and somebody.answer.status_code == 422
    assert somebody.page == page
    assert "data-errors" in somebody.shown
    assert not PublicReport.objects.exists()
    assert not Sealed.objects.exists()
    for word in ("Behind the bakery", "lemon", *([WORDS] if "text" not in form else [])):
        assert word in somebody.shown


def test_the_same_form_twice_is_one_report_with_one_code(somebody: Somebody) -> None:
    somebody.opens()
    token = somebody.hidden["token"]
    codes = {somebody.sends("send", page="", text=WORDS, token=token).code for _ in range(3)}
    assert len(codes) == 1
    assert PublicReport.objects.count() == 1
    assert "This form was sent before" in somebody.shown
    assert "This form was sent before" not in somebody.writes().shown


@pytest.mark.parametrize("digits", [{}, EASTERN, PERSIAN], ids=["western", "arabic", "persian"])
def test_the_last_block_is_typed_back_in_any_digits(somebody: Somebody, digits: dict[int, str]) -> None:
    code = somebody.writes().code
    wrong = str((int(code[-1]) + 1) % 10)
    for typed in ("", "12", code[-5:-1] + wrong, "no"):
        somebody.sends(typed=typed)
        assert somebody.answer is not None and somebody.answer.status_code == 422
        assert somebody.code == code, typed
    somebody.sends(typed=code[-5:].translate(digits))
    assert somebody.answer is not None and somebody.answer.status_code == 200
    assert code not in somebody.shown and somebody.code == ""
    assert WORDS not in somebody.shown


def test_a_code_that_was_never_given_is_not_repeated(somebody: Somebody) -> None:
    somebody.opens().sends(page="typed_back", code="<b>12345</b>", typed="x")
    assert somebody.page == "what"
    assert "<b>12345" not in somebody.shown


@pytest.mark.parametrize(
    "fault", [NobodyReads(), StoreAway(), OperationalError()], ids=lambda each: type(each).__name__
)
def test_when_it_cannot_be_stored_that_is_told_and_nothing_typed_is_lost(
    somebody: Somebody, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(letterbox, "drop", refuses)
    somebody.writes(code_word="lemon")
    assert somebody.answer is not None and somebody.answer.status_code == getattr(fault, "status", StoreAway.status)
    assert somebody.hidden["text"] == WORDS
    assert "data-errors" in somebody.shown and "lemon" in somebody.shown
    monkeypatch.undo()
    assert somebody.sends("send", code_word="lemon").code


def test_the_way_out_asks_the_browser_to_forget(browser: Client) -> None:
    answer = browser.get("/ckb/leave/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == INFORMATION.of(pack()).leave_to
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_the_report_may_use_the_microphone_and_nothing_the_camera(browser: Client) -> None:
    assert "microphone=(self)" in browser.get("/en/").headers["Permissions-Policy"]
    assert "microphone=()" in browser.get("/en/code/").headers["Permissions-Policy"]
    assert "camera=()" in browser.get("/en/").headers["Permissions-Policy"]


def test_no_page_of_the_desk_is_here(browser: Client) -> None:
    for path in ("/en/signs/", "/en/cases/", "/en/sign-in/"):
        assert browser.get(path).status_code == 404
