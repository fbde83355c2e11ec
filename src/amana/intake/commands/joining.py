"""Several reports about one thing go on as one sign, and can be parted again: nothing that was told is moved or lost."""

from datetime import datetime

from django.db import transaction

from amana import vault
from amana.cases.commands import change_facts
from amana.cases.models import Deadline, Procedure
from amana.errors import NotFound
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.errors import JoinedElsewhere, NotJoinable
from amana.intake.events import status_changed
from amana.intake.models import Joined, Sign
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("signs.triage")
@transaction.atomic
def join_sign(actor: Actor, sign: Sign, into: Sign, *, now: datetime) -> Joined:
    """`sign` goes on as `into`: its clocks stop, and `into` is as urgent as the more urgent of the two, by the earlier clock.

    Reports that were joined to `sign` come along. Raises NotFound for a sign the actor may not read, JoinedElsewhere for
    one that is joined already, NotJoinable for one that is beyond triage or lies with another unit.
    """
    if not (queries.may_read(actor, sign) and queries.may_read(actor, into)):
        raise NotFound
    list(Procedure.objects.select_for_update().filter(id__in=[sign.procedure_id, into.procedure_id]).order_by("id"))
    sign, into = (Sign.objects.select_related("procedure").get(id=each.id) for each in (sign, into))
    if queries.joined_to(sign) is not None or queries.joined_to(into) is not None:
        raise JoinedElsewhere
    if sign.id == into.id or not queries.joinable(sign) or queries.is_over(into) or sign.unit != into.unit:
        raise NotJoinable
    Joined.objects.filter(into=sign).update(into=into)
    assert actor.user_id is not None
    row = Joined.objects.create(sign=sign, into=into, joined_by=actor.user_id, joined_at=now)
    _more_urgent(actor, sign, into, now)
    Deadline.objects.filter(procedure=sign.procedure, done_at=None).update(done_at=now)
    told = Sign.objects.select_related("procedure", "joined__into__procedure").get(id=sign.id)
    if told.mailbox is not None and told.read_at is not None:
        status_changed.send(sender=Sign, sign=told, state=queries.status_told_outside(told))
    record(actor, "intake.sign_joined", sign.id, now, into=into.id)
    return row


def _more_urgent(actor: Actor, sign: Sign, into: Sign, now: datetime) -> None:
    facts = vault.facts.by_owner("sign", [sign.id, into.id])
    one, other = facts.get(sign.id, {}), facts.get(into.id, {})
    order = says.most_urgent_first()
    if rules.rank(one, order) < rules.rank(other, order):
        worse = {name: one[name] for name in ("urgency", "danger") if one.get(name)}
        vault.facts.put(into.procedure.lock, "sign", into.id, {**other, **worse})
        change_facts(actor, into.procedure, facts={"urgency": one["urgency"]}, now=now)
    for clock in Deadline.objects.filter(procedure=sign.procedure, done_at=None):
        Deadline.objects.filter(
            procedure=into.procedure, transition=clock.transition, done_at=None, due_at__gt=clock.due_at
        ).update(due_at=clock.due_at)


@needs("signs.triage")
@transaction.atomic
def part_sign(actor: Actor, sign: Sign, *, now: datetime) -> None:
    """The report is on its own again, and the clocks that stopped when it was joined run on from where they stood.

    What it made more urgent stays so. Raises NotFound for a report that is joined to nothing.
    """
    row = Joined.objects.select_for_update().filter(sign=sign).first()
    if row is None or not queries.may_read(actor, sign):
        raise NotFound
    Deadline.objects.filter(procedure=sign.procedure, done_at=row.joined_at).update(done_at=None)
    into = row.into_id
    row.delete()
    record(actor, "intake.sign_parted", sign.id, now, into=into)
