"""A page of her own: code and PIN open a copy, what she takes back ends, a complaint goes above the team, feedback apart."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from amana import vault
from amana.cases import queries as cases
from amana.consent import queries as consent
from amana.countrypacks.dates import day_of
from amana.errors import NotAllowed, NotFound
from amana.intake.errors import NobodyReads
from amana.own_page import commands as deeds
from amana.own_page import queries
from amana.own_page.commands import OwnDate, Visit, Wish
from amana.own_page.commands.forgotten import clear_feedback
from amana.own_page.commands.making import secret_of
from amana.own_page.models import Feedback, OwnPage, OwnWord
from amana.public_reports.commands import flood, new_token
from amana.public_reports.errors import ComeBackLater
from amana.public_reports.tests.letters import without_keys
from amana.trust.models import Line
from amana.vault.clock import now
from tests.cast import World

pytestmark = pytest.mark.django_db
PIN = "482915"
WORDS = "made-up words for her alone"


@dataclass
class HerPage:
    """A case with a consent to the partner's team, and her page."""

    world: World
    case: Any
    consent: Any
    code: str

    def visit(self, wish: Wish | None = None, *, pin: str = PIN, code: str = "", token: str = "") -> Visit | None:
        return deeds.visit(code or self.code, pin, wish=wish, token=token, now=now())

    def opened(self, wish: Wish | None = None, **more: Any) -> Visit:
        found = self.visit(wish, **more)
        assert found is not None
        return found


@pytest.fixture
def hers(world: World) -> HerPage:
    flood.forget_flood()
    case = world.case()
    given = world.share(case, "relief_team", "identity")
    dates = [OwnDate("2026-12-03", "10:00", "at the office")]
    code = deeds.make_own_page(world.rawan, case, pin=PIN, dates=dates, words=WORDS, now=now())
    return HerPage(world, case, given, code)


def test_code_and_pin_together_open_what_her_case_manager_put_there(hers: HerPage) -> None:
    found = hers.opened()
    assert found.words == WORDS and found.dates == (OwnDate("2026-12-03", "10:00", "at the office"),)
    assert found.consents == (str(hers.consent),)
    spoken = found.spoken["en"]
    assert any("Relief" in line for line in spoken["consents"][0])
    assert set(found.spoken) == {"ar", "ckb", "en"}
    assert str(hers.case.number) not in json.dumps(found.spoken), (
        "whoever looks over her shoulder has no number to ask for"
    )


@pytest.mark.parametrize(("pin", "other_code"), [("482916", False), (PIN, True), ("", False)])
def test_one_of_them_alone_opens_nothing(hers: HerPage, pin: str, other_code: bool) -> None:
    code = vault.codes.new_code() if other_code else hers.code
    assert hers.visit(pin=pin, code=code) is None


def test_any_numerals_will_do(hers: HerPage) -> None:
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert hers.visit(code=hers.code.translate(arabic), pin=PIN.translate(arabic)) is not None


def test_after_ten_wrong_tries_from_one_address_it_says_come_back_later(hers: HerPage) -> None:
    for _ in range(10):
        assert hers.visit(pin="000000") is None
    with pytest.raises(ComeBackLater):
        hers.visit()


def test_what_she_takes_back_ends_and_the_team_reads_it(hers: HerPage) -> None:
    world, case = hers.world, hers.case
    assert cases.visible_to(world.yusuf).filter(id=case.id).exists()
    found = hers.opened(Wish("withdraw", consents=frozenset({str(hers.consent)})))
    assert found.withdrawn == {str(hers.consent)} and not found.said[0].taken
    assert deeds.take_words(now()) == 1 and deeds.take_words(now()) == 0
    assert not cases.visible_to(world.yusuf).filter(id=case.id).exists()
    assert consent.agreement(case.id, hers.consent).withdrawn_at is not None
    assert hers.opened().said[0].taken
    [word] = queries.orders_for(world.rawan)
    assert queries.ended_by(word) == 1
    assert not queries.orders_for(world.yusuf).exists() and not queries.complaints_for(world.nasrin).exists()
    assert deeds.saw_order(world.rawan, word.id, now()) == case.id
    assert not queries.orders_for(world.rawan).exists()


