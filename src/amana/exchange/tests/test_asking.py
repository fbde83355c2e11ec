"""One house asks another whether it knows her, and learns no more than "maybe, ask this desk"."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from amana import vault
from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.exchange import commands, queries
from amana.exchange.errors import (
    AnsweredAlready,
    KeyServiceSilent,
    NobodyAnswers,
    NoFileYet,
    TooLittleSaid,
    TooManyQuestions,
)
from amana.exchange.keys import our_halves
from amana.exchange.keyservice.ledger import Limits
from amana.exchange.keyservice.server import Service
from amana.exchange.models import Answering, Asked, Enrolled, Findable, Known, Question
from amana.exchange.tests.scenes import RUTH, SAID, SELAM, answering, findable, key_service, somebody_at_relief
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.upkeep import rotations
from amana.vault.models import Facts
from amana_methods.linkage.registration import Registration
from tests.cast import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with key_service(tmp_path / "keys") as running:
        yield running


@pytest.fixture
def answer_relief(world: World) -> Answering:
    """The Hawa Centre answers questions of Tigris Relief."""
    return answering(world, "relief")


@pytest.fixture
def maryam(world: World) -> Actor:
    """Maryam screens at the help line of Tigris Relief."""
    return world.maryam


@pytest.fixture
def somebody(world: World) -> Procedure:
    """A person who rang Tigris Relief."""
    return somebody_at_relief(world)


def known(world: World, days: int = 90) -> Procedure:
    """Selam has a case at the Hawa Centre, agreed to be found, and was keyed by the worker."""
    case = world.case(date_of_birth="1996-03-12")
    findable(world, case, days)
    commands.enrol(world.now)
    return case


def ask(
    world: World, actor: Actor, person: Procedure, about: Registration = SELAM, house: str = "hawa"
) -> queries.Answer:
    question = commands.ask(
        actor, person, about, holders={world.cast.organisations[house]}, said=SAID, now=world.now
    )  # fmt: skip
    return queries.answer_to(actor, question)


def test_a_house_that_knows_her_is_named_with_its_desk_and_nothing_else(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    known(world)
    answer = ask(world, maryam, somebody)
    assert [(desk.organisation, desk.unit, desk.phone) for desk in answer.maybe] == [
        ("Hawa Centre, Erbil", "Intake desk", "066 000 0000")
    ]
    assert answer.nothing == []


def test_a_stranger_gets_no_answer_that_can_be_relied_on(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    known(world)
    answer = ask(world, maryam, somebody, RUTH)
    assert answer.maybe == []
    assert answer.nothing == ["Hawa Centre, Erbil"]


def test_who_did_not_agree_is_not_found(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    world.case(date_of_birth="1996-03-12")
    assert commands.enrol(world.now) == 0
    assert not Known.objects.exists()
    assert ask(world, maryam, somebody).maybe == []


def test_a_withdrawal_holds_from_the_next_question_on(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    case = known(world)
    assert ask(world, maryam, somebody).maybe
    given = next(each for each in consent.agreements_of(case.id) if each.facts["type"] == "be_found")
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=given.id, now=world.now)
    assert not Known.objects.exists()
    assert ask(world, maryam, somebody).maybe == []
    assert commands.enrol(world.now) == 0


def test_a_no_takes_an_earlier_yes_back(world: World, service: Service, answer_relief: Answering) -> None:
    case = known(world)
    commands.refuse_to_be_found(world.rawan, case, SAID, now=world.now)
    assert not Known.objects.exists()
    assert not Findable.objects.exists()
    assert not queries.is_findable(case, world.now)
    assert not consent.has_agreed(case.id, "be_found", world.now)


def test_a_consent_that_ran_out_is_forgotten(world: World, service: Service, answer_relief: Answering) -> None:
    known(world)
    assert commands.forget_what_ended(world.now) == 0
    assert Known.objects.exists()
    assert commands.forget_what_ended(world.now + timedelta(days=91)) == 1
    assert not Known.objects.exists()


def test_a_consent_that_ran_out_since_the_worker_looked_answers_nothing(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    case = known(world)
    Findable.objects.filter(procedure=case.id).update(expires_at=world.now)
    assert ask(world, maryam, somebody).maybe == []


def test_a_case_that_is_forgotten_is_not_found_either(world: World, service: Service, answer_relief: Answering) -> None:
    case = known(world)
    vault.keystore.destroy_lock(case.lock, world.now.isoformat())
    assert commands.forget_what_ended(world.now) == 1
    assert not Known.objects.exists()
    assert not Findable.objects.exists()


def test_what_she_corrects_is_found_and_what_was_wrong_is_not(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    case = known(world)
    fields, revision = cases.open_section(world.rawan, case, "identity", world.now)
    corrected = {**fields, "full_name": "Ruth Kebede Alemu", "date_of_birth": "1988-02-01", "document_no": ""}
    cases.change_section(world.rawan, case, "identity", fields=corrected, revision=revision, now=world.now)
    assert commands.enrol(world.now) == 1
    assert ask(world, maryam, somebody, RUTH).maybe
    assert not ask(world, maryam, somebody, SELAM.__class__("", name=SELAM.name, birth_date="1996")).maybe
    assert commands.enrol(world.now) == 0


def test_opening_a_section_keys_a_file_that_was_there_before_the_exchange(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    case = world.case(date_of_birth="1996-03-12")
    Facts.objects.filter(kind="exchange").delete()
    findable(world, case)
    assert commands.enrol(world.now) == 0
    cases.open_section(world.rawan, case, "identity", world.now)
    revision = Facts.objects.get(kind="exchange").revision
    cases.open_section(world.rawan, case, "identity", world.now)
    assert Facts.objects.get(kind="exchange").revision == revision
    assert commands.enrol(world.now) == 1
    assert ask(world, maryam, somebody).maybe


def test_both_sides_and_the_key_service_write_it_down(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    known(world)
    ask(world, maryam, somebody)
    hawa, relief = world.cast.organisations["hawa"], world.cast.organisations["relief"]
    asked, heard = Line.objects.get(verb="exchange.asked"), Line.objects.get(verb="exchange.was_asked")
    assert (asked.actor, asked.object, asked.ids["holder"]) == (maryam.user_id, somebody.id, str(hawa))
    assert (heard.object, heard.ids["asker"]) == (hawa, str(relief))
    assert service.ledger.outcomes(str(relief)) == {"answered": 1}
    [row] = queries.who_asked_us(world.nasrin, world.now)
    assert (row.organisation, row.by) == ("Tigris Relief, Baghdad", "")
    assert queries.who_asked_us(world.rawan, world.now) == []


def test_her_consent_to_one_question_is_kept_and_ends(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    ask(world, maryam, somebody)
    assert consent.has_agreed(somebody.id, "ask_others", world.now)
    assert not consent.has_agreed(somebody.id, "ask_others", world.now + timedelta(days=1))
    assert Question.objects.get().consent == consent.agreements_of(somebody.id)[0].id


def test_what_was_answered_is_a_locked_fact(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    known(world)
    ask(world, maryam, somebody)
    question = Question.objects.get()
    assert vault.facts.get("question", question.id) == {"maybe": [str(world.cast.organisations["hawa"])]}
    vault.keystore.destroy_lock(somebody.lock, world.now.isoformat())
    assert queries.answer_to(maryam, question.id).maybe == []


def test_without_the_key_service_nobody_is_asked_and_nothing_is_written(
    world: World, tmp_path: Path, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    with key_service(tmp_path / "keys"):
        known(world)
    before = Line.objects.count()
    with pytest.raises(KeyServiceSilent):
        ask(world, maryam, somebody)
    assert Line.objects.count() == before
    assert not Question.objects.exists()
    assert not consent.agreements_of(somebody.id)


def test_the_worker_goes_on_when_the_key_service_is_back(
    world: World, tmp_path: Path, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    case = world.case(date_of_birth="1996-03-12")
    findable(world, case)
    assert commands.enrol(world.now) == 0
    with key_service(tmp_path / "keys"):
        assert commands.enrol(world.now) == 1
        assert ask(world, maryam, somebody).maybe


def test_fishing_is_refused_counted_and_seen(
    world: World, tmp_path: Path, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    with key_service(tmp_path / "keys", Limits(questions_of_a_person_an_hour=2)) as service:
        known(world)
        for _ in range(2):
            ask(world, maryam, somebody)
        with pytest.raises(TooManyQuestions):
            ask(world, maryam, somebody)
        assert service.ledger.outcomes(str(maryam.organisation_id)) == {"answered": 2, "too_much": 1}
    assert Line.objects.get(verb="exchange.too_many_questions").actor == maryam.user_id
    assert Question.objects.count() == 2


def test_only_houses_that_answer_are_asked(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    for house in ("clinic", "relief"):
        with pytest.raises(NobodyAnswers):
            ask(world, maryam, somebody, house=house)
    with pytest.raises(NobodyAnswers):
        commands.ask(maryam, somebody, SELAM, holders=set(), said=SAID, now=world.now)


def test_a_house_that_stopped_answering_keeps_nothing(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    known(world)
    commands.close_answering(world.nasrin, answering_id=answer_relief.id, now=world.now)
    assert not Known.objects.exists()
    assert not Enrolled.objects.exists()
    assert commands.enrol(world.now) == 0
    with pytest.raises(NobodyAnswers):
        ask(world, maryam, somebody)


def test_a_part_of_a_name_alone_is_too_little(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    with pytest.raises(TooLittleSaid):
        ask(world, maryam, somebody, Registration("", name="سلام"))


def test_who_is_not_hers_asks_nothing(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    with pytest.raises(NotAllowed):
        ask(world, world.nasrin, somebody)
    with pytest.raises(NotFound):
        ask(world, world.rawan, somebody)
    question = commands.ask(
        maryam, somebody, SELAM, holders={world.cast.organisations["hawa"]}, said=SAID, now=world.now
    )  # fmt: skip
    for stranger in (world.rawan, world.nasrin):
        with pytest.raises(NotFound):
            queries.answer_to(stranger, question)


def test_the_other_direction_is_another_agreement(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    assert [desk.organisation for desk in queries.who_answers(maryam)] == ["Hawa Centre, Erbil"]
    assert queries.who_answers(world.rawan) == []


def test_a_file_is_keyed_differently_for_each_house(world: World, service: Service, answer_relief: Answering) -> None:
    other = answering(world, "clinic", "protection")
    known(world)
    values = {
        row.id: {bytes(value) for value in Known.objects.filter(answering=row).values_list("value", flat=True)}
        for row in (answer_relief, other)
    }
    assert len(values[answer_relief.id]) == len(values[other.id]) > 3
    assert not values[answer_relief.id] & values[other.id]


def test_no_value_is_readable_with_one_half(world: World, service: Service, answer_relief: Answering) -> None:
    """Neither the platform's half nor the service's makes the value that is stored; both together do."""
    from amana.exchange.keys import VALUE_BYTES, basis_of
    from amana_methods.linkage import oblivious
    from amana_methods.linkage.between import texts_of

    known(world)
    hawa, relief, year = answer_relief.holder, answer_relief.asker, datetime.now(UTC).year
    text = next(each.text for each in texts_of(SELAM, asked=False) if each.about == "paper")
    ours, theirs = our_halves(relief, hawa, year)[1], service.half.key(str(relief), str(hawa), year, datetime.now(UTC))
    stored = {bytes(value) for value in Known.objects.values_list("value", flat=True)}
    made = [oblivious.value(key, basis_of(text))[:VALUE_BYTES] for key in (ours, theirs)]
    assert not stored & set(made)
    assert oblivious.value(oblivious.whole_key([ours, theirs]), basis_of(text))[:VALUE_BYTES] in stored


def test_a_new_year_has_new_keys_and_nobody_is_lost_between(
    world: World, tmp_path: Path, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    with key_service(tmp_path / "keys") as service:
        known(world, days=1200)
        old = set(Known.objects.values_list("value", flat=True))
        next_year = world.now.replace(year=world.now.year + 1, day=1)
        service.now = lambda: next_year
        world.now = next_year
        assert ask(world, maryam, somebody).maybe  # the old year's values still answer
        assert commands.enrol(next_year) == 1
        assert not old & set(Known.objects.values_list("value", flat=True))
        assert ask(world, maryam, somebody).maybe
        assert commands.forget_what_ended(next_year.replace(year=next_year.year + 1)) == 0
        with pytest.raises(CannotOpen):
            our_halves(answer_relief.asker, answer_relief.holder, next_year.year - 1)


def test_our_half_is_renewed_within_its_year_and_nobody_is_lost_between(
    world: World, service: Service, answer_relief: Answering, maryam: Actor, somebody: Procedure
) -> None:
    known(world)
    old = set(Known.objects.values_list("value", flat=True))
    assert rotations.rotate("exchange", now=world.now) == (1, 0)
    assert ask(world, maryam, somebody).maybe  # keyed by the earlier half, asked by both
    assert commands.enrol(world.now) == 1
    assert not old & set(Known.objects.values_list("value", flat=True))
    assert ask(world, maryam, somebody).maybe
    rotations.end_what_is_done(world.now)
    year = datetime.now(UTC).year
    assert set(our_halves(answer_relief.asker, answer_relief.holder, year)) == {1, 2}
    rotations.end_what_is_done(world.now + timedelta(minutes=11))
    assert set(our_halves(answer_relief.asker, answer_relief.holder, year)) == {2}
    assert ask(world, maryam, somebody).maybe
    assert rotations.counts()["exchange"] == (0, 1)


def test_a_run_that_was_stopped_is_taken_up_again(
    world: World, tmp_path: Path, answer_relief: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amana.exchange.commands import enrolling

    for number in range(3):
        findable(world, world.case(full_name=f"Selam Tesfaye {'abc'[number]}lem"))
    monkeypatch.setattr(enrolling, "_PEOPLE", 1)
    # each file has between four and thirteen elements: the second one is over the limit of the day
    with key_service(tmp_path / "keys", Limits(elements_enrolled_a_day=14)):
        first = commands.enrol(world.now)
    assert 0 < first < 3
    with key_service(tmp_path / "keys"):
        assert commands.enrol(world.now) == 3 - first
    assert Enrolled.objects.count() == 3


def test_answering_is_opened_by_the_holder_only(world: World, answer_relief: Answering) -> None:
    relief, intake = world.cast.organisations["relief"], world.units["intake"]

    def opened(actor: Actor, asker: UUID = relief, unit: UUID = intake) -> Answering:
        return commands.open_answering(actor, asker_id=asker, unit_id=unit, phone="", now=world.now)

    with pytest.raises(AnsweredAlready):
        opened(world.nasrin)
    with pytest.raises(NotAllowed):
        opened(world.rawan)
    with pytest.raises(NotFound):
        opened(world.nasrin, asker=world.nasrin.organisation_id)
    with pytest.raises(NotFound):
        opened(world.nasrin, asker=world.cast.organisations["clinic"], unit=world.units["relief_team"])
    with pytest.raises(NotFound):
        commands.close_answering(world.noor, answering_id=answer_relief.id, now=world.now)
    assert Asked.objects.count() == 0


def test_before_a_case_nobody_is_findable(world: World) -> None:
    with pytest.raises(NotFound):
        commands.agree_to_be_found(world.rawan, world.procedure(), SAID, expires_at=None, now=world.now)
    early = world.procedure()
    Procedure.objects.filter(id=early.id).update(supervisors_unit=world.rawan.unit_id)
    early.refresh_from_db()
    with pytest.raises(NoFileYet):
        commands.agree_to_be_found(world.rawan, early, SAID, expires_at=None, now=world.now)
