# SPDX-License-Identifier: Apache-2.0
"""A figure counts each person once, carries its definition, and shows no small group."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.disclosure import Hidden
from amana_methods.indicators import (
    Figure,
    Record,
    count_events,
    count_figure,
    count_persons,
    median_figure,
    money_figure,
    round_figure,
    share_figure,
)

TEXT: Any = {"definition": "Persons assisted in the period.", "version": "1"}


def people(**groups: int) -> list[Record]:
    """So many different persons of each sex."""
    return [{"person": f"{sex} {number}", "sex": sex} for sex, count in groups.items() for number in range(count)]


def figure(*records: Record, by: tuple[str, ...] = ("sex",), **options: Any) -> Figure:
    return count_figure("A-01", count_persons(records, by), **TEXT, **options)


def test_the_programme_of_108_reads_as_published() -> None:
    assert figure(*people(female=98, male=10)).as_data() == {
        "indicator": "A-01",
        "total": 108,
        "cells": [{"sex": "female", "value": 98}, {"sex": "male", "value": 10}],
        "definition": "Persons assisted in the period.",
        "version": "1",
    }


def test_hidden_cells_say_why() -> None:
    assert figure(*people(female=98, male=3)).as_data()["cells"] == [
        {"sex": "female", "value": None, "hidden": "complementary"},
        {"sex": "male", "value": None, "hidden": "small"},
    ]


def test_a_small_total_is_hidden_with_or_without_a_breakdown() -> None:
    for by in ((), ("sex",)):
        data = figure(*people(male=3), by=by).as_data()
        assert (data["total"], data["hidden"]) == (None, "small")


def test_a_person_with_many_services_is_one_person_and_several_events() -> None:
    records = people(female=2) * 3
    assert count_persons(records, ["sex"]).cells == {("female",): 2}
    assert count_events(records, ["sex"]).cells == {("female",): 6}
    assert count_events([]).total == count_persons([]).total == 0


def test_a_person_in_two_groups_stands_in_both_and_once_in_the_total() -> None:
    records: list[Record] = [
        {"person": 1, "kind": ["labour", "sexual"]},
        {"person": 1, "kind": "labour"},
        {"person": 2, "kind": []},
        {"person": 3},
    ]
    table = count_persons(records, ["kind"])
    assert (table.total, table.overlapping) == (3, True)
    assert table.cells == {("labour",): 1, ("sexual",): 1, ("unknown",): 2}


def test_groups_that_overlap_are_protected_with_the_true_total() -> None:
    records: list[Record] = [{"person": n, "kind": ["labour", "sexual"] if n < 50 else "labour"} for n in range(100)]
    records += [{"person": n, "kind": "begging"} for n in range(2)]
    shown = count_figure("A-01", count_persons(records, ["kind"]), **TEXT)
    assert shown.total.value == 100
    assert [value.hidden for value in shown.cells.values()] == [Hidden.SMALL, None, Hidden.COMPLEMENTARY]


def test_categories_set_the_order_and_show_zeros() -> None:
    shown = figure(*people(female=98, male=10), categories={"sex": ["male", "female", "other"]})
    assert [(cell, value.value) for cell, value in shown.cells.items()] == [
        (("male",), 10),
        (("female",), 98),
        (("other",), 0),
    ]
    with pytest.raises(ValueError, match="male"):
        figure(*people(male=10), categories={"sex": ["female"]})


def test_zeros_of_a_table_can_be_hidden() -> None:
    records: list[Record] = [{"person": n, "sex": "female", "band": "adult"} for n in range(9)]
    records += [{"person": n, "sex": "male", "band": "child"} for n in range(10, 18)]
    assert len(figure(*records, by=("sex", "band")).cells) == 2
    assert len(figure(*records, by=("sex", "band"), zeros="hide").cells) == 4


def test_what_is_not_about_persons_is_shown_whole() -> None:
    sessions: list[Record] = [{"type": "roadshow"}, {"type": "training"}, {"type": "training"}]
    shown = count_figure("P-01", count_events(sessions, ["type"]), k=None, **TEXT)
    assert [value.value for value in shown.cells.values()] == [1, 2]


def test_three_dimensions_are_not_shown_at_once() -> None:
    with pytest.raises(ValueError, match="at most two"):
        figure(*people(female=9), by=("sex", "band", "place"))


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc")), max_size=60))
def test_the_total_is_never_more_than_the_cells_together(pairs: list[tuple[int, str]]) -> None:
    table = count_persons([{"person": person, "group": group} for person, group in pairs], ["group"])
    assert table.total == len({person for person, _ in pairs})
    assert max(table.cells.values(), default=0) <= table.total <= sum(table.cells.values())
    assert table.overlapping == (table.total != sum(table.cells.values()))


def test_a_median_stands_beside_its_number_of_persons() -> None:
    records: list[Record] = [
        {"person": n, "territory": "north", "days": days} for n, days in enumerate([1, 2, 4, 8, 16, 32])
    ]
    records += [{"person": 0, "territory": "north", "days": 90}, {"person": 77, "territory": "north", "days": None}]
    shown = median_figure("I-04", records, ["territory"], days="days", **TEXT)
    assert shown.as_data()["cells"] == [{"territory": "north", "value": 6, "persons": 6}]
    assert shown.as_data()["persons"] == 6


def test_a_median_of_few_is_hidden() -> None:
    records: list[Record] = [{"person": n, "territory": "south" if n < 3 else "north", "days": n} for n in range(23)]
    shown = median_figure("I-04", records, ["territory"], days="days", **TEXT)
    assert [value.hidden for value in shown.cells.values()] == [Hidden.COMPLEMENTARY, Hidden.SMALL]
    assert (shown.total.value, shown.total.beside) == (11, {"persons": 23})
    assert shown.as_data()["cells"] == [
        {"territory": "north", "value": None, "hidden": "complementary", "persons": None},
        {"territory": "south", "value": None, "hidden": "small", "persons": None},
    ]
    assert median_figure("I-04", [], days="days", **TEXT).total.value is None
    with pytest.raises(TypeError, match="days"):
        median_figure("I-04", [{"person": 1, "days": "3"}], days="days", **TEXT)


def answered(in_time: int, late: int, service: str) -> list[Record]:
    return [{"person": f"{service} {n}", "service": service, "in_time": n < in_time} for n in range(in_time + late)]


def test_a_share_shows_numerator_and_denominator() -> None:
    records = answered(9, 6, "shelter") + answered(8, 8, "legal")
    shown = share_figure("R-02", records, ["service"], met="in_time", **TEXT).as_data()
    assert (shown["total"], shown["numerator"], shown["denominator"]) == (17 / 31, 17, 31)
    assert shown["cells"] == [
        {"service": "legal", "value": 0.5, "numerator": 8, "denominator": 16},
        {"service": "shelter", "value": 0.6, "numerator": 9, "denominator": 15},
    ]


def test_a_share_that_tells_of_a_few_is_hidden_on_either_side() -> None:
    records = answered(14, 2, "shelter") + answered(8, 8, "legal") + answered(20, 20, "health")
    shown = share_figure("R-02", records, ["service"], met="in_time", **TEXT)
    assert shown.cells["shelter",].hidden and shown.cells["legal",].hidden
    assert shown.cells["shelter",].beside == {"numerator": None, "denominator": 16}
    assert shown.cells["health",].value == 0.5
    assert shown.total.value == 42 / 72
    alone = share_figure("R-02", answered(14, 2, "shelter"), met="in_time", **TEXT)
    assert (alone.total.value, alone.cells) == (None, {})


def test_a_share_of_records_may_be_shown_whole() -> None:
    records: list[Record] = [{"place": "north", "done": True}, {"place": "south", "done": False}]
    shown = share_figure("P-03", records, ["place"], met="done", persons=False, k=None, **TEXT)
    assert [value.value for value in shown.cells.values()] == [1.0, 0.0]
    assert shown.total.value == 0.5
    assert share_figure("P-03", [], met="done", persons=False, k=None, **TEXT).total.value is None


def test_a_share_that_is_not_divided_counts_everybody() -> None:
    whole = share_figure("R-02", answered(14, 6, "clinic"), met="in_time", **TEXT).total
    assert (whole.value, whole.beside) == (0.7, {"numerator": 14, "denominator": 20})


def test_a_share_needs_parts_that_add_up() -> None:
    with pytest.raises(ValueError, match="one code"):
        share_figure("R-02", [{"person": 1, "kind": ["a", "b"]}], ["kind"], met="done", **TEXT)


def test_money_is_summed_by_currency_and_hidden_with_its_few() -> None:
    records: list[Record] = [{"person": n, "currency": "USD", "amount": Decimal("10.25")} for n in range(6)]
    records += [{"person": n, "currency": "IQD", "amount": 50_000} for n in range(10, 30)]
    records += [{"person": 10, "currency": "IQD", "amount": -50_000}]
    shown = money_figure("A-02", records, ["currency"], **TEXT).as_data()
    assert shown["total"] is None
    assert shown["cells"] == [
        {"currency": "IQD", "value": 950_000, "persons": 20},
        {"currency": "USD", "value": 61.5, "persons": 6},
    ]
    few = money_figure("A-02", [record for record in records if record["person"] in (1, 2)], **TEXT)
    assert (few.total.value, few.total.hidden) == (None, Hidden.SMALL)
    with pytest.raises(ValueError, match="never added"):
        money_figure("A-02", records, **TEXT)
    with pytest.raises(TypeError, match="amount"):
        money_figure("A-02", [{"person": 1, "currency": "IQD", "amount": 1.5}], **TEXT)


def test_a_person_is_known_by_an_id() -> None:
    with pytest.raises(KeyError):
        count_persons([{"sex": "female"}])
    with pytest.raises(TypeError, match="id"):
        count_persons([{"person": ["one", "two"]}])


def paid(**amounts: list[int]) -> list[Record]:
    """Amounts by what they were for; each from another person."""
    return [
        {"person": f"{what} {number}", "what": what, "currency": "IQD", "amount": amount}
        for what, each in amounts.items()
        for number, amount in enumerate(each)
    ]


def test_a_sum_in_which_one_person_stands_out_is_hidden_and_not_to_be_had_by_subtraction() -> None:
    """Of six people one was paid 900 and the others 10 each: the sum is her amount, nearly."""
    records = paid(cash=[900, 10, 10, 10, 10, 10], rent=[90] * 9, food=[50] * 8)
    shown = money_figure("A-02", records, ["what"], **TEXT)
    assert shown.total.value == 2160
    assert shown.cells["cash",].hidden is Hidden.COMPLEMENTARY
    assert [shown.cells[what,].value for what in ("rent", "food")].count(None) == 1
    assert money_figure("A-02", records[:6], **TEXT).total.hidden is Hidden.COMPLEMENTARY


def test_sums_of_equal_amounts_are_shown() -> None:
    shown = money_figure("A-02", paid(rent=[90] * 9, food=[50] * 8), ["what"], **TEXT)
    assert [value.value for value in shown.cells.values()] == [400, 810]


def test_without_the_gate_her_amount_would_be_told() -> None:
    """The alarm: the same records, with nothing hidden."""
    records = paid(cash=[900, 10, 10, 10, 10, 10], rent=[90] * 9, food=[50] * 8)
    assert money_figure("A-02", records, ["what"], k=None, **TEXT).cells["cash",].value == 950


def test_counts_are_rounded_where_the_pack_says_so() -> None:
    shown = round_figure(figure(*people(female=98, male=12, other=3)), 5)
    assert (shown.total.value, shown.cells["female",].value) == (115, 100)
    assert shown.cells["other",].hidden is not None
    met = [{"person": n, "met": n < 12, "sex": "female"} for n in range(31)]
    share = round_figure(share_figure("A-03", met, met="met", **TEXT), 5).total
    assert (share.value, dict(share.beside)) == (10 / 30, {"numerator": 10, "denominator": 30})
