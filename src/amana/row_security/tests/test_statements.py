"""Every table is placed by one room, no room speaks of a table above it, and grounds of several rooms come together."""

import re
from collections.abc import Iterable, Mapping

import pytest
from django.apps import apps

from amana.commandline.project import room_lines
from amana.row_security.statements import functions_of, policies_of
from amana.trust.rows.policies import Ground, Policy, RowPolicies, rows_of_rooms

# Django's own, with nothing of a person: what kinds of records there are, and its groups, which nobody uses.
FRAMEWORK = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_session"}


def unplaced(tables: Iterable[str], rooms: Iterable[RowPolicies]) -> list[str]:
    """Tables that no room names, or more than one, or one twice; and names of tables that do not exist."""
    named = [table for room in rooms for table in (*(policy.table for policy in room.protected), *room.open)]
    tables = set(tables) - FRAMEWORK
    return sorted(set(named) ^ tables | {table for table in named if named.count(table) > 1})


def _tables() -> dict[str, str]:
    """The room of each table."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: ".".join(model.__module__.split(".")[:2]) for model in models}


def test_every_table_is_placed_by_one_room() -> None:
    assert unplaced(_tables(), (rows for _room, rows in rows_of_rooms())) == []


def test_a_table_without_a_policy_is_found() -> None:
    room = RowPolicies(protected=(Policy("one", "true"),), open={"two": "numbers"})
    assert unplaced({"one", "two"}, [room]) == []
    assert unplaced({"one", "two", "planted"}, [room]) == ["planted"]
    assert unplaced({"one", "two"}, [room, RowPolicies(open={"one": "said twice"})]) == ["one"]
    assert unplaced({"one"}, [room]) == ["two"]


def names_of_upper_rooms(
    room: str, rows: RowPolicies, tables: Mapping[str, str], height: Mapping[str, int]
) -> list[str]:
    """Tables in what a room says that belong to a room above it."""
    named = set(re.findall(r"\b[a-z]+_[a-z]+\b", repr(rows)))
    return sorted(table for table in named & tables.keys() if height.get(tables[table], -1) > height[room])


def test_no_room_speaks_of_a_table_above_it() -> None:
    tables = _tables()
    height = {f"amana.{name}": line for line, names in enumerate(reversed(room_lines())) for name in names}
    assert height["amana.trust"] < height["amana.cases"] < height["amana.row_security"]
    wrong = {
        room: found for room, rows in rows_of_rooms() if (found := names_of_upper_rooms(room, rows, tables, height))
    }
    assert wrong == {}


def test_a_planted_table_of_an_upper_room_is_found() -> None:
    rows = RowPolicies(grounds=(Ground("trust_facts", reads="EXISTS (SELECT 1 FROM cases_step s)"),))
    tables = {"trust_facts": "amana.trust", "cases_step": "amana.cases"}
    assert names_of_upper_rooms("amana.trust", rows, tables, {"amana.trust": 0, "amana.cases": 1}) == ["cases_step"]


def test_grounds_of_upper_rooms_widen_what_is_read_and_only_on_request_what_is_written() -> None:
    lower = RowPolicies(
        protected=(Policy("texts", "mine"), Policy("facts", "ours", writes="false"), Policy("other", "all"))
    )
    upper = RowPolicies(
        grounds=(Ground("texts", reads="of_my_case"), Ground("facts", "of_my_case", writes="of_a_case"))
    )
    highest = RowPolicies(grounds=(Ground("texts", reads="in_danger", writes="in_danger"),))
    texts, facts, other = policies_of([lower, upper, highest])
    assert (texts.reads, texts.writes) == ("mine OR of_my_case OR in_danger", "mine OR in_danger")
    assert (facts.reads, facts.writes) == ("ours OR of_my_case", "false OR of_a_case")
    assert (other.reads, other.writes) == ("all", "")


def test_the_ground_on_which_most_rows_are_read_comes_first() -> None:
    lower = RowPolicies(protected=(Policy("texts", "held"),))
    upper = RowPolicies(grounds=(Ground("texts", "rare"), Ground("texts", "of_my_case", "of_a_case", common=True)))
    (texts,) = policies_of([lower, upper])
    assert (texts.reads, texts.writes) == ("of_my_case OR held OR rare", "of_a_case OR held")


def test_a_ground_on_a_table_that_nobody_protects_is_refused() -> None:
    with pytest.raises(ValueError, match="open_table"):
        policies_of([RowPolicies(open={"open_table": "numbers"}, grounds=(Ground("open_table", reads="true"),))])


def test_what_rooms_say_of_meetings_is_asked_together() -> None:
    rooms = [
        RowPolicies(meetings=(("asked", "SELECT 1"),)),
        RowPolicies(meetings=(("asked", "SELECT 2"), ("agreed", "SELECT 3"), ("at_work", "SELECT 4"))),
    ]
    found = {function.head.split("(")[0]: function.query for function in functions_of(rooms)}
    assert found == {
        "amana_asked": "SELECT 1 UNION ALL SELECT 2",
        "amana_agreed": "SELECT 3",
        "amana_at_work": "SELECT 4",
    }
