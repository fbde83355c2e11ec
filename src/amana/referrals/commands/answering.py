"""The provider's side: each answer is one step of the pack, with its form values."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from amana.referrals.commands.steps import PROVIDER_ROLE, take, told_for
from amana.referrals.models import Referral
from amana.referrals.pack import ReferralStep
from amana.referrals.states import ReferralState
from amana.trust.actor import Actor
from amana.trust.authorise import needs


def _answer(
    actor: Actor, referral: Referral, transition_id: str, values: Mapping[str, Any], seen: str, now: datetime
) -> None:
    told = told_for(transition_id, values)
    take(actor, referral, transition_id, told=told, decided_by=PROVIDER_ROLE, seen=seen, now=now)


@needs("referrals.answer")
def acknowledge(actor: Actor, referral: Referral, *, seen: str, now: datetime) -> None:
    """Confirms receipt: the deadline for confirming stops, the one for answering runs on (r4)."""
    _answer(actor, referral, ReferralStep.ACKNOWLEDGE, {"received_at": now}, seen, now)


@needs("referrals.answer")
def accept(
    actor: Actor, referral: Referral, *, focal_point: str, first_appointment_at: datetime, seen: str, now: datetime
) -> None:
    """Accepts the referral, with a contact person and a first appointment (r5, or r15 from the waiting list)."""
    transition = (
        ReferralStep.ACCEPT_FROM_WAITING_LIST if referral.state == ReferralState.WAITLISTED else ReferralStep.ACCEPT
    )
    values = {"focal_point": focal_point, "first_appointment_at": first_appointment_at}
    _answer(actor, referral, transition, values, seen, now)


@needs("referrals.answer")
@transaction.atomic
def accept_at_once(
    actor: Actor, referral: Referral, *, focal_point: str, first_appointment_at: datetime, seen: str, now: datetime
) -> None:
    """Accepts, and confirms receipt first where nobody has: both steps are in the history, or neither (r4, r5)."""
    if seen == ReferralState.SENT:
        acknowledge(actor, referral, seen=seen, now=now)
        seen = ReferralState.ACKNOWLEDGED
    accept(
        actor, referral, focal_point=focal_point, first_appointment_at=first_appointment_at, seen=seen, now=now
    )  # fmt: skip


@needs("referrals.answer")
def ask_question(actor: Actor, referral: Referral, *, question: str, seen: str, now: datetime) -> None:
    """Asks the sender a question first; the question is sealed for both sides (r6)."""
    _answer(actor, referral, ReferralStep.ASK, {"question": question}, seen, now)


@needs("referrals.answer")
def put_on_waiting_list(actor: Actor, referral: Referral, *, expected_from: date, seen: str, now: datetime) -> None:
    """Puts her on the waiting list until an expected day; both sides are reminded when that day has passed (r7)."""
    _answer(actor, referral, ReferralStep.PUT_ON_WAITING_LIST, {"expected_from": expected_from}, seen, now)


@needs("referrals.answer")
def decline(
    actor: Actor, referral: Referral, *, reason_code: str, alternative: str = "", seen: str, now: datetime
) -> None:
    """Declines with a reason, perhaps naming who could help; the provider's access to the package ends (r8)."""
    _answer(actor, referral, ReferralStep.DECLINE, {"reason_code": reason_code, "alternative": alternative}, seen, now)


@needs("referrals.answer")
def start(actor: Actor, referral: Referral, *, started_at: datetime, seen: str, now: datetime) -> None:
    """Records that the help has started (r9)."""
    _answer(actor, referral, ReferralStep.START_SERVICE, {"started_at": started_at}, seen, now)


@needs("referrals.answer")
def complete(actor: Actor, referral: Referral, *, outcome: str, feedback: str, seen: str, now: datetime) -> None:
    """Records that the help was given and how it went, without clinical detail (r10)."""
    _answer(
        actor,
        referral,
        ReferralStep.COMPLETE_SERVICE,
        {"outcome": outcome, "feedback_to_referrer": feedback},
        seen,
        now,
    )


@needs("referrals.answer")
def end_early(
    actor: Actor,
    referral: Referral,
    *,
    reason_code: str,
    ended_at: datetime,
    feedback: str,
    seen: str,
    now: datetime,
) -> None:
    """Records that the help ended early, with the reason (r16)."""
    values = {"reason_code": reason_code, "ended_at": ended_at, "feedback_to_referrer": feedback}
    _answer(actor, referral, ReferralStep.END_EARLY, values, seen, now)
