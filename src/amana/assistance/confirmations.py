"""Requests for money as entries for a second person: what waits, every detail of it, what approving means."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from amana.assistance import commands, queries
from amana.assistance.pairs import coded_pairs, opened_pairs
from amana.cases.confirming import Answer, Details, Line, Source, Waiting
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.trust import queries as trust
from amana.trust.actor import Actor


def _list_waiting(actor: Actor, procedure: Procedure | None) -> Iterable[Waiting]:
    for delivery, row in queries.waiting_for(actor):
        if procedure is None or delivery.procedure_id == procedure.id:
            name = gettext("Money: %(service)s") % {"service": row.name}
            due = row.requested_at + queries.AGREE_WITHIN
            yield Waiting("money", delivery.id, delivery.procedure, name, row.asked_by, due)


def _open(actor: Actor, waiting: Waiting, now: datetime) -> Details:
    delivery = queries.one(actor, waiting.id)
    details, proof = commands.look_at_cash(actor, delivery, now=now)
    return Details(
        lines=_lines(waiting, details),
        meaning=gettext(
            "By agreeing you say: I looked at the amount, the purpose and the safety check, and this money may be paid out."
        ),
        agree=gettext("I agree to this money"),
        differ=gettext("I do not agree, for the reason below"),
        proof=proof,
        needs_reason=True,
    )


def _lines(waiting: Waiting, details: Mapping[str, Any]) -> tuple[Line, ...]:
    row = queries.help_with(waiting.id, details["facts"])
    currency = {option.id: str(option.label) for option in pack().lists["currency"]}
    lines = [
        Line(gettext("What"), row.name),
        Line(gettext("Amount"), f"{row.amount:,} {currency.get(row.currency, row.currency)}" if row.amount else ""),
        *(Line(label, value) for label, value in coded_pairs(row)),
        Line(
            gettext("Checked that this money puts the person in no danger"), _yes_or_no(row.facts.get("risk_checked"))
        ),
        Line(gettext("Asked for by"), trust.user_name(waiting.recorded_by)),
        Line(gettext("When it was asked for"), moment=parse_datetime(details["asked_at"])),
    ]
    for _section, said in opened_pairs(row, details["words"]):
        lines += [Line(label, value) for label, value in said]
    return tuple(line for line in lines if line.text or line.moment)


def _yes_or_no(value: object) -> str:
    return gettext("yes") if value else gettext("no")


def _answer(actor: Actor, waiting: Waiting, given: Answer, now: datetime) -> None:
    delivery = queries.one(actor, waiting.id)
    if given.agree:
        commands.agree_to_cash(actor, delivery, shown=given.shown, now=now)
    else:
        commands.refuse_cash(actor, delivery, reason=given.reason, now=now)


MONEY = Source("money", _list_waiting, _open, _answer, _lines)
