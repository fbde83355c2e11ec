"""The letter box: a process without keys takes a report, the worker makes it a sign, and a code finds the way back."""

import json
from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils.crypto import get_random_string

from amana import vault
from amana.cases.models import Procedure
from amana.errors import NotFound
from amana.intake import commands
from amana.intake.errors import NobodyReads
from amana.intake.models import Reply, Sign, SignFile
from amana.messages.connectors import Incoming
from amana.public_reports import commands as letterbox
from amana.public_reports import queries as letters
from amana.public_reports.commands import flood, rotating, tokens
from amana.public_reports.errors import ComeBackLater, NotAReport
from amana.public_reports.models import Card, Letter, PublicReport
from amana.public_reports.rules import SealedFile, SealedWrap
from amana.public_reports.tests.letters import WORDS, drop, only_report, reader, without_keys, wrong_code
from amana.trust.models import Line
from amana.vault import ciphers, keystore, pepper
from amana.vault.errors import KeyStoreAway
from amana.vault.models import Key, Sealed
from tests.cast import World

pytestmark = pytest.mark.django_db


def emptied(world: World) -> Sign:
    letterbox.empty_box(world.now)
    return Sign.objects.select_related("procedure").latest("came_at", "number")


# A report comes in ----------------------------------------------------------------------------------------


def test_a_process_without_keys_takes_a_report_and_the_unit_opens_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_keys(monkeypatch):
        receipt = drop(world, danger="yes", contact={"phone": "0750 000 0000"}, place_words="behind the bakery")
        assert (Sign.objects.count(), PublicReport.objects.count()) == (0, 1)
        with pytest.raises(KeyStoreAway):
            vault.letter_box.out_of_box(bytes(only_report().facts or b""), "facts", only_report().id)
    sign = emptied(world)
    text = commands.open_sign(reader(world, sign), sign, world.now)
    assert text.told.sealed["what_was_seen"] == WORDS
    assert text.more == {"contact": {"phone": "0750 000 0000"}, "place_words": "behind the bakery"}
    assert (text.danger, text.reporter_language, text.told.facts["area_pcode"]) == ("yes", "ckb", "IQG11")
    assert text.language == ""  # of the person's language nobody said anything
    assert len(receipt.code) == 20


def test_nothing_in_the_box_says_what_happened(world: World) -> None:
    drop(world, danger="yes", contact={"phone": "07501234567"})
    everything = json.dumps([str(row) for row in _rows()])
    for secret in (WORDS, "zanbaq", "07501234567", "IQG11", "public_page", '"danger"'):
        assert secret not in everything
    assert only_report().id.hex in everything.replace("-", "")  # the scan sees what is there


def _rows() -> list[tuple[object, ...]]:
    found = []
    for model in (PublicReport, Letter):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            found += [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]
    return found


def test_before_it_is_a_sign_the_code_says_received_and_takes_more_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_keys(monkeypatch):
        code = drop(world).code
        found = letterbox.follow(code, text="The door is green.", now=world.now)
        assert found is not None
        assert (found.status, [each.text for each in found.messages]) == ("received", ["The door is green."])
    sign = emptied(world)
    letterbox.empty_box(world.now)
    thread = commands.open_thread(reader(world, sign), sign, world.now)
    assert [(each.ours, each.text, each.what) for each in thread] == [(False, "The door is green.", "words")]


def test_the_dialogue_goes_both_ways_and_ends_when_she_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = drop(world).code
    sign = emptied(world)
    commands.open_sign(reader(world, sign), sign, world.now)
    commands.answer_reporter(reader(world, sign), sign, text="We look into it.", now=world.now)
    with without_keys(monkeypatch):
        later = world.now + timedelta(minutes=1)
        letterbox.follow(code, contact={"phone": "0750 1", "hours": "evening"}, now=later)
        found = letterbox.follow(code, text="Please stop.", stop=True, now=later + timedelta(minutes=1))
    assert found is not None
    assert (found.status, found.is_stopped) == ("read", True)
    assert [(each.ours, each.what) for each in found.messages] == [(True, "answer"), (False, "phone"), (False, "stop")]
    letterbox.empty_box(world.now)
    thread = commands.open_thread(reader(world, sign), sign, world.now)
    assert [each.what for each in thread] == ["answer", "phone", "stop"]
    assert thread[1].contact == {"phone": "0750 1", "hours": "evening"}
    whats = {vault.facts.get("reply", reply.id).get("what") for reply in Reply.objects.filter(written_by=None)}
    assert whats == {"phone", "stop"}


