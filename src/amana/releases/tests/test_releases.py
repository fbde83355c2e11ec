"""A release from its question to its withdrawal: who has to agree, what is refused, what is measured and published."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from amana.cases.models import Procedure
from amana.errors import NotAllowed, NotFound
from amana.releases import commands, queries
from amana.releases.errors import (
    CapSpent,
    MovedOn,
    NoCap,
    NoColumns,
    NoSuchTable,
    NotComplete,
    NotForReleases,
    TableTooLarge,
    TooFewForRecords,
)
from amana.releases.models import Answer, Approval, Charge, Grant, Release, ReleaseFile, Settlement
from amana.releases.tests.publishing import capped, drafted, enough_people, handed_in, measured, published, there
from amana.trust.actor import Actor
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Line
from tests.cast import World


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are enough people for rows."""
    enough_people(monkeypatch)


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

    monkeypatch.setattr("amana.releases.queries.releasing.snapshot", nobody)
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


# Published and withdrawn --------------------------------------------------------------------------------


def test_published_releases_are_numbered_within_their_year(world: World) -> None:
    first, second = published(world), published(world)
    year = world.year
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
    monkeypatch.setattr("amana.releases.queries.releasing.people_in", lambda *_, **__: [])
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
