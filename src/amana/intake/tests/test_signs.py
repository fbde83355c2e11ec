"""Signs: sealed before anybody is told they were received, read by the unit, answered by code."""

import pytest

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Deadline, Procedure
from amana.cases.work import day_of
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.intake import commands, queries
from amana.intake.commands import letterbox
from amana.intake.errors import NobodyReads, NoReporter, NotAnIntakeUnit
from amana.intake.models import Sign
from amana.intake.tests.scenes import WORDS, fresh, sign, told
from amana.trust.models import Line
from amana.vault import ciphers
from amana.vault.models import Sealed
from tests import contents
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_a_sign_begins_a_procedure_and_is_sealed_for_the_unit(world: World) -> None:
    row = sign(world)
    assert row.number == f"S-{world.year}-0001"
    assert row.procedure.intake_unit == world.units["intake"]
    assert commands.open_sign(world.berivan, row, world.now).told.sealed["what_was_seen"] == WORDS
    facts = cases.facts_of(row.procedure)
    assert facts == {"urgency": "routine", "channel": "in_person", "governorate": "IQG11"}


def test_who_recorded_it_sees_where_it_stands_and_not_the_words(world: World) -> None:
    row = sign(world)
    assert [each.id for each in queries.my_signs(world.karwan)] == [row.id]
    assert not queries.signs_for(world.karwan).exists()
    assert queries.sign(world.karwan, row.id) == row
    assert queries.status_of(row) == "received"
    with pytest.raises(NotFound):
        commands.open_sign(world.karwan, row, world.now)
    with pytest.raises(CannotOpen):
        vault.open_sealed(world.karwan, row.sealed)


def test_strangers_find_nothing(world: World) -> None:
    row = sign(world)
    for stranger in (world.yusuf, world.dilan, world.jihan, world.sara, world.amal):
        with pytest.raises(NotFound):
            queries.sign(stranger, row.id)
        assert not queries.signs_for(stranger).exists()


def test_opening_leaves_a_line_and_changes_the_word(world: World) -> None:
    row = sign(world)
    commands.open_sign(world.berivan, row, world.now)
    line = Line.objects.get(verb="intake.sign_opened")
    assert (line.actor, line.object) == (world.berivan.user_id, row.id)
    assert WORDS not in str(line.ids)
    assert queries.status_of(fresh(row)) == "read"


def test_danger_makes_it_immediate_and_its_clock_an_hour(world: World) -> None:
    row = sign(world, danger="yes")
    assert cases.facts_of(row.procedure)["urgency"] == "immediate"
    clock = Deadline.objects.get(procedure=row.procedure, transition="t01")
    assert (clock.due_at - world.now).total_seconds() == 3600


def test_observations_prompt_a_screening(world: World) -> None:
    row = sign(world, observations=["IQX-05"], language="am")
    facts = vault.get_facts("sign", row.id)
    assert facts["screening_prompted"]
    assert facts["observations"] == ["IQX-05"]
    assert cases.facts_of(row.procedure)["languages"] == ["am"]


def test_only_a_unit_that_takes_signs_gets_one(world: World) -> None:
    with pytest.raises(NotAnIntakeUnit):
        commands.take_sign(world.karwan, unit_id=world.units["clinic"], told=told(), danger="no", now=world.now)
    assert not Sign.objects.exists()
    assert not Procedure.objects.exists()


def test_somebody_who_takes_no_signs_takes_none(world: World) -> None:
    with pytest.raises(NotAllowed):
        sign(world, world.jihan)


def test_a_new_sign_is_on_the_day_of_the_intake_unit_alone(world: World) -> None:
    row = sign(world)
    assert [item.ref for item in day_of(world.berivan, world.now)["new"]] == [row.number]
    assert "new" not in day_of(world.yusuf, world.now)
    assert "new" not in day_of(world.karwan, world.now)


# The public page ----------------------------------------------------------------------------------


def public(world: World, text: str = WORDS, danger: str = "unknown") -> tuple[Sign, str]:
    return commands.receive_public_sign(text=text, governorate="IQG11", danger=danger, language="ckb", now=world.now)


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
    for wrong in (vault.new_code(), code[:-1], "", "abc", code[:-1] + str((int(code[-1]) + 1) % 10)):
        assert letterbox.follow(wrong, text="x", now=world.now) is None


def test_a_right_a_wrong_and_a_malformed_code_cost_the_same_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _row, code = public(world)
    slow: list[str] = []

    def counted(secret: str, salt: bytes, cost: dict[str, int]) -> bytes:
        slow.append(secret)
        return salt * 2

    monkeypatch.setattr(ciphers, "stretch", counted)
    for typed in (code, vault.new_code(), "1", ""):
        slow.clear()
        letterbox.follow(typed, now=world.now)
        assert len(slow) == 1


def test_words_added_by_code_reach_the_unit(world: World) -> None:
    row, code = public(world)
    letterbox.follow(code, text="The door is green.", now=world.now)
    letterbox.empty_box(world.now)
    thread = commands.open_thread(reader(world, row), row, world.now)  # type: ignore[arg-type]
    assert [(each.ours, each.text) for each in thread] == [(False, "The door is green.")]


def test_a_sign_without_a_code_has_nobody_to_answer(world: World) -> None:
    row = sign(world)
    with pytest.raises(NoReporter):
        commands.answer_reporter(world.berivan, row, text="Hello", now=world.now)


@pytest.mark.usefixtures("db")
def test_where_nobody_could_read_nothing_is_stored() -> None:
    from amana.vault.clock import now

    with pytest.raises(NobodyReads):
        commands.receive_public_sign(text="x", governorate="", danger="no", language="en", now=now())
    assert not Sealed.objects.exists()


def test_every_code_is_another_one_with_a_check_digit() -> None:
    codes = {vault.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(vault.is_well_formed(code) for code in codes)
    code = min(codes)
    assert not vault.is_well_formed(str((int(code[0]) + 1) % 10) + code[1:])
