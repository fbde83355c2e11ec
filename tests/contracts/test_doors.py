"""Numbers about people leave through few doors, each with its gate, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"

# Modules that write a table or a file of values, and what stands before each of them.
DOORS = {
    "amana.reporting.views": "a figure of reporting.queries.figure, in which small groups are hidden",
    "amana.releases.published.making": "rows and counts read off a model that was fitted through the exact gate",
    "amana.releases.making": "the same, and few tables with noise; two people agreed",
    "amana.releases.papers": "what releases.making gives it",
    "amana.workbench.verbs.table": "amana_methods.disclosure.gate",
    "amana.exports.sheets": "rows, not counts, for one recipient: the ledger first, and two people above twenty",
    "amana.exports.protecting": "what exports.sheets gives it, locked",
    "amana.trust.verbs.wall": "cells of the wall, a table of the pack; nothing about people",
    "amana.exchange.batch": "filters of an agreed comparison, sealed for the unit that compares; no counts",
}
# Modules that may count records about people: the first hides what is small, the second is the gate of releases.
COUNTERS = {"amana.reporting.counting", "amana.releases.people", "amana.releases.making"}
COUNTING = ("amana_methods.indicators", "amana_methods.disclosure.tables", "amana_methods.disclosure.cube")
# Modules that read locked facts in bulk, without a person's key.
READERS = {
    "amana.vault",
    "amana.vault.facts",
    "amana.vault.index",  # macs of look-up entries, moved to another key; no coded fact of anybody
    "amana.upkeep.backups",  # counts those that open after a rehearsal
    "amana.assistance.queries.help",  # for the snapshot: all_given and all_goals
    "amana.assistance.queries",
    "amana.reporting.queries.snapshot",
}
BULK = {"all_of_kind", "all_given", "all_goals"}

WRITERS = {("csv", "writer"), ("csv", "DictWriter")}
FORMATS = ("text/csv", "spreadsheet", "application/vnd.ms-excel")


def modules() -> Iterator[tuple[str, str]]:
    """Every module of the platform outside tests and the demo, with its source."""
    for path in sorted((SOURCE / "amana").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if "tests" not in parts and "migrations" not in parts and "demo" not in parts:
            yield ".".join(parts).removesuffix(".__init__"), path.read_text(encoding="utf-8")


def writes_a_table(source: str) -> bool:
    """Whether a module writes CSV or a spreadsheet."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in WRITERS
        ):
            return True
        if isinstance(node, ast.ImportFrom) and any((node.module, alias.name) in WRITERS for alias in node.names):
            return True
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and any(kind in node.value for kind in FORMATS)
        ):
            return True
    return False


def counts_people(source: str) -> bool:
    """Whether a module calls what counts, or what decides which counts are shown."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in (*COUNTING, "amana_methods.disclosure")
        for alias in node.names
    }
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    makers = {"count_persons", "count_events", "count_figure", "share_figure", "money_figure", "median_figure"}
    return bool(names & called & (makers | {"suppress", "protect"}))


def reads_in_bulk(source: str) -> bool:
    """Whether a module reads the facts of everybody at once."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in BULK) or (isinstance(node, ast.Name) and node.id in BULK)
        for node in ast.walk(ast.parse(source))
    )


def test_tables_are_written_at_the_doors_alone() -> None:
    found = {name for name, source in modules() if writes_a_table(source)}
    descriptions = {"amana.releases.published.report"}  # says of the files what they are
    assert found - descriptions <= set(DOORS), "a new door: let it go through the gate, and write it down above"


def test_people_are_counted_where_small_groups_are_hidden() -> None:
    found = {name for name, source in modules() if counts_people(source)}
    assert found <= COUNTERS


def test_facts_of_everybody_are_read_by_the_snapshot_alone() -> None:
    found = {name for name, source in modules() if reads_in_bulk(source)}
    assert found <= READERS


@pytest.mark.parametrize(
    "planted",
    [
        "import csv\ncsv.writer(response).writerow(['people', 3])\n",
        "from csv import DictWriter\nDictWriter(file, ['people'])\n",
        "response = HttpResponse(content_type='text/csv; charset=utf-8')\n",
        "TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'\n",
    ],
)
def test_a_door_that_nobody_guards_would_be_found(planted: str) -> None:
    assert writes_a_table(planted)


def test_counting_elsewhere_would_be_found() -> None:
    assert counts_people(
        "from amana_methods.indicators import count_figure as shown, count_persons\ncount_persons([])\n"
    )
    assert reads_in_bulk("facts = dict(vault.facts.all_of_kind('sign'))\n")
    assert not counts_people("from contextlib import suppress\nsuppress(ValueError)\n")


def test_every_door_is_there() -> None:
    """A door that was bricked up is taken off the list."""
    known = dict(modules())
    for name in set(DOORS) & set(known):
        assert writes_a_table(known[name]), name
