"""A second look at screenings whose advice rests on a "no" that an earlier wording may have reversed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amana import vault
from amana.countrypacks.dates import month_of
from amana.screening import pack as says
from amana.screening import queries, rules
from amana.screening.commands.screening import open_screening
from amana.screening.models import Screening
from amana.trust.actor import Actor
from amana.trust.authorise import needs_one_of
from amana.trust.trail import record

AT_ONCE = 20


@dataclass(frozen=True)
class SecondLook:
    """A screening, the doubtful questions, the coded result that was kept, and the advice that does not rely on them."""

    screening: Screening
    items: tuple[str, ...]
    kept: dict[str, Any]
    advice: rules.Advice

    @property
    def changes(self) -> bool:
        """Returns whether the advice is different without the doubtful answers."""
        return (self.advice.result, self.advice.strength) != (self.kept.get("result"), self.kept.get("strength"))


@needs_one_of("screening.run", "presumption.decide")
@transaction.atomic
def look_again(actor: Actor, now: datetime) -> list[SecondLook]:
    """Returns the next screenings that need a second look, those whose advice changes first; records each opening.

    One in which no "no" is doubtful is marked as done and is not returned again. Raises NotAllowed.
    """
    found: list[SecondLook] = []
    for row in queries.waits_for_second_look(actor):
        if len(found) == AT_ONCE:
            break
        if row.sealed is None or not vault.texts.can_open(actor, row.sealed):
            continue
        interview, _revision = open_screening(actor, row, now)
        items, kept = rules.doubtful(interview, says.doubtful_before()), queries.result_of(row)
        if items:
            found.append(SecondLook(row, items, kept, says.advise(interview)))
        else:
            vault.facts.put(row.procedure.lock, "screening", row.id, {**kept, "doubtful": 0})
    return sorted(found, key=lambda each: not each.changes)


@needs_one_of("screening.run", "presumption.decide")
@transaction.atomic
def second_look_done(actor: Actor, screening: Screening, now: datetime) -> None:
    """Records that somebody looked at a screening again, and that it stays as it is. Raises NotAllowed, NotFound."""
    screening = queries.screening(actor, screening.id)
    facts = {**queries.result_of(screening), "second_look": month_of(now)}
    vault.facts.put(screening.procedure.lock, "screening", screening.id, facts)
    record(actor, "intake.second_look_done", screening.id, now, procedure=screening.procedure_id)
