"""What of reports can leave as a file: their lists, without a word of what was written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.countrypacks import dates, pack
from amana.exports.of_lists import register_list_kind
from amana.intake import queries
from amana.intake.queries import Sign
from amana.trust.actor import Actor


def list_cells(actor: Actor, signs: Sequence[Sign], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of a list of reports: those of the actor's own units, which are all that the list holds."""
    country = pack()
    machine = country.machine("procedure")
    facts = queries.present_facts(list(signs))
    clocks = queries.next_clocks([sign.procedure_id for sign in signs])
    urgencies = {each.id: str(each.name) for each in country.urgencies}
    for sign in signs:
        due = clocks.get(sign.procedure_id)
        yield (
            sign.procedure_id,
            [
                sign.number,
                dates.day_of(sign.came_at).isoformat(),
                str(machine.state(sign.procedure.identification).name),
                urgencies.get(str(facts.get(sign.id, {}).get("urgency")), ""),
                dates.day_of(due).isoformat() if due else "",
            ],
        )


def register() -> None:
    """Registers both lists of reports."""
    register_list_kind("signs", _("The list of reports before help"), verb="signs.triage", cells=list_cells)
    register_list_kind("all_signs", _("The list of reports"), verb="signs.triage", cells=list_cells)