def test_she_takes_everything_back_also_what_the_copy_did_not_know_of(hers: HerPage) -> None:
    later = hers.world.share(hers.case, "relief_team", "contact")
    hers.opened(Wish("withdraw", everything=True))
    deeds.take_words(now())
    assert consent.agreement(hers.case.id, later).withdrawn_at is not None


def test_nobody_takes_back_what_another_person_agreed_to(hers: HerPage) -> None:
    other = hers.world.case()
    theirs = hers.world.share(other, "relief_team", "identity")
    hers.opened(Wish("withdraw", consents=frozenset({str(theirs)})))
    deeds.take_words(now())
    assert consent.agreement(other.id, theirs).withdrawn_at is None


def test_the_same_form_again_says_nothing_twice(hers: HerPage) -> None:
    token = new_token(now())
    for _ in range(2):
        hers.opened(Wish("complain", text="he shouted at me"), token=token)
    assert OwnWord.objects.count() == 1


def test_a_complaint_goes_to_who_supervises_and_the_answer_comes_back(hers: HerPage) -> None:
    world = hers.world
    hers.opened(Wish("complain", text="he shouted at me"))
    deeds.take_words(now())
    [word] = queries.complaints_for(world.nasrin)
    assert not queries.orders_for(world.rawan).exists() and not queries.complaints_for(world.rawan).exists()
    with pytest.raises(NotAllowed):
        deeds.open_word(world.rawan, word, now())
    with pytest.raises(NotFound):
        deeds.open_word(world.noor, word, now())
    assert [each.text for each in deeds.open_word(world.nasrin, word, now())] == ["he shouted at me"]
    deeds.answer_complaint(world.nasrin, word, text="we have spoken to him", now=now())
    assert [(each.what, each.text) for each in hers.opened().said] == [
        ("complain", "he shouted at me"), ("answer", "we have spoken to him"),
    ]  # fmt: skip
    assert [each.ours for each in deeds.open_word(world.nasrin, word, now())] == [False, True]


def test_feedback_leads_to_no_case_and_no_day(hers: HerPage) -> None:
    hers.opened(Wish("feedback", text="they were kind"))
    deeds.take_words(now())
    row = Feedback.objects.get()
    told = {str(value) for value in Feedback.objects.filter(id=row.id).values_list().get()}
    hers_alone = {str(hers.case.id), str(hers.case.lock), str(OwnPage.objects.get().id), str(day_of(now()))}
    assert not any(each in value for each in hers_alone for value in told)
    assert not Line.objects.filter(object=row.id).exists()
    assert deeds.open_feedback(hers.world.nasrin, row.id, now()) == "they were kind"
    with pytest.raises(NotAllowed):
        deeds.open_feedback(hers.world.rawan, row.id, now())


def test_feedback_of_long_ago_is_cleared_with_its_key(hers: HerPage, django_capture_on_commit_callbacks: Any) -> None:
    hers.opened(Wish("feedback", text="they were kind"))
    deeds.take_words(now())
    row = Feedback.objects.get()
    assert clear_feedback(now()) == 0, "this month stays"
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_feedback(now() + timedelta(days=32)) == 1
    assert row.lock is not None and not Feedback.objects.exists() and not vault.keystore.is_living(row.lock)


def test_a_new_page_ends_the_old_one_and_an_ended_page_opens_nothing(hers: HerPage) -> None:
    again = deeds.make_own_page(hers.world.rawan, hers.case, pin=PIN, dates=[], words="", now=now())
    assert hers.visit() is None and hers.visit(code=again) is not None
    deeds.end_own_page(hers.world.rawan, hers.case, now())
    assert hers.visit(code=again) is None


def test_renewed_it_says_what_is_true_now(hers: HerPage) -> None:
    hers.opened(Wish("withdraw", everything=True))
    deeds.take_words(now())
    deeds.renew_own_page(hers.world.rawan, hers.case, dates=[], words="another word", now=now())
    found = hers.opened()
    assert found.words == "another word" and found.consents == () and found.dates == ()


