"""Sharing with the team of the case: intake's texts stay intake's records, and the team can open them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.errors import NotFound
from amana.intake import queries
from amana.intake.models import Sign, SignFile, TriageCard
from amana.process_state import filled_at_start
from amana.trust.actor import Actor
from amana.trust.authorise import decides, part_of_a_command
from amana.trust.trail import record
from amana.vault.models import Sealed

type TextsOf = Callable[[Procedure], Iterable[UUID]]
_texts_above: list[TextsOf] = filled_at_start([])


def register_texts(texts: TextsOf) -> None:
    """From now on the sealed texts that `texts` names for a person are shared with her team like those of the intake desk."""
    _texts_above.append(texts)


def team_of(procedure: Procedure) -> list[vault.texts.Holder]:
    """Those who hold the file of a case; a unit counts as soon as it has a key."""
    holders = cases.holders_of_file(procedure)
    return [holder for holder in holders if holder.kind == "user" or vault.keyring.has_unit_key(holder.id)]


def texts_of(procedure: Procedure) -> list[Sealed]:
    """Intake's own texts about a person: sign and its files, card, words of steps before help, and those of rooms above."""
    ids: list[UUID] = [
        *Sign.objects.filter(procedure=procedure).values_list("sealed", flat=True),
        *SignFile.objects.filter(sign__procedure=procedure).values_list("sealed", flat=True),
        *TriageCard.objects.filter(procedure=procedure).values_list("sealed", flat=True),
        *(text for of in _texts_above for text in of(procedure)),
        *(step.sealed for step in cases.steps_of(procedure) if step.sealed is not None),
    ]
    return list(Sealed.objects.filter(id__in=ids))


@part_of_a_command
def give_to_team(actor: Actor, procedure: Procedure) -> int:
    """The team holds a wrap of every text of intake that the actor can open; how many texts. They stay intake's records."""
    texts = texts_of(procedure)
    openable = vault.texts.openable(actor, texts)
    mine = [text for text in texts if text.id in openable]
    if actor.keys is None:
        return 0
    for holder in team_of(procedure):
        vault.texts.share(actor, mine, holder)
    return len(mine)


@transaction.atomic
@decides("signs.triage", "screening.run", "presumption.decide", "cases.read", on_record=True)
def share_with_team(actor: Actor, sign: Sign, now: datetime) -> int:
    """The present team of the case can open what intake wrote; those who left the team no longer can. How many texts.

    Raises NotFound for anybody but the unit that took the sign in, the one that supervises it, or the team itself.
    """
    if not queries.may_read(actor, sign) or sign.procedure.number is None:
        raise NotFound
    team = set(team_of(sign.procedure))
    count = give_to_team(actor, sign.procedure)
    with vault.relocking.closing_together():
        for text in texts_of(sign.procedure):
            for holder in vault.texts.holders_of(text):
                if holder.kind == "user" and holder not in team:
                    vault.texts.unshare([text], holder)
    record(actor, "intake.shared_with_team", sign.id, now, procedure=sign.procedure_id, count=count)
    return count
