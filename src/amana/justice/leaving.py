"""What of letters can leave as a file: their list, without a word of a letter."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.cases import queries as cases
from amana.countrypacks import dates
from amana.exports.of_lists import register_list_kind
from amana.justice import queries
from amana.justice.pack import LETTER, state_name
from amana.justice.queries import Letter
from amana.trust.actor import Actor


def list_cells(actor: Actor, letters: Sequence[Letter], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of the list of letters, for those of the actor's own cases."""
    for letter in letters:
        if not queries.is_own(actor, letter.procedure):
            continue
        yield (
            letter.procedure_id,
            [
                letter.number or "",
                cases.reference(letter.procedure),
                state_name(LETTER, letter.state),
                dates.day_of(letter.state_since).isoformat(),
            ],
        )


def register() -> None:
    """Registers the list of letters."""
    register_list_kind("letters", _("The list of letters about fines"), verb="letters.draft", cells=list_cells)