def test_only_the_team_makes_her_page(hers: HerPage) -> None:
    for stranger in (hers.world.shno, hers.world.yusuf):
        with pytest.raises(NotFound):
            deeds.make_own_page(stranger, hers.case, pin=PIN, dates=[], words="", now=now())


def test_the_database_shows_none_of_it_in_the_clear(hers: HerPage) -> None:
    hers.opened(Wish("complain", text="he shouted at me"))
    told = [repr(row) for model in (OwnPage, OwnWord) for row in model.objects.values_list()]
    assert not any(
        word in row for row in told for word in (WORDS, "shouted", "complain", "at the office", PIN, hers.code)
    )
    assert any(str(hers.case.id) in row for row in told), "the alarm: it is looked through"


def test_readers_that_somebody_put_into_the_database_get_no_complaint(hers: HerPage) -> None:
    """Whoever writes to the database can seal a page of theirs to her key, and cannot sign who reads it."""
    page = OwnPage.objects.get()
    reader = vault.letters.mailbox_reader(page.id, vault.codes.Way.read(page.way).pepper, bytes(page.box_public))
    forged = (
        b'{"at":"2026-11-26T10:00:00+00:00","dates":[],"words":"","consents":[],"spoken":{},'
        b'"unit":"%s","readers":"[]","signature":"AAAA"}' % str(page.unit).encode()
    )
    letter = vault.letters.enclose("own_page", forged, [reader])
    OwnPage.objects.update(text=letter.id, envelope=letter.envelope, wraps=[each.to_json() for each in letter.wraps])
    assert hers.visit() is not None, "the alarm: the forged page opens"
    with pytest.raises(NobodyReads):
        hers.visit(Wish("complain", text="he shouted at me"))
    assert not OwnWord.objects.exists()


def test_a_process_without_keys_shows_the_page_and_takes_her_word(
    hers: HerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = new_token(now())
    with without_keys(monkeypatch):
        assert hers.visit(pin="000000") is None
        assert hers.opened(Wish("complain", text="he shouted at me"), token=token).words == WORDS
        hers.opened(Wish("feedback", text="they were kind"))
        hers.opened(Wish("withdraw", everything=True))
    assert deeds.take_words(now()) == 3
    [word] = queries.complaints_for(hers.world.nasrin)
    assert deeds.open_word(hers.world.nasrin, word, now())[0].text == "he shouted at me"
    assert consent.agreement(hers.case.id, hers.consent).withdrawn_at is not None


def test_while_the_pepper_is_away_it_says_come_back_later(hers: HerPage, monkeypatch: pytest.MonkeyPatch) -> None:
    with without_keys(monkeypatch, pepper_answers=False), pytest.raises(ComeBackLater):
        hers.visit()


def test_readers_that_were_signed_for_another_page_get_no_complaint(hers: HerPage) -> None:
    """A true signature is worth nothing on the page of somebody else."""
    theirs = hers.world.case()
    code = deeds.make_own_page(hers.world.rawan, theirs, pin=PIN, dates=[], words="", now=now())
    signed = _content_of(code)
    page = OwnPage.objects.get(procedure=hers.case)
    reader = vault.letters.mailbox_reader(page.id, vault.codes.Way.read(page.way).pepper, bytes(page.box_public))
    letter = vault.letters.enclose("own_page", json.dumps(signed).encode(), [reader])
    wraps = [each.to_json() for each in letter.wraps]
    OwnPage.objects.filter(id=page.id).update(text=letter.id, envelope=letter.envelope, wraps=wraps)
    assert hers.visit() is not None, "the alarm: the page of the other opens"
    with pytest.raises(NobodyReads):
        hers.visit(Wish("complain", text="he shouted at me"))


def _content_of(code: str) -> Any:
    """What lies in a page, as its own code opens it."""
    keys = vault.codes.keys_of(secret_of(code, PIN))
    row = OwnPage.objects.get(lookup=keys.lookup)
    wraps = tuple(vault.letters.Wrapped.from_json(each) for each in row.wraps)
    letter = vault.letters.Enclosed(row.text, "own_page", bytes(row.envelope), wraps)
    return json.loads(vault.letters.open_copy(keys, row.id, bytes(row.box_private), letter))