def test_where_no_unit_has_a_key_nothing_is_stored_and_it_is_said(db: None) -> None:
    from amana.vault.clock import now

    with pytest.raises(NobodyReads):
        letterbox.drop(letterbox.Words("x"), token="", now=now())
    assert not PublicReport.objects.exists()


# The same form twice --------------------------------------------------------------------------------------


def test_a_form_sent_twice_is_one_report_with_one_code(world: World) -> None:
    token = letterbox.new_token(world.now)
    first, second = drop(world, token=token), drop(world, token=token)
    assert first.code == second.code
    assert (first.again, second.again) == (False, True)
    emptied(world)
    third = drop(world, token=token)
    assert (third.code, PublicReport.objects.count(), Sign.objects.count()) == (first.code, 1, 1)


def test_a_form_sent_again_hours_later_is_known_but_shows_no_code(world: World) -> None:
    token = letterbox.new_token(world.now)
    drop(world, token=token)
    again = drop(world, token=token, now=world.now + tokens.SHOWN_AGAIN + timedelta(minutes=1))
    assert (again.again, again.code, PublicReport.objects.count()) == (True, "", 1)


@pytest.mark.parametrize("token", ["", "x", "6.aa.bb", "٤.a.b", "a" * 5000])
def test_a_token_that_is_not_ours_loses_nothing(world: World, token: str) -> None:
    receipts = [drop(world, token=token) for _ in range(2)]
    assert len({each.code for each in receipts}) == 2
    assert PublicReport.objects.count() == 2


def test_two_forms_never_get_the_same_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each form's first code is the same: the second report gets its second, also when it is sent again."""
    same = vault.codes.new_code()
    mine = tokens.Token.code
    monkeypatch.setattr(tokens.Token, "code", lambda self, n: same if n == 0 else mine(self, n))
    one, other = letterbox.new_token(world.now), letterbox.new_token(world.now)
    first, second, again = drop(world, token=one), drop(world, token=other), drop(world, token=other)
    assert first.code == same
    assert second.code == again.code != same
    assert PublicReport.objects.count() == 2


def test_words_added_by_a_form_that_comes_twice_are_added_once(world: World) -> None:
    code, token = drop(world).code, letterbox.new_token(world.now)
    for _ in range(2):
        found = letterbox.follow(code, text="Once.", token=token, now=world.now)
    assert found is not None and [each.text for each in found.messages] == ["Once."]


# The key store is away ------------------------------------------------------------------------------------


def test_while_the_pepper_is_away_reports_are_kept_and_codes_have_to_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_keys(monkeypatch, pepper_answers=False):
        token = letterbox.new_token(world.now)
        receipt = drop(world, token=token)
        assert drop(world, token=token).code == receipt.code
        with pytest.raises(ComeBackLater):
            letterbox.follow(receipt.code, now=world.now)
    row = only_report()
    assert row.lookup is None and row.code is not None
    assert receipt.code.encode() not in bytes(row.code)
    sign = emptied(world)
    assert only_report().code is None
    commands.answer_reporter(reader(world, sign), sign, text="We are back.", now=world.now)
    with without_keys(monkeypatch):
        found = letterbox.follow(receipt.code, now=world.now)
    assert found is not None and [each.text for each in found.messages] == ["We are back."]


# Codes ----------------------------------------------------------------------------------------------------


def test_any_numeral_system_and_any_spacing_is_the_same_code(world: World) -> None:
    code = drop(world).code
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"):
        typed = " - ".join(vault.codes.in_groups(code.translate(str.maketrans("0123456789", digits))))
        assert letterbox.follow(typed, now=world.now) is not None
    for wrong in (wrong_code(), code[:-1], "", "abc", code + "0"):
        assert letterbox.follow(wrong, text="x", now=world.now) is None
    assert not Letter.objects.filter(part="words").exists()


