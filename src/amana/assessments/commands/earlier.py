"""A change of a note keeps what it said, for those who hold the note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amana import vault
from amana.assessments import rules
from amana.assessments.models import Assessment
from amana.assessments.queries import assessments
from amana.earlier.commands import EarlierValues, keep_earlier, open_values
from amana.earlier.queries import NOTE, texts_by_id
from amana.errors import CannotOpen
from amana.intake.commands.sharing import team_of
from amana.intake.commands.signs import holders_at
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in, part_of_a_command
from amana.trust.trail import record


@part_of_a_command
def keep_earlier_note(
    actor: Actor, row: Assessment, *, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    """Keeps what the changed answers and words said, sealed to the holders of the note who should hold it now.

    The caller holds the row of the note's text, so that two changes are kept one after the other.
    """
    lock, wording = row.procedure.lock, before.get("wording", 0)
    text = keep_earlier(
        actor, lock, NOTE, before=rules.values_of(before), after=rules.values_of(after), holders=_holders(row),
        also={"wording": wording}, now=now,
    )  # fmt: skip
    if text is not None:
        texts = [str(each) for each in (*assessments.earlier_of(row), text)]
        vault.facts.put(lock, assessments.EARLIER, row.id, {"texts": texts})


def _holders(row: Assessment) -> list[vault.texts.Holder]:
    """Those who hold the note by right, without a colleague who has left the team since."""
    wanted = set(team_of(row.procedure)) if row.procedure.number is not None else set()
    if row.unit is not None:
        wanted |= set(holders_at(row.unit, row.supervised_by))
    return [holder for holder in vault.texts.holders_of(row.sealed) if holder in wanted]


@anybody_signed_in("the note is among those that they may read, and their key opens it")
@transaction.atomic
def open_earlier_note(actor: Actor, row: Assessment, now: datetime) -> tuple[list[EarlierValues], int]:
    """Returns (earlier values, newest first; how many more the actor's keys do not open), and records the opening.

    Raises NotFound, and CannotOpen for an actor without a key to the note as it is now.
    """
    row = assessments.assessment(actor, row.id)
    if not vault.texts.can_open(actor, row.sealed):
        raise CannotOpen
    kept = assessments.earlier_of(row)
    found = open_values(actor, texts_by_id(kept))
    if found:
        record(actor, "intake.earlier_opened", row.id, now, procedure=row.procedure_id, count=len(found))
    return found, len(kept) - len(found)
