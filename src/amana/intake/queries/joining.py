"""Which reports go on as one sign, and which others look alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.intake import rules
from amana.intake.models import Joined, Sign
from amana.intake.pack import BEGIN_TRIAGE, first_place, place_after
from amana.intake.queries.signs import facts_of_signs, is_over, signs_for
from amana.trust.actor import Actor

_AT_ONCE = 400
_SHOWN = 8


def joined_to(record: Sign) -> Sign | None:
    """The sign as which this report goes on; None where it is on its own."""
    row = Joined.objects.select_related("into__procedure").filter(sign=record).first()
    return row.into if row is not None else None


def reports_of(record: Sign) -> list[Joined]:
    """The reports that go on as this sign, oldest first."""
    return list(Joined.objects.select_related("sign__procedure").filter(into=record).order_by("sign__came_at"))


def joined_procedures(procedures: Iterable[UUID]) -> set[UUID]:
    """Those of these procedures whose sign goes on as another one."""
    return set(Joined.objects.filter(sign__procedure__in=list(procedures)).values_list("sign__procedure_id", flat=True))


def joinable(record: Sign) -> bool:
    """Whether the report can go on as another sign: nobody asked its person anything yet, and no case was opened."""
    from_here = {first_place(), place_after(BEGIN_TRIAGE)}
    return record.procedure.identification in from_here and record.procedure.number is None and not is_over(record)


@dataclass(frozen=True)
class Likely:
    """Another sign, and what it has in common with the one that is looked at."""

    sign: Sign
    facts: dict[str, Any]
    common: tuple[rules.Common, ...]


def alike(actor: Actor, record: Sign) -> list[Likely]:
    """Open signs of the same unit that have something in common by their coded facts, the most alike first.

    No word of what was told is compared: those are sealed, and opening two of them is an act of its own.
    """
    ends = pack().machine("procedure").tracks["help"].terminal
    others = signs_for(actor).filter(unit=record.unit, joined=None).exclude(procedure__help__in=ends)
    rows = list(others.exclude(id=record.id)[:_AT_ONCE])
    facts = facts_of_signs([record, *rows])
    mine, governorates = facts.get(record.id, {}), {k: d.parent or k for k, d in pack().districts.items()}
    found = [
        Likely(row, facts[row.id], common)
        for row in rows
        if row.id in facts
        for common in [
            rules.in_common(
                mine, facts[row.id], governorate_of=governorates, days_apart=_days(record.came_at, row.came_at)
            )
        ]
        if rules.weight(common) >= rules.SHOWN_FROM
    ]
    return sorted(found, key=lambda each: (-rules.weight(each.common), each.sign.came_at))[:_SHOWN]


def _days(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds()) / 86400


def goes_on_as(procedure: Procedure) -> Sign | None:
    """The sign as which the report of this procedure goes on."""
    row = Joined.objects.select_related("into__procedure").filter(sign__procedure=procedure).first()
    return row.into if row is not None else None