def test_after_many_wrong_codes_an_address_waits_and_others_do_not(world: World) -> None:
    code = drop(world).code
    letterbox.forget_flood()
    for _ in range(30):
        assert letterbox.follow(wrong_code(), source="192.0.2.7", now=world.now) is None
    with pytest.raises(ComeBackLater):
        letterbox.follow(code, source="192.0.2.7", now=world.now)
    assert letterbox.follow(code, source="192.0.2.8", now=world.now) is not None
    letterbox.forget_flood()


def test_a_new_pepper_takes_over_as_codes_are_followed_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = drop(world).code
    sign = emptied(world)
    commands.answer_reporter(reader(world, sign), sign, text="Yes.", now=world.now)
    keystore.new_named_version(pepper.NAME)
    with without_keys(monkeypatch):
        for _ in range(2):
            assert letterbox.follow(code, now=world.now) is not None
    letterbox.empty_box(world.now)
    assert Key.objects.get(holder_kind="code").version == 2
    assert only_report().way == "2|2"
    keystore.destroy_named_versions_before(pepper.NAME, 2, "2026-01-01")
    with without_keys(monkeypatch):
        found = letterbox.follow(code, now=world.now)
    assert found is not None and [each.text for each in found.messages] == ["Yes."]
    commands.answer_reporter(reader(world, sign), sign, text="Still here.", now=world.now)


def test_a_code_from_before_there_was_a_letter_box_is_followed_up_here(world: World) -> None:
    """As it was kept then: the look-up value on the sign, and the mailbox among the keys."""
    code = drop(world).code
    sign = emptied(world)
    commands.answer_reporter(reader(world, sign), sign, text="Long ago.", now=world.now)
    version, (keyed, salt) = next(iter(pepper.macs(code.encode()).items()))
    old = vault_keys(vault.codes.Way(version, 1), keyed, salt)
    row = only_report()
    now_keys = vault.codes.keys_of(code)
    private = vault.codes.open_private(now_keys, row.id, bytes(row.box_private or b""))
    Key.objects.filter(holder=row.id).update(private=vault.codes.seal_private(old, row.id, private))
    Sign.objects.filter(id=sign.id).update(lookup=old.lookup)
    row.delete()
    assert letterbox.follow(code, now=world.now) is None
    assert letterbox.take_in_earlier(world.now) == 1
    assert letterbox.take_in_earlier(world.now) == 0
    found = letterbox.follow(code, now=world.now)
    assert found is not None and [each.text for each in found.messages] == ["Long ago."]


def vault_keys(way: vault.codes.Way, keyed: bytes, salt: bytes) -> vault.codes.CodeKeys:
    """The keys as an earlier release stretched them."""
    stretched = ciphers.from_password(keyed.hex(), salt[:16])
    return vault.codes.CodeKeys(
        vault.derive_key(stretched, "code|lookup"), vault.derive_key(stretched, "code|key"), way
    )


def test_a_new_key_pair_of_the_box_takes_over_what_waits_in_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with without_keys(monkeypatch, pepper_answers=False):
        code = drop(world).code
    kind = letterbox.kind_of_key()
    assert kind.count() == (0, 2)  # facts, and the code that waits
    keystore.new_named_version("letter box")
    letterbox.renew_card(world.now)
    drop(world, "A second one.")
    assert kind.count() == (2, 1)
    rotating.renew()
    assert kind.count() == (0, 3)
    keystore.destroy_named_versions_before("letter box", 2, "2026-01-01")
    assert letterbox.empty_box(world.now) == 2
    assert letterbox.follow(code, now=world.now) is not None


# The card -------------------------------------------------------------------------------------------------


