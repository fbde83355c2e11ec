"""The worker's duty: escalates late referrals, expires unanswered ones. It holds no key and decides nothing about people."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from amana.referrals.commands.steps import enter
from amana.referrals.models import Referral
from amana.referrals.pack import ReferralStep
from amana.referrals.states import ReferralState
from amana.steps.commands import Told
from amana.trust.actor import SYSTEM
from amana.trust.trail import record

CLOCK = replace(SYSTEM, roles=frozenset({"system"}))


def run_clocks(now: datetime) -> int:
    """Escalates or expires everything that is due at `now`. Returns the number of referrals. Can be run twice."""
    late = Referral.objects.filter(state=ReferralState.SENT, acknowledge_due__lt=now, acknowledge_escalated_at=None)
    unanswered = Referral.objects.filter(
        state__in=[ReferralState.SENT, ReferralState.ACKNOWLEDGED], answer_due__lt=now, answer_escalated_at=None
    )
    done = {row.id for row in [*late, *unanswered] if escalate(row, now)}
    for row in list(
        Referral.objects.filter(state__in=[ReferralState.SENT, ReferralState.ACKNOWLEDGED], expires_due__lt=now)
    ):
        if expire(row, now):
            done.add(row.id)
    return len(done)


@transaction.atomic
def escalate(referral: Referral, now: datetime) -> bool:
    """Shows the supervisors of the case and the coordinator that it is late. Returns False where it was answered meanwhile."""
    row = Referral.objects.select_for_update().get(id=referral.id)
    told = []
    if row.state == ReferralState.SENT and row.acknowledge_due is not None and row.acknowledge_due < now:
        told.append("acknowledge_escalated_at")
    if (
        row.state in (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
        and row.answer_due is not None
        and row.answer_due < now
    ):
        told.append("answer_escalated_at")
    told = [name for name in told if getattr(row, name) is None]
    for name in told:
        setattr(row, name, now)
    if told:
        row.save(update_fields=told)
        record(CLOCK, "referrals.escalated", row.id, now, unit=row.procedure.supervisors_unit)
    return bool(told)


@transaction.atomic
def expire(referral: Referral, now: datetime) -> bool:
    """Expires a referral: access to the package ends, and a linked draft waits for the case manager (r11).

    Never before the escalation. Returns False where time has not run out, or it was answered meanwhile.
    """
    escalate(referral, now)
    row = Referral.objects.select_for_update(of=("self",)).select_related("procedure", "provider").get(id=referral.id)
    told = row.acknowledge_escalated_at or row.answer_escalated_at
    if row.expires_due is None or row.expires_due >= now or told is None:
        return False
    enter(CLOCK, row, ReferralStep.EXPIRE, Told(), "system", row.state, now)
    return True
