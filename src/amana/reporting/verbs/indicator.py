"""Figures on the command line: the same counting as the desk, with the definition."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from amana.commandline.verb import WORK, Stop, Verb, parser, say, use_settings

if TYPE_CHECKING:
    from amana.reporting.counting import Answer


def run(arguments: Sequence[str]) -> int:
    """Prints the figure, as a table or as JSON; without an indicator, those that can be counted."""
    asked = parser("indicator", "A figure with its definition. Both months belong to the period.")
    asked.add_argument("id", nargs="?", help="for example A-01; without it, the list")
    asked.add_argument("--from", dest="first", metavar="MONTH", help="the first month, for example 2018-01")
    asked.add_argument("--to", dest="last", metavar="MONTH", help="the last month, for example 2019-07")
    asked.add_argument("--by", default="", metavar="DIMENSIONS", help="for example sex or sex,age_group")
    asked.add_argument("--json", action="store_true", help="as JSON")
    asked.add_argument("--frozen", action="store_true", help="as it was when these months were closed")
    asked.add_argument("--close", action="store_true", help="closes these months: their tables are kept as they are")
    chosen = asked.parse_args(arguments)
    use_settings()
    from django.db import DatabaseError
    from django.utils import translation

    from amana.errors import AmanaError

    with translation.override("en"):
        if chosen.close:
            return _close(chosen.first, chosen.last)
        if chosen.id is None:
            _list()
            return 0
        if not (chosen.first and chosen.last):
            raise Stop("say the period: --from 2018-01 --to 2019-07; both months belong to it.")
        try:
            by = [each.strip() for each in chosen.by.split(",")]
            answer = (_frozen if chosen.frozen else _count)(chosen.id, chosen.first, chosen.last, by)
        except AmanaError as refusal:
            raise Stop(refusal.message) from refusal
        except DatabaseError as fault:
            raise Stop("there is no instance here yet; ./amana up makes one.") from fault
        if chosen.json:
            say(json.dumps(answer.figure.as_data(), ensure_ascii=False))
        else:
            _tell(answer)
    return 0


def _count(id: str, first: str, last: str, by: list[str]) -> "Answer":
    from amana.reporting import queries
    from amana.vault.clock import now

    return queries.count(id, first, last, by, now())


def _frozen(id: str, first: str, last: str, by: list[str]) -> "Answer":
    from amana.reporting import queries

    return queries.frozen_or_refused(id, first, last, by)


def _close(first: str | None, last: str | None) -> int:
    from amana.errors import AmanaError
    from amana.reporting import commands
    from amana.trust.actor import SYSTEM
    from amana.vault.clock import now

    if not (first and last):
        raise Stop("say which months: --close --from 2018-01 --to 2019-07; both belong to them.")
    try:
        period = commands.close_as(SYSTEM, first=first, last=last, now=now())
    except AmanaError as refusal:
        raise Stop(refusal.message) from refusal
    say(f"The months {period} are closed: {period.tables.count()} tables are kept as they are today.")
    return 0


def _list() -> None:
    from amana.reporting import queries

    for each in queries.choices():
        if not each.why_not:
            by = f"   by {', '.join(each.dimensions)}" if each.dimensions else ""
            say(f"  {each.id}  {each.entry.name}{by}")
    say("\nNot yet:")
    for each in queries.choices():
        if each.why_not:
            say(f"  {each.id}  {each.entry.name}: {each.why_not}")


def _tell(answer: "Answer") -> None:
    from amana.reporting import words

    table = words.sheet(answer)
    say(f"{answer.id}  {answer.entry.name}, {answer.period.first} to {answer.period.last}\n")
    lines = [(*(table.labels or ("",)), *table.columns)]
    lines += [(*row.labels, *(cell.text for cell in row.cells)) for row in (*table.rows, table.foot)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    named = len(table.labels) or 1
    for line in lines:
        cells = [
            f"{text:<{width}}" if place < named else f"{text:>{width}}"
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  " + "  ".join(cells))
    say(
        f"\n{answer.figure.definition}\nVersion {answer.figure.version}, counted {answer.counted_at:%Y-%m-%d %H:%M} UTC."
    )
    for note in answer.notes:
        say(str(note))
    if answer.opted_out is not None:
        number = words.display_value(answer.opted_out, answer.measure).text
        say(f"Everybody is counted; people among them who do not want to be in data releases: {number}.")


VERB = Verb(
    "indicator", WORK, "ID --from MONTH --to MONTH [--by ...]", "a figure with its definition, as table or JSON", run
)
