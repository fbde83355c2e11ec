"""What of reports can leave as a file: their lists, without a word of what was written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.countrypacks import dates
from amana.exports.of_lists import register_list_kind
from amana.intake.queries import Sign
from amana.intake.sign_list import sign_rows
from amana.trust.actor import Actor


def list_cells(actor: Actor, signs: Sequence[Sign], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of a list of reports: those of the actor's own units, which are all that the list holds."""
    for sign, row in zip(signs, sign_rows(signs), strict=True):
        came, due = (dates.day_of(at).isoformat() if at else "" for at in (sign.came_at, row["due"]))
        yield sign.procedure_id, [sign.number, came, str(row["place"]), row["urgency"], due]


def register() -> None:
    """Registers both lists of reports."""
    register_list_kind("signs", _("The list of reports before help"), verb="signs.triage", cells=list_cells)
    register_list_kind("all_signs", _("The list of reports"), verb="signs.triage", cells=list_cells)