def test_a_public_key_that_somebody_put_into_the_database_is_not_sealed_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_keys(monkeypatch):
        card = Card.objects.get()
        mine = ciphers.new_pair(ciphers.HYBRID)[1]
        said = json.loads(card.text)
        said["readers"][0]["public"] = b64encode(mine).decode()
        card.text = json.dumps(said)
        card.save()
        with pytest.raises(NobodyReads):
            drop(world)
    assert not PublicReport.objects.exists()


def test_the_card_follows_a_new_key_of_the_unit(world: World) -> None:
    assert letterbox.renew_card(world.now)
    assert not letterbox.renew_card(world.now)
    first = letterbox.readers()
    unit = first[0].id
    vault.keyring.renew_unit_key(unit, [], world.now)
    assert letterbox.renew_card(world.now)
    assert letterbox.readers()[0].version == first[0].version + 1


# Emptying -------------------------------------------------------------------------------------------------


def test_emptied_twice_or_broken_off_there_is_one_sign(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(world)

    def broken(*args: object, **more: object) -> None:
        raise SystemExit  # as a worker that is ended

    with monkeypatch.context() as patch:
        patch.setattr(vault.codes, "keep_mailbox", broken)
        with pytest.raises(SystemExit):
            letterbox.empty_box(world.now)
    assert (Sign.objects.count(), Procedure.objects.count(), Sealed.objects.count()) == (0, 0, 0)
    for _ in range(2):
        letterbox.empty_box(world.now)
    assert Sign.objects.count() == 1
    assert Line.objects.filter(verb="intake.sign_taken").count() == 1
    assert not Letter.objects.exists()


@pytest.mark.parametrize("what", ["facts", "id of another text", "wraps", "area"])
def test_what_was_put_into_the_box_by_somebody_else_stops_nobody(world: World, what: str) -> None:
    receipt = drop(world)
    row, letter = only_report(), Letter.objects.get()
    if what == "facts":
        row.facts = get_random_string(1200).encode()
    elif what == "id of another text":
        other = letterbox.receive_public_sign(text="x", governorate="", danger="no", language="en", now=world.now)[0]
        letter.text = other.sealed
    elif what == "wraps":
        letter.wraps = [{"kind": "unit"}]
    else:
        row.facts = cards_into_box({"area": "XX-99", "danger": "no", "channel": "public_page", "language": ""}, row)
    row.save()
    letter.save()
    drop(world, "A true one.")
    before = Sign.objects.count()
    letterbox.empty_box(world.now)
    assert Sign.objects.count() == before + 1
    row.refresh_from_db()
    assert row.faulty and row.emptied_at is None
    assert [each.faulty for each in letters.in_quarantine(reader(world, row))] == [True]
    with pytest.raises(NotAReport):
        letterbox.let_through(reader(world, row), row.id, world.now)
    assert receipt.code


def cards_into_box(facts: dict[str, str], row: PublicReport) -> bytes:
    version, public = vault.letter_box.box_key()
    return vault.letter_box.into_box(version, public, json.dumps(facts).encode(), "facts", row.id)


def test_forgetting_takes_the_box_along(world: World) -> None:
    code = drop(world).code
    sign = emptied(world)
    commands.answer_reporter(reader(world, sign), sign, text="Yes.", now=world.now)
    sign.procedure.delete()
    assert not PublicReport.objects.exists()
    assert not Letter.objects.exists()
    assert letterbox.follow(code, now=world.now) is None


# Files ----------------------------------------------------------------------------------------------------


def test_files_come_sealed_or_are_sealed_here_and_the_unit_opens_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_keys(monkeypatch):
        plain = letterbox.PlainFile("photo", "image/jpeg", b"\xff\xd8 made up")
        sealed = vault.letters.enclose(
            "report_file", b'{"kind":"voice","type":"audio/webm"}\nmade up', letterbox.readers()
        )
        as_sent = SealedFile(
            sealed.id, sealed.envelope, tuple(SealedWrap(w.kind, w.id, w.version, w.blob) for w in sealed.wraps)
        )
        drop(world, files=[plain, as_sent])
    sign = emptied(world)
    opened = {commands.open_file(reader(world, sign), file, world.now) for file in SignFile.objects.all()}
    assert opened == {("photo", "image/jpeg", b"\xff\xd8 made up"), ("voice", "audio/webm", b"made up")}
    with pytest.raises(NotFound):
        commands.open_file(world.yusuf, SignFile.objects.all()[0], world.now)


def test_a_file_that_comes_with_later_words_belongs_to_them(world: World) -> None:
    code = drop(world).code
    sign = emptied(world)
    letterbox.follow(code, text="See.", files=[letterbox.PlainFile("photo", "image/png", b"x")], now=world.now)
    letterbox.empty_box(world.now)
    assert SignFile.objects.get().reply == Reply.objects.get(sign=sign)


# Messages -------------------------------------------------------------------------------------------------


def test_a_message_is_a_report_once_however_often_a_provider_sends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = Incoming("sms", "made-up", "SM1", "+9647500000000", "zanbaq", language="ckb", elsewhere=("https://x/1",))
    with without_keys(monkeypatch, pepper_answers=False):
        for _ in range(2):
            letterbox.receive_message(incoming, world.now)
    sign = emptied(world)
    letterbox.receive_message(incoming, world.now + timedelta(days=40))
    assert (PublicReport.objects.count(), sign.mailbox) == (1, None)
    text = commands.open_sign(reader(world, sign), sign, world.now)
    assert text.told.facts["channel"] == "message"
    assert text.more["sender"] == "+9647500000000"
    assert text.more["elsewhere"] == ["https://x/1"]


# Quarantine -----------------------------------------------------------------------------------------------


@pytest.fixture
def held(world: World, monkeypatch: pytest.MonkeyPatch) -> PublicReport:
    """A report that came in a flood."""
    monkeypatch.setattr(flood, "note_arrival", lambda source, work: True)
    drop(world, danger="yes")
    return only_report()


def test_a_report_in_quarantine_is_read_and_let_through_by_one_person(world: World, held: PublicReport) -> None:
    berivan = reader(world, held)
    letterbox.empty_box(world.now)
    assert not Sign.objects.exists()
    waiting = letters.in_quarantine(berivan)
    assert [(each.id, each.danger, each.governorate, each.channel) for each in waiting] == [
        (held.id, "yes", "IQG11", "public_page")
    ]
    assert letterbox.open_letter(berivan, held.id, world.now).told.sealed["what_was_seen"] == WORDS
    assert Line.objects.filter(verb="intake.letter_opened", object=held.id).exists()
    sign = letterbox.let_through(berivan, held.id, world.now)
    assert commands.open_sign(berivan, sign, world.now).told.sealed["what_was_seen"] == WORDS
    assert letters.in_quarantine(berivan) == []


def test_two_people_put_aside_what_is_no_report(world: World, held: PublicReport) -> None:
    berivan, nasrin = reader(world, held), world.nasrin
    assert letterbox.put_aside(berivan, held.id, "advertising", world.now) is False
    assert letterbox.put_aside(berivan, held.id, "advertising", world.now) is False
    assert letters.in_quarantine(berivan)[0].why == "advertising"
    assert letterbox.put_aside(nasrin, held.id, "", world.now) is True
    held.refresh_from_db()
    assert (held.state, Letter.objects.count()) == ("closed", 0)
    with pytest.raises(NotFound):
        letterbox.open_letter(berivan, held.id, world.now)


def test_quarantine_is_nobody_else_s(world: World, held: PublicReport) -> None:
    for other in (world.yusuf, world.karwan, world.sara):
        assert letters.in_quarantine(other) == []
    with pytest.raises(NotFound):
        letterbox.open_letter(reader(world, held), uuid4(), world.now)


def test_danger_first_and_then_the_newest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "note_arrival", lambda source, work: True)
    for minutes, danger in ((1, "no"), (2, "yes"), (3, "unknown"), (4, "yes"), (5, "no")):
        drop(world, danger=danger, now=world.now + timedelta(minutes=minutes))
    found = letters.in_quarantine(reader(world, PublicReport.objects.all()[0]))
    at = [round((each.came_at - world.now).total_seconds() / 60) for each in found]
    assert at == [4, 2, 3, 5, 1]
