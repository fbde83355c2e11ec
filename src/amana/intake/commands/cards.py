"""What an observation card ends in: a sign that is handed over, or a contact card of which only the number is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from amana.cases.models import Procedure
from amana.cases.sources import WORKER
from amana.countrypacks import pack
from amana.countrypacks.dates import month_of
from amana.intake import findings, observing, queries
from amana.intake import pack as says
from amana.intake.commands.signs import open_sign, take_sign
from amana.intake.commands.triage import begin_triage
from amana.intake.events import child_said
from amana.intake.models import ContactCards, Sign
from amana.intake.pack_sections import SCREENING
from amana.intake.rules.observing import SEEN, Seen, signs_of
from amana.steps.commands import Told
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs


@needs("signs.take")
@transaction.atomic
def hand_over(
    actor: Actor, seen: Seen, *, unit_id: UUID, area: str, language: str = "", note: str = "", now: datetime
) -> Sign:
    """What the card says is a sign, sealed for the unit that takes it in; nothing of it has to be told again.

    Somebody who triages in that unit finds it at triage already. `area` is a governorate or district, or empty.
    Raises NotAnIntakeUnit.
    """
    asked = observing.questions()
    told = Told(
        facts={
            "channel": observing.CHANNEL,
            "area_pcode": area,
            "person_aware": "unknown",
            "urgency": says.most_urgent_first()[-1],
        },
        sealed={
            "what_was_seen": as_told(seen, note),
            "safe_contact": gettext("Through whoever filled in the observation card, while the person is there."),
        },
        working={"received_at": now.isoformat()},
    )
    sign = take_sign(
        actor,
        unit_id=unit_id,
        told=told,
        danger=seen.about("danger", asked),
        child=seen.about("child", asked),
        language=language,
        observations=signs_of(asked, seen),
        source=WORKER,
        now=now,
    )
    if seen.about("child", asked) == "yes":
        with rows.acting_as(rows.SYSTEM):  # the notice is a text of the unit that takes the sign in
            child_said.send(sender=Procedure, actor=actor, procedure=sign.procedure, child=True, at=now)
    step = says.step(says.BEGIN_TRIAGE)
    roles = [role for role in step.decides if role in actor.roles and role in step.records]
    if roles and area and actor.can("signs.triage") and queries.may_read(actor, sign):
        open_sign(actor, sign, now)
        seen_at = sign.procedure.identification
        begin_triage(actor, sign, changes=Told(), decided_by=roles[0], seen=seen_at, now=now)
        sign = Sign.objects.select_related("procedure").get(id=sign.id)
    return sign


def as_told(seen: Seen, note: str) -> str:
    """The card in words, in the language of the user who filled it in: each question with its answer, then signs and note."""
    said = SCREENING.of(pack()).entry.card.questions
    answered = [
        f"{said[each.id].ask} {findings.word(said[each.id].answers, seen.answers[each.id])}"
        for each in observing.questions()
        if seen.answers.get(each.id) in SEEN
    ]
    ticked = [str(sign.label) for sign in observing.country_signs() if sign.id in seen.signs]
    return "\n".join([*answered, *ticked, *filter(None, [note])])


@needs("signs.take")
@transaction.atomic
def offer_contact_card(actor: Actor, now: datetime) -> None:
    """One contact card more was offered by the actor's unit in this month. No person, no hour, no line in the trail."""
    month = month_of(now)
    row, _ = ContactCards.objects.get_or_create(unit=actor.unit_id, month=month)
    ContactCards.objects.filter(id=row.id).update(offered=F("offered") + 1)
