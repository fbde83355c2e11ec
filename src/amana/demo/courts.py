"""Proceedings of 2018 and 2019, recorded from the papers of courts and reviewed by a second person."""

from datetime import date, datetime, timedelta
from typing import Any

from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.demo.letters import Hands
from amana.demo.second_person import confirm_step
from amana.demo.telling import again, in_drawers, made_up_scan, moment
from amana.justice import commands as justice
from amana.justice import pack as justice_pack
from amana.justice import queries
from amana.justice.commands.steps import Entry
from amana.steps.rules import Paper

EVERY = 12  # one of so many people wanted a proceeding
COURT = "Investigation Court (made up)"


def prosecute(hands: Hands, procedure: Procedure, day: date, *, to_the_end: bool) -> None:
    """Records an investigation; for some also charges, trial and a conviction."""
    row = justice.begin_proceeding(hands.manager, again(procedure), now=moment(day, 9))
    way: list[tuple[str, str, int, dict[str, Any]]] = [(justice_pack.INVESTIGATION, "investigative_judge", 0, {})]
    if to_the_end:
        way += [
            (justice_pack.CHARGES, "investigative_judge", 12, {"articles": "Law 28 of 2012"}),
            (justice_pack.TRIAL, "court", 25, {}),
            (justice_pack.JUDGMENT, "court", 40, {"result": "convicted", "compensation_or_not": "not_claimed"}),
        ]
    for transition, decided_by, days, values in way:
        _record_step(hands, procedure, row, transition, decided_by, moment(day + timedelta(days=days), 11), values)


def _record_step(
    hands: Hands,
    procedure: Procedure,
    begun: queries.Proceeding,
    transition: str,
    decided_by: str,
    at: datetime,
    values: dict[str, Any],
) -> None:
    row = justice.proceeding_in(again(procedure), begun.id).proceeding
    number, on = f"MADE-UP-{transition.upper()}", day_of(at)
    fields = pack().machine("justice").transition(transition).required
    days = {field.id: on.isoformat() for field in fields if field.id.endswith("_on")}
    told = in_drawers(fields, {**days, "authority": COURT, "number": number, **values})
    paper = Paper(on, COURT, number, made_up_scan(f"Made up for the demonstration: {number}"), "paper.pdf")
    taken = justice.record_proceeding_step(
        hands.manager, row, transition, Entry(decided_by, row.state, told, paper=paper), now=at
    )
    subject = justice.proceeding_in(again(procedure), row.id)
    confirm_step(hands.second, subject, taken, agree=True, now=at + timedelta(hours=3))
