"""A release from its question to its withdrawal: who has to agree, what is refused, what a crash leaves behind."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from pytest_django import Settings

from amana.cases.models import Procedure
from amana.errors import NotAllowed, NotFound
from amana.reporting import commands, queries
from amana.reporting.commands import running
from amana.reporting.errors import CapSpent, NoCap
from amana.reporting.models import Answer, Approval, Charge, Grant, Release, ReleaseFile, Settlement
from amana.reporting.releases.errors import (
    MovedOn,
    NoColumns,
    NoSuchTable,
    NotComplete,
    NotForReleases,
    TableTooLarge,
    TooFewForRecords,
)
from amana.reporting.tests.publishing import capped, drafted, handed_in, measured, published
from amana.trust.actor import Actor
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Line
from amana_methods.disclosure.records.exact import Gate
from tests.cast import World


def there(row: Release) -> Release:
    """The release as it is now."""
    return Release.objects.select_related("programme").get(id=row.id)


# Who has to agree ---------------------------------------------------------------------------------------


def test_two_other_people_agree_before_anything_is_measured(world: World) -> None:
    row = handed_in(world)
    commands.run_approved(world.now)
    assert there(row).state == "waiting"
    commands.answer_release(world.mina, row, agrees=True, reason="", now=world.now)
    with pytest.raises(NeedsSecondPerson):
        commands.answer_release(world.mina, row, agrees=True, reason="", now=world.now)
    assert commands.run_approved(world.now) == 0
    assert not Grant.objects.exists() and not Charge.objects.exists()
    commands.answer_release(world.layla, row, agrees=True, reason="", now=world.now)
    assert commands.run_approved(world.now) == 1
    assert there(row).state == "ready"


def test_nobody_agrees_to_what_they_prepared(world: World) -> None:
    row = handed_in(world)
    Release.objects.filter(id=row.id).update(prepared_by=world.mina.account)
    with pytest.raises(NeedsSecondPerson):
        commands.answer_release(world.mina, row, agrees=True, reason="", now=world.now)
    assert queries.waits_for(world.mina) == []


def test_who_agreed_to_something_else_is_asked_anew(world: World) -> None:
    row = handed_in(world)
    commands.answer_release(world.mina, row, agrees=True, reason="", now=world.now)
    commands.take_back(world.ali, row, now=world.now)
    commands.choose_epsilon(world.ali, row, epsilon=2)
    commands.want_preview(world.ali, row)
    commands.make_previews()
    commands.hand_in(world.ali, row, now=world.now + timedelta(seconds=5))
    assert [each.id for each in queries.waits_for(world.mina)] == [row.id]
    commands.answer_release(world.layla, row, agrees=True, reason="", now=world.now + timedelta(seconds=6))
    assert there(row).state == "waiting"


def test_a_no_sends_it_back_with_its_reason(world: World) -> None:
    row = handed_in(world)
    commands.answer_release(world.mina, row, agrees=False, reason="moment", now=world.now)
    assert there(row).state == "draft"
    assert [each.reason for each in Approval.objects.all()] == ["moment"]


def test_others_prepare_and_agree_to_nothing(world: World) -> None:
    row = handed_in(world)
    for somebody in (world.rawan, world.nasrin, world.shilan, world.sara, world.karwan):
        _is_shut_to(somebody, row, world)


def _is_shut_to(somebody: Actor, row: Release, world: World) -> None:
    for deed in (
        lambda: commands.answer_release(somebody, row, agrees=True, reason="", now=world.now),
        lambda: commands.withdraw_release(somebody, row, why="replaced", now=world.now),
        lambda: commands.take_back(somebody, row, now=world.now),
        lambda: queries.releases(somebody),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_release_of_another_organisation_is_not_there(world: World) -> None:
    row = handed_in(world)
    stranger = replace(world.mina, organisation_id=world.yusuf.organisation_id)
    with pytest.raises(NotFound):
        queries.release(stranger, row.id)


# What is refused ----------------------------------------------------------------------------------------


def test_rows_about_a_hundred_people_are_refused_and_tables_are_not(world: World) -> None:
    row = drafted(world)
    with pytest.raises(TooFewForRecords) as stopped:
        commands.choose_kind(world.ali, row, kind="records", now=world.now)
    assert "2,000" in stopped.value.message
    commands.choose_kind(world.ali, row, kind="tables", now=world.now)
    assert there(row).kind == "tables"


IMPOSSIBLE: list[tuple[list[list[str]], type[Exception]]] = [
    ([], NoSuchTable),
    ([["sex"]] * 7, NoSuchTable),
    ([["sex", "sex"]], NoSuchTable),
    ([["sex"], ["sex"]], NoSuchTable),
    ([["sex", "year"], ["year", "sex"]], NoSuchTable),
    ([["district"]], NoSuchTable),
    ([["sex", "year", "age_group"]], NoSuchTable),
    ([["nationality", "governorate"]], TableTooLarge),
]


def test_a_table_that_cannot_be_is_refused(world: World) -> None:
    row = drafted(world)
    commands.choose_kind(world.ali, row, kind="tables", now=world.now)
    for tables, refusal in IMPOSSIBLE:
        with pytest.raises(refusal):
            commands.choose_tables(world.ali, row, tables=tables)
    assert there(row).tables == []


def test_columns_that_say_the_same_are_refused(world: World, many: None) -> None:
    row = drafted(world)
    commands.choose_kind(world.ali, row, kind="records", now=world.now)
    for columns in (["sex"], ["age_group", "age_band"], ["governorate", "territory", "sex"]):
        with pytest.raises(NoColumns):
            commands.choose_columns(world.ali, row, columns=columns, layouts=[])


def test_a_figure_that_counts_no_people_is_refused(world: World) -> None:
    with pytest.raises(NotForReleases):
        drafted(world, indicator="P-01")


def test_what_the_programme_does_not_have_is_refused(world: World) -> None:
    row = drafted(world)
    with pytest.raises(CapSpent):
        commands.choose_epsilon(world.ali, row, epsilon=9)
    with pytest.raises(NoCap):
        commands.choose_epsilon(
            world.ali, drafted(world, programme=capped(world, key="other", epsilon=None)), epsilon=1
        )


def test_an_unfinished_draft_is_not_handed_in(world: World) -> None:
    with pytest.raises(NotComplete) as stopped:
        commands.hand_in(world.ali, drafted(world), now=world.now)
    assert stopped.value.details == {"missing": "kind"}


def test_what_is_published_or_waits_is_not_changed(world: World) -> None:
    row = handed_in(world)
    with pytest.raises(MovedOn):
        commands.choose_epsilon(world.ali, row, epsilon=1)
    with pytest.raises(MovedOn):
        commands.publish_release(world.ali, row, now=world.now)


# What is measured ---------------------------------------------------------------------------------------


def test_a_measured_release_is_paid_for_and_says_on_what(world: World) -> None:
    row = measured(world)
    grant = Grant.objects.get()
    assert row.grant == grant.id
    assert [charge.subject for charge in grant.charges.order_by("id")] == ["number of people", "sex", "age_group x sex"]
    assert Settlement.objects.get().rho == pytest.approx(grant.rho, rel=1e-6)
    report = json.loads(bytes(row.files.get(name="report.json").content))
    assert report["privacy"]["rho"] == pytest.approx(grant.rho, rel=1e-6)
    assert report["privacy"]["epsilon"] == 1
    assert set(report["how_to_cite"]) == {"en", "ar", "ckb"}
    assert not Answer.objects.exists()


def test_every_number_below_the_floor_is_missing_and_says_only_its_bound(world: World) -> None:
    row = measured(world)
    for table in row.result["tables"]:
        for _values, count, low, high in table["cells"]:
            assert count is None or count >= table["printed_from"] >= 5
            if count is None:
                assert (low, high) == (0, table["printed_from"] - 1 + table["half_width"])


def test_values_are_published_whether_anybody_has_them_or_not(world: World) -> None:
    sex, grid = measured(world).result["tables"]
    assert [cell[0][0] for cell in sex["cells"]] == ["female", "male", "other_or_undisclosed", ""]
    assert len(grid["cells"]) == 5 * 4


def test_the_preview_reads_no_record_and_spends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = drafted(world, tables=[["sex"]])

    def nobody(*_: object, **__: object) -> Any:
        raise AssertionError("somebody's facts were read")

    monkeypatch.setattr("amana.reporting.queries.releasing.snapshot", nobody)
    commands.want_preview(world.ali, row)
    assert commands.make_previews() == 1
    assert there(row).preview["generated"] is True
    assert not Grant.objects.exists() and not Charge.objects.exists()
    with pytest.raises(AssertionError):
        queries.people_for(row, world.now, kind="tables")


def test_what_is_changed_has_no_preview_any_more(world: World) -> None:
    row = drafted(world, tables=[["sex"]])
    commands.want_preview(world.ali, row)
    commands.make_previews()
    commands.choose_tables(world.ali, row, tables=[["age_group"]])
    assert there(row).preview == {}


# A crash ------------------------------------------------------------------------------------------------


STORE = running.KeptGate._store


class PowerCut(Exception):
    """The machine stopped."""


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The machine stops when the nth answer is to be stored, or (0) when everything is measured."""

    def at(number: int) -> None:
        store = running.KeptGate._store

        def stop(gate: running.KeptGate, purpose: str, subject: str, answer: Any) -> None:
            if gate._given + 1 == number:
                raise PowerCut
            store(gate, purpose, subject, answer)

        def stop_at_the_end(*_: object) -> None:
            raise PowerCut

        monkeypatch.setattr(running.KeptGate, "_store", stop)
        monkeypatch.setattr(running, "_about", running._about if number else stop_at_the_end)

    return at


