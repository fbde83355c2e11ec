"""Screenings and pages of needs that may rest on a "no" which an earlier wording reversed."""

from collections.abc import Iterable
from uuid import UUID

from amana import vault
from amana.screening import pack as says
from amana.screening import rules
from amana.screening.models import Screening
from amana.screening.queries.screenings import screenings_for
from amana.trust.actor import Actor

_AT_ONCE = 500


def waits_for_second_look(actor: Actor) -> list[Screening]:
    """The newest screening of each person of the actor's units that may rest on a doubtful "no", newest first.

    Read from the coded facts; whether it does is known once the screening is opened (`commands.look_again`).
    """
    newest: dict[UUID, Screening] = {}
    for row in screenings_for(actor):
        newest.setdefault(row.procedure_id, row)
    return list(_those_to_look_at(list(newest.values())))


def _those_to_look_at(rows: list[Screening]) -> Iterable[Screening]:
    version = says.wording()
    for start in range(0, len(rows), _AT_ONCE):
        group = rows[start : start + _AT_ONCE]
        facts = vault.facts.by_owner("screening", [row.id for row in group])
        yield from (row for row in group if rules.may_be_doubtful(facts.get(row.id, {}), version))
