"""A report from outside is sealed before its receipt is shown, read by the unit, and answered and followed up by its code."""

import pytest

from amana import vault
from amana.cases import queries as cases
from amana.intake import commands
from amana.intake.errors import NobodyReads
from amana.intake.models import Sign
from amana.intake.tests import scenes
from amana.intake.tests.scenes import WORDS
from amana.public_reports import commands as letterbox
from amana.public_reports.tests import letters as box
from amana.steps.commands import Told
from amana.vault import ciphers
from amana.vault.models import Sealed
from tests import contents
from tests.cast import World

pytestmark = pytest.mark.django_db


def public(world: World, text: str = WORDS, danger: str = "unknown") -> tuple[Sign, str]:
    return letterbox.receive_public_sign(text=text, governorate="IQG11", danger=danger, language="ckb", now=world.now)


def reader(world: World, row: Sign) -> object:
    return world.berivan if row.unit == world.units["intake"] else world.noor


def test_what_a_stranger_wrote_is_unreadable_in_the_database(world: World) -> None:
    row, code = public(world)
    everything = contents.everything().lower()
    assert row.number.lower().encode() in everything  # the scan sees what is there
    for secret in (WORDS, "zanbaq-7741", code, "public_page"):
        assert secret.lower().encode() not in everything
    assert row.taken_by is None


def test_the_unit_that_reads_the_page_opens_it(world: World) -> None:
    row, _code = public(world, danger="yes")
    text = commands.open_sign(reader(world, row), row, world.now)  # type: ignore[arg-type]
    assert text.told.sealed["what_was_seen"] == WORDS
    assert text.told.facts["channel"] == "public_page"
    assert cases.facts_of(row.procedure)["urgency"] == "immediate"


def test_the_code_opens_the_answer_and_no_other_code_does(world: World) -> None:
    row, code = public(world)
    found = letterbox.follow(code, now=world.now)
    assert found is not None and found.messages == ()
    commands.answer_reporter(reader(world, row), row, text="We look into it.", now=world.now)  # type: ignore[arg-type]
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    spaced = " ".join(arabic[n : n + 5] for n in range(0, 20, 5))
    found = letterbox.follow(spaced, now=world.now)
    assert found is not None
    assert [each.text for each in found.messages] == ["We look into it."]
    for wrong in (vault.codes.new_code(), code[:-1], "", "abc", code[:-1] + str((int(code[-1]) + 1) % 10)):
        assert letterbox.follow(wrong, text="x", now=world.now) is None


def test_a_right_a_wrong_and_a_malformed_code_cost_the_same_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _row, code = public(world)
    slow: list[str] = []

    def counted(secret: str, salt: bytes, cost: dict[str, int]) -> bytes:
        slow.append(secret)
        return salt * 2

    monkeypatch.setattr(ciphers, "stretch", counted)
    for typed in (code, vault.codes.new_code(), "1", ""):
        slow.clear()
        letterbox.follow(typed, now=world.now)
        assert len(slow) == 1


def test_words_added_by_code_reach_the_unit(world: World) -> None:
    row, code = public(world)
    letterbox.follow(code, text="The door is green.", now=world.now)
    letterbox.empty_box(world.now)
    thread = commands.open_thread(reader(world, row), row, world.now)  # type: ignore[arg-type]
    assert [(each.ours, each.text) for each in thread] == [(False, "The door is green.")]


@pytest.mark.usefixtures("db")
def test_where_nobody_could_read_nothing_is_stored() -> None:
    from amana.vault.clock import now

    with pytest.raises(NobodyReads):
        letterbox.receive_public_sign(text="x", governorate="", danger="no", language="en", now=now())
    assert not Sealed.objects.exists()


def test_every_code_is_another_one_with_a_check_digit() -> None:
    codes = {vault.codes.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(vault.codes.is_well_formed(code) for code in codes)
    code = min(codes)
    assert not vault.codes.is_well_formed(str((int(code[0]) + 1) % 10) + code[1:])


def test_a_reporter_hears_how_far_the_sign_is_as_which_the_report_goes_on(world: World) -> None:
    code = box.drop(world).code
    letterbox.empty_box(world.now)
    told = Sign.objects.get()
    reader = box.reader(world, told)
    commands.open_sign(reader, told, world.now)
    row = commands.take_sign(world.karwan, unit_id=told.unit, told=scenes.told(), danger="no", now=world.now)
    commands.join_sign(reader, told, row, now=world.now)

    def heard() -> str:
        found = letterbox.follow(code, now=world.now)
        assert found is not None
        return found.status

    assert heard() == "read"
    commands.open_sign(reader, row, world.now)
    commands.begin_triage(
        reader, row, changes=Told(), decided_by="screener", seen=row.procedure.identification, now=world.now
    )
    assert heard() == "looked_at"