@pytest.mark.parametrize("number", [1, 3, 0])
@pytest.mark.django_db(transaction=True)
def test_a_run_that_broke_off_goes_on_without_paying_twice_and_publishes_no_half(
    world: World, cut: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    row = handed_in(world, agreed=True)
    with monkeypatch.context() as patch:
        patch.setattr(running.KeptGate, "_store", running.KeptGate._store)
        cut(number)
        with pytest.raises(PowerCut):
            commands.run_approved(world.now)
    monkeypatch.undo()
    granted = Grant.objects.get()
    kept = [(each.number, bytes(each.numbers)) for each in Answer.objects.order_by("number")]
    assert len(kept) == Charge.objects.count() == (number - 1 if number else 3)
    assert not ReleaseFile.objects.exists() and not Settlement.objects.exists()
    assert there(row).state == "running"
    assert queries.budget_of(row.programme).spent == pytest.approx(granted.rho)  # not a part of it looks unspent

    assert commands.run_approved(world.now) == 0  # the other worker may still be alive
    later = world.now + timedelta(minutes=10)
    assert commands.run_approved(later) == 1
    assert there(row).state == "ready"
    assert Grant.objects.get() == granted
    assert Charge.objects.count() == 3
    assert Settlement.objects.get().rho == pytest.approx(granted.rho, rel=1e-6)


@pytest.mark.django_db(transaction=True)
def test_what_was_measured_before_the_crash_is_what_is_published(
    world: World, cut: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = handed_in(world, agreed=True)
    cut(3)
    with pytest.raises(PowerCut):
        commands.run_approved(world.now)
    monkeypatch.undo()
    size, sex = (np.frombuffer(bytes(each.numbers), "<i8") for each in Answer.objects.order_by("number"))
    commands.run_approved(world.now + timedelta(minutes=10))
    result = there(row).result
    table, least = result["tables"][0], result["tables"][0]["printed_from"]
    assert [cell[1] for cell in table["cells"]] == [int(count) if count >= least else None for count in sex]
    least = result["people_printed_from"]
    assert result["people"][0] == (int(size[0]) if size[0] >= least else None)


@pytest.mark.django_db(transaction=True)
def test_rows_go_on_where_they_broke_off_and_choose_nothing_twice(
    world: World, many: None, cut: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(world)
    commands.choose_kind(world.ali, row, kind="records", now=world.now)
    commands.choose_columns(world.ali, row, columns=["year", "sex", "age_group", "territory"], layouts=[])
    row = handed_in(world, row, agreed=True, epsilon=4)
    with monkeypatch.context() as patch:
        patch.setattr(running.KeptGate, "_store", running.KeptGate._store)
        cut(9)
        with pytest.raises(PowerCut):
            commands.run_approved(world.now)
    monkeypatch.setattr(running.KeptGate, "_store", STORE)
    before = list(Charge.objects.order_by("id").values_list("purpose", "subject", "rho"))
    assert len(before) == 8 and {purpose for purpose, _subject, _rho in before} == {"measure", "choose network"}
    commands.run_approved(world.now + timedelta(minutes=10))
    after = list(Charge.objects.order_by("id").values_list("purpose", "subject", "rho"))
    assert there(row).state == "ready"
    assert after[:8] == before
    assert len(set(after)) == len(after)  # nothing was measured or chosen a second time
    assert sum(rho for _purpose, _subject, rho in after) <= Grant.objects.get().rho * (1 + 1e-9)


@pytest.mark.django_db(transaction=True)
def test_the_worker_measures_beside_its_other_duties(world: World) -> None:
    row = handed_in(world, agreed=True)
    assert commands.begin(world.now)
    assert running._at_work is not None
    running._at_work.join(60)
    assert there(row).state == "ready"
    assert not commands.begin(world.now)  # nothing waits any more


@pytest.mark.django_db(transaction=True)
def test_after_five_attempts_it_stops_and_what_was_measured_stays_paid(
    world: World, cut: Callable[[int], None]
) -> None:
    row = handed_in(world, agreed=True)
    cut(2)
    for attempt in range(5):
        with pytest.raises(PowerCut):
            commands.run_approved(world.now + attempt * timedelta(minutes=10))
    commands.run_approved(world.now + timedelta(hours=2))
    assert (there(row).state, there(row).why) == ("stopped", "broke_off")
    assert Charge.objects.count() == 1
    assert queries.budget_of(row.programme).spent == pytest.approx(Charge.objects.get().rho)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_taken_for_dead_publishes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = handed_in(world, agreed=True)
    measure = Gate.measure

    def slow(gate: Gate, *asked: Any) -> Any:
        Release.objects.filter(id=row.id).update(attempt=7)
        return measure(gate, *asked)

    monkeypatch.setattr(Gate, "measure", slow)
    commands.run_approved(world.now)
    assert there(row).state == "running"
    assert not Charge.objects.exists() and not ReleaseFile.objects.exists()


def test_nothing_is_measured_when_the_budget_went_elsewhere_meanwhile(world: World) -> None:
    row = handed_in(world, agreed=True)
    commands.set_apart(world.ali, row.programme, epsilon=3.9, delta=1e-6, kind="tables", purpose="other", now=world.now)
    commands.run_approved(world.now)
    assert (there(row).state, there(row).why) == ("stopped", "no_budget")
    assert not Charge.objects.exists()


# Published and withdrawn --------------------------------------------------------------------------------


def test_published_releases_are_numbered_within_their_year(world: World) -> None:
    first, second = published(world), published(world)
    year = world.now.year
    assert [first.reference, second.reference] == [f"{year}-001", f"{year}-002"]
    assert [row.reference for row in queries.public_releases()] == [second.reference, first.reference]


def test_only_what_is_published_can_be_read_by_anybody(world: World) -> None:
    measured(world)
    assert not queries.public_releases().exists()
    row = published(world)
    assert queries.public_file(str(row.reference), "tables.csv").content
    with pytest.raises(NotFound):
        queries.public_release("2001-001")


def test_a_withdrawn_release_keeps_its_page_and_its_reason_and_loses_its_data(world: World) -> None:
    row = published(world)
    commands.withdraw_release(world.mina, row, why="wrong_numbers", now=world.now)
    found = queries.public_release(str(row.reference))
    assert (found.state, found.why, found.result) == ("withdrawn", "wrong_numbers", {})
    assert not ReleaseFile.objects.exists()
    with pytest.raises(NotFound):
        queries.public_file(str(row.reference), "tables.csv")
    assert queries.budget_of(row.programme).spent > 0


def test_every_act_leaves_a_line(world: World) -> None:
    row = published(world)
    commands.withdraw_release(world.ali, row, why="replaced", now=world.now)
    verbs = list(Line.objects.filter(object=row.id).order_by("id").values_list("verb", flat=True))
    acts = ["prepared", "handed_in", "agreed", "agreed", "ready", "published", "withdrawn"]
    assert verbs == [f"reporting.release_{act}" for act in acts]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """There are enough people for rows: made-up ones, drawn from the code lists."""
    from amana.reporting.releases.preview import made_up_people

    people = made_up_people(2_400, range(2026, 2027))
    monkeypatch.setattr("amana.reporting.queries.releasing.people_in", lambda *_, **__: people)


def test_rows_about_enough_people_are_made_with_their_counts_and_layouts(world: World, many: None) -> None:
    row = drafted(world)
    commands.choose_kind(world.ali, row, kind="records", now=world.now)
    columns = ["year", "sex", "age_band", "nationality"]
    commands.choose_columns(world.ali, row, columns=columns, layouts=["ctdc_synthetic", "ctdc_k_anonymised"])
    row = measured(world, handed_in(world, row, agreed=True, epsilon=4))
    names = [name for name, _size in queries.files_of(row)]
    assert names == [
        "aggregates.csv", "ctdc-k-anonymised.csv", "ctdc-synthetic.csv", "datapackage.json", "report.json",
        "synthetic.csv",
    ]  # fmt: skip
    rows = bytes(row.files.get(name="synthetic.csv").content).decode("utf-8-sig").split("\r\n")
    assert rows[0] == ",".join(columns)
    assert len(rows) - 2 == row.result["people"][0]
    assert abs(row.result["people"][0] - 2_400) < 60
    counts = bytes(row.files.get(name="aggregates.csv").content).decode("utf-8-sig").split("\r\n")[1:-1]
    assert min(float(line.split(",")[1]) for line in counts) >= 5


def test_too_few_people_when_counted_with_noise_stops_it_and_only_the_count_is_paid(
    world: World, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(world)
    commands.choose_kind(world.ali, row, kind="records", now=world.now)
    commands.choose_columns(world.ali, row, columns=["sex", "year"], layouts=[])
    handed_in(world, row, agreed=True, epsilon=4)
    monkeypatch.setattr("amana.reporting.queries.releasing.people_in", lambda *_, **__: [])
    commands.run_approved(world.now)
    assert (there(row).state, there(row).why) == ("stopped", "too_few")
    assert [each.subject for each in Charge.objects.all()] == ["number of people"]
    assert queries.budget_of(row.programme).spent == pytest.approx(Charge.objects.get().rho)


def test_who_opted_out_is_in_no_row_and_in_every_total(world: World, few_people: list[Procedure]) -> None:
    row = drafted(world)
    everybody = queries.people_for(row, world.now, kind="tables")
    rows = queries.people_for(row, world.now, kind="records")
    assert (len(everybody), len(rows)) == (3, 2)


@pytest.fixture
def few_people(world: World) -> list[Procedure]:
    """Three women who were presumed this month; one does not want to be in data releases."""
    from amana.reporting.tests.scenes import victim

    at = world.now - timedelta(minutes=1)
    return [victim(world, at), victim(world, at), victim(world, at, statistics_opt_out=True)]
