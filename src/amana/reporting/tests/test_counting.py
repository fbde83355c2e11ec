"""Counting against a count by hand on small random worlds: each person once, the right months, nobody small shown."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from amana.countrypacks import pack
from amana.reporting import counting
from amana.reporting.counting import Answer
from amana.reporting.indicators import ANSWERED, NOT_YET
from amana.reporting.limits import Limits
from amana.reporting.pack_sections import RESULTS
from amana.reporting.tables import Activity, Campaign, Case, Delivery, Goal, Pair, Referral, Snapshot, Step, Trainee
from amana_methods.calendar import Period, period
from amana_methods.disclosure import Hidden

NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)
START = date(2018, 1, 1)
LIMITS = Limits(5, 5, "IQD")
PLACES = ["triage", "screening", "presumed", "fi_pending", "identified", "not_identified", "other_protection"]


def counted(id: str, snapshot: Snapshot, months: Period, *by: str) -> Answer:
    return counting.answer(id, ANSWERED[id], RESULTS.of(pack("iraq")).indicators[id], snapshot, months, by, LIMITS)


def step(
    case: UUID, to: str, on: date, *, subject: UUID | None = None, machine: str = "procedure", **more: object
) -> Step:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    track = "identification" if machine == "procedure" else machine
    told = {"track": track, "from_state": "", "facts": {}} | more
    return Step(case=case, subject=subject or case, machine=machine, to_state=to, at=at, on=on, **told)  # type: ignore[arg-type]


def small_world(seed: int) -> Snapshot:
    """Up to sixty people, some with two cases, with steps and help scattered over two years."""
    chance = random.Random(seed)  # noqa: S311  (a made-up world, the same each time)

    def day() -> date:
        return START + timedelta(days=chance.randrange(730))

    cases: list[Case] = []
    for _ in range(chance.randrange(1, 60)):
        id = UUID(int=chance.getrandbits(128))
        person = chance.choice(cases).person if cases and chance.random() < 0.2 else id
        sex = chance.choice(["female", "female", "male", ""])
        exploitation = tuple(chance.sample(["forced_labour", "begging", "sexual_slavery"], chance.randrange(3)))
        cases.append(Case(id, person, day(), sex, chance.choice(["18_25", "26_59"]), ("KE",), exploitation))
    steps = [step(chance.choice(cases).id, chance.choice(PLACES), day()) for _ in range(chance.randrange(160))]
    deliveries = [
        Delivery(
            chance.choice(cases).id,
            day(),
            "X",
            chance.choice(["MED", "LEG"]),
            quantity=chance.choice([0, 1, -1]),
            mistaken=chance.random() < 0.1,
        )
        for _ in range(chance.randrange(120))
    ]
    return Snapshot(NOW, cases=tuple(cases), steps=tuple(steps), deliveries=tuple(deliveries))


def assisted_by_hand(snapshot: Snapshot, months: Period) -> dict[str, set[UUID]]:
    """Who was assisted, by sex, found by going through everything for each person."""
    found: dict[str, set[UUID]] = {}
    for person in {case.person for case in snapshot.cases}:
        own = [case for case in snapshot.cases if case.person == person]
        victim = False
        for case in own:
            till = sorted(
                (s for s in snapshot.steps if s.case == case.id and s.on <= months.ends), key=lambda each: each.at
            )
            was = any(s.to_state in ("presumed", "identified") for s in till)
            victim = victim or (was and till[-1].to_state != "other_protection")
        helped = any(
            d.case in {case.id for case in own} and d.on in months and not d.mistaken and d.quantity >= 0
            for d in snapshot.deliveries
        )
        if victim and helped:
            first = next((case for case in own if case.id == person), own[0])
            found.setdefault(first.sex or "unknown", set()).add(person)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_assisted_is_what_a_count_by_hand_finds(seed: int) -> None:
    snapshot = small_world(seed)
    months = period(f"2018-{1 + seed % 12:02}", f"2019-{1 + seed % 7:02}")
    by_hand = assisted_by_hand(snapshot, months)
    everyone = sum(len(people) for people in by_hand.values())
    answer = counted("A-01", snapshot, months, "sex")
    if 0 < everyone < 5:
        assert answer.figure.total.hidden is Hidden.SMALL
    else:
        assert answer.figure.total.value == everyone
    for (sex,), value in answer.figure.cells.items():
        number = len(by_hand.get(sex, ()))
        assert value.value == number if value.hidden is None else value.value is None
        assert value.hidden is not None or number == 0 or number >= 5
    hidden = [value for value in answer.figure.cells.values() if value.hidden is not None]
    assert len(hidden) != 1 or answer.figure.total.hidden is not None


@pytest.mark.parametrize("seed", range(20))
def test_presumed_counts_each_person_in_the_month_of_the_first_time(seed: int) -> None:
    snapshot = small_world(seed + 1000)
    by_hand = 0
    months = period("2018-06", "2019-03")
    for person in {case.person for case in snapshot.cases}:
        own = {case.id for case in snapshot.cases if case.person == person}
        days = [s.on for s in snapshot.steps if s.case in own and s.to_state == "presumed"]
        by_hand += bool(days) and min(days) in months
    total = counted("I-02", snapshot, months).figure.total
    assert total.value == by_hand if by_hand == 0 or by_hand >= 5 else total.hidden is Hidden.SMALL


def people(number: int, *, sex: str, nationality: str = "KE", exploitation: tuple[str, ...] = ()) -> list[Case]:
    ids = [uuid4() for _ in range(number)]
    return [Case(id, id, START, sex, "26_59", (nationality,), exploitation, "IQG13", "KRI") for id in ids]


def helped(cases: list[Case], on: date = date(2018, 5, 5)) -> tuple[tuple[Step, ...], tuple[Delivery, ...]]:
    steps = tuple(step(case.id, "presumed", date(2018, 2, 1)) for case in cases)
    return steps, tuple(Delivery(case.id, on, "LEG-REP", "LEG") for case in cases for _ in range(2))


def test_the_programme_is_108_of_whom_98_women_and_10_men() -> None:
    cases = people(98, sex="female") + people(10, sex="male")
    steps, deliveries = helped(cases)
    others = people(7, sex="male")
    steps += tuple(step(case.id, "other_protection", date(2018, 3, 1)) for case in others)
    deliveries += helped(others)[1]
    later = people(6, sex="female")
    steps += tuple(step(case.id, "presumed", date(2019, 8, 1)) for case in later)
    deliveries += helped(later)[1]
    snapshot = Snapshot(NOW, cases=tuple(cases + others + later), steps=steps, deliveries=deliveries)
    data = counted("A-01", snapshot, period("2018-01", "2019-07"), "sex").figure.as_data()
    assert list(data) == ["indicator", "total", "cells", "definition", "version"]
    assert (data["indicator"], data["total"], data["version"]) == ("A-01", 108, "1")
    assert data["cells"] == [{"sex": "female", "value": 98}, {"sex": "male", "value": 10}]


def test_a_hidden_cell_says_why() -> None:
    cases = people(9, sex="female") + people(2, sex="male")
    steps, deliveries = helped(cases)
    snapshot = Snapshot(NOW, cases=tuple(cases), steps=steps, deliveries=deliveries)
    data = counted("A-01", snapshot, period("2018-01", "2018-12"), "sex").figure.as_data()
    assert data["cells"] == [
        {"sex": "female", "value": None, "hidden": "complementary"},
        {"sex": "male", "value": None, "hidden": "small"},
    ]


def test_whoever_received_two_kinds_of_help_stands_in_both_and_once_in_all() -> None:
    cases = people(9, sex="female")
    steps, deliveries = helped(cases)
    deliveries += tuple(Delivery(case.id, date(2018, 5, 6), "MED-CMR", "MED") for case in cases)
    snapshot = Snapshot(NOW, tuple(cases), steps, deliveries)
    answer = counted("A-01", snapshot, period("2018-01", "2018-12"), "service_category", "sex")
    assert (answer.overlapping, answer.alone) == (True, {})
    assert answer.figure.total.value == 9
    assert {cell: value.value for cell, value in answer.figure.cells.items()} == {
        ("LEG", "female"): 9,
        ("MED", "female"): 9,
    }


def test_small_nationalities_are_counted_together() -> None:
    cases = (
        people(9, sex="female") + people(3, sex="female", nationality="GH") + people(3, sex="female", nationality="NP")
    )
    steps, deliveries = helped(cases)
    snapshot = Snapshot(NOW, cases=tuple(cases), steps=steps, deliveries=deliveries)
    cells = counted("A-01", snapshot, period("2018-01", "2018-12"), "nationality_group").figure.cells
    assert {cell: value.value for cell, value in cells.items()} == {("KE",): 9, (counting.OTHERS,): 6}


def test_no_district_is_told_of_few_people() -> None:
    records: list[dict[str, object]] = [{"person": n, "district": f"D{n % 2}"} for n in range(9)]
    told = {record["district"] for record in counting.without_districts(records, 10)}
    assert told == {counting.UNKNOWN}
    assert counting.without_districts([*records, {"person": 9, "district": "D0"}], 10)[0]["district"] == "D0"


def test_the_pack_may_ask_for_rounded_counts() -> None:
    months = period("2018-01", "2018-12")
    steps, deliveries = helped(cases := people(13, sex="female"))
    snapshot = Snapshot(now=NOW, cases=tuple(cases), steps=steps, deliveries=deliveries)
    near = counting.answer(
        "A-01",
        ANSWERED["A-01"],
        RESULTS.of(pack()).indicators["A-01"],
        snapshot,
        months,
        (),
        replace(LIMITS, round_to=5),
    )
    assert near.figure.total.value == 15
    assert counted("A-01", snapshot, months).figure.total.value == 13


def test_those_who_opted_out_are_counted_and_their_number_is_said() -> None:
    cases = people(12, sex="female")
    cases[0] = Case(cases[0].id, cases[0].id, START, "female", opted_out=True)
    steps, deliveries = helped(cases)
    answer = counted("A-01", Snapshot(NOW, tuple(cases), steps, deliveries), period("2018-01", "2018-12"))
    assert answer.figure.total.value == 12
    assert answer.opted_out is not None
    assert answer.opted_out.hidden is Hidden.SMALL


def test_referrals_made_and_accepted_stand_beside_each_other() -> None:
    cases = people(12, sex="female")
    sent = [Referral(uuid4(), case.id, date(2018, 5, 1), "MED-CMR", "", "ngo", None, None) for case in cases]
    steps = tuple(step(each.case, "accepted", START, subject=each.id, machine="referral") for each in sent[:8])
    answer = counted("R-01", Snapshot(NOW, tuple(cases), steps, referrals=tuple(sent)), period("2018-05", "2018-05"))
    assert answer.figure.as_data()["total"] == 12
    assert answer.figure.as_data()["accepted"] == 8


def test_acknowledged_in_time_is_a_share_of_those_whose_time_has_passed() -> None:
    cases = people(20, sex="female")
    late, hour = NOW - timedelta(days=1), timedelta(hours=1)
    sent = [
        Referral(uuid4(), case.id, date(2018, 5, 1), "MED-CMR", "", "ngo", late - hour if n < 12 else late + hour, late)
        for n, case in enumerate(cases)
    ]
    answer = counted("R-02", Snapshot(NOW, tuple(cases), referrals=tuple(sent)), period("2018-05", "2018-05"))
    assert (answer.figure.total.value, answer.figure.total.beside) == (0.6, {"numerator": 12, "denominator": 20})


def test_money_of_two_currencies_is_never_added_and_returns_are_taken_off() -> None:
    cases = people(6, sex="female")
    on = date(2018, 5, 5)
    given = [Delivery(case.id, on, "CASH-EMER", "CASH", 0, Decimal(100), "IQD") for case in cases]
    given += [Delivery(case.id, on, "CASH-EMER", "CASH", 0, Decimal(10), "USD") for case in cases]
    given.append(Delivery(cases[0].id, on, "CASH-EMER", "CASH", 0, Decimal(-40), "IQD"))
    answer = counted("A-02", Snapshot(NOW, tuple(cases), deliveries=tuple(given)), period("2018-05", "2018-05"))
    assert answer.figure.total.value is None
    assert {cell: value.value for cell, value in answer.figure.cells.items()} == {("IQD",): 560, ("USD",): 60}


def test_a_letter_counts_by_its_last_answer() -> None:
    cases = people(2, sex="female")
    letter = uuid4()
    days = [("sent", 1), ("refused", 5), ("granted_full", 9)]
    steps = tuple(step(cases[0].id, to, date(2018, 5, n), subject=letter, machine="fine_waiver") for to, n in days)
    records = ANSWERED["J-02"].records(Snapshot(NOW, tuple(cases), steps), period("2018-05", "2018-05"))
    assert [record["count"] for record in records] == ["sent", "granted_full"]


def test_a_conviction_is_a_judgment_that_convicts() -> None:
    cases = people(1, sex="female")
    one, two = uuid4(), uuid4()
    steps = (
        step(cases[0].id, "charges", date(2018, 5, 1), subject=one, machine="justice"),
        step(cases[0].id, "judgment", date(2018, 5, 2), subject=one, machine="justice", facts={"result": "convicted"}),
        step(cases[0].id, "judgment", date(2018, 5, 3), subject=two, machine="justice", facts={"result": "acquitted"}),
    )
    answer = counted("J-01", Snapshot(NOW, tuple(cases), steps), period("2018-05", "2018-05"))
    assert answer.figure.as_data() | {"definition": "", "version": ""} == {
        "indicator": "J-01", "total": 0, "prosecutions": 1, "convictions": 1, "cells": [], "definition": "", "version": "",
    }  # fmt: skip


def test_prevention_is_counted_from_what_was_held() -> None:
    campaign = Campaign(uuid4(), date(2018, 7, 21), date(2018, 8, 21), ("IQG13", "IQG07"))
    stop = Activity(
        uuid4(), "ROADSHOW", date(2018, 7, 22), "IQG13", people=40, participants=(("female", "18_25", 30), ("male", "26_59", 10)),
        population={"migrant": 25}, knowledge={"female": (20, 12)}, materials=(("leaflet", "ckb", 300),), campaign=campaign.id,
    )  # fmt: skip
    training = Activity(uuid4(), "TRAINING", date(2018, 7, 30), "IQG13", institution="police", people=9)
    lines = [Trainee(training.id, uuid4(), "female", "police", finished) for finished in [True] * 7 + [False] * 2]
    pairs = [Pair(training.id, "female", 40, 80 if n < 6 else 20) for n in range(12)]
    snapshot = Snapshot(
        NOW, activities=(stop, training), campaigns=(campaign,), trainees=tuple(lines), pairs=tuple(pairs)
    )
    months = period("2018-07", "2018-08")
    assert counted("P-01", snapshot, months, "type").figure.cells[("ROADSHOW",)].value == 1
    assert counted("P-02", snapshot, months, "sex").figure.cells[("female",)].value == 30
    assert counted("P-02", snapshot, months, "population_group").figure.cells[("unknown",)].value == 15
    assert counted("P-03", snapshot, months).figure.total.value == 0.5
    assert counted("P-04", snapshot, months, "material").figure.total.value == 300
    assert counted("P-05", snapshot, months).figure.total.value == 0.6
    assert counted("T-01", snapshot, months, "institution").figure.cells[("police",)].value == 7
    assert counted("T-02", snapshot, months).figure.total.value == 0.5


def test_goals_of_cases_that_were_closed() -> None:
    cases = people(6, sex="female")
    steps = tuple(step(case.id, "closed", date(2018, 5, 1), track="help") for case in cases)
    goals = tuple(Goal(case.id, "LEG", met) for case in cases for met in (True, None))
    answer = counted("A-03", Snapshot(NOW, tuple(cases), steps, goals=goals), period("2018-05", "2018-05"))
    assert answer.figure.total.value == 0.5


def test_every_indicator_of_the_pack_is_answered_or_says_why_not() -> None:
    ids = set(RESULTS.of(pack("iraq")).indicators)
    assert set(ANSWERED) | set(NOT_YET) == ids
    assert not set(ANSWERED) & set(NOT_YET)
    for id, recipe in ANSWERED.items():
        assert not counting.divided_by(recipe, RESULTS.of(pack("iraq")).indicators[id]) or recipe.dimensions


@pytest.mark.parametrize("id", sorted(ANSWERED))
def test_an_empty_house_has_figures_of_nothing(id: str) -> None:
    entry = RESULTS.of(pack("iraq")).indicators[id]
    counted(id, Snapshot(NOW), period("2018-01", "2018-12"))
    for each in counting.divided_by(ANSWERED[id], entry):
        counted(id, Snapshot(NOW), period("2018-01", "2018-12"), each)
