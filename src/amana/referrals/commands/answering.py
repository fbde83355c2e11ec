"""The provider's side: each answer is one step of the pack, with what it has to say."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from amana.referrals.commands.steps import PROVIDER_ROLE, take, told_for
from amana.referrals.models import Referral
from amana.trust.actor import Actor
from amana.trust.authorise import needs


def _answer(
    actor: Actor, referral: Referral, transition_id: str, values: Mapping[str, Any], seen: str, now: datetime
) -> None:
    told = told_for(transition_id, values)
    take(actor, referral, transition_id, told=told, decided_by=PROVIDER_ROLE, seen=seen, now=now)


@needs("referrals.answer")
def acknowledge(actor: Actor, referral: Referral, *, seen: str, now: datetime) -> None:
    """The provider has it; the clock for confirming stops, the one for answering runs on (r4)."""
    _answer(actor, referral, "r4", {"received_at": now}, seen, now)


@needs("referrals.answer")
def accept(
    actor: Actor, referral: Referral, *, focal_point: str, first_appointment_at: datetime, seen: str, now: datetime
) -> None:
    """The provider takes her, with a contact person and a first appointment (r5, or r15 from the waiting list)."""
    transition = "r15" if referral.state == "waitlisted" else "r5"
    values = {"focal_point": focal_point, "first_appointment_at": first_appointment_at}
    _answer(actor, referral, transition, values, seen, now)


@needs("referrals.answer")
def ask_question(actor: Actor, referral: Referral, *, question: str, seen: str, now: datetime) -> None:
    """The provider needs to know something first; the question is sealed for both sides (r6)."""
    _answer(actor, referral, "r6", {"question": question}, seen, now)


@needs("referrals.answer")
def put_on_waiting_list(actor: Actor, referral: Referral, *, expected_from: date, seen: str, now: datetime) -> None:
    """There will be a place from a day on; both sides are reminded when it has passed (r7)."""
    _answer(actor, referral, "r7", {"expected_from": expected_from}, seen, now)


@needs("referrals.answer")
def decline(
    actor: Actor, referral: Referral, *, reason_code: str, alternative: str = "", seen: str, now: datetime
) -> None:
    """The provider cannot help, says why and perhaps who could; its package is shut (r8)."""
    _answer(actor, referral, "r8", {"reason_code": reason_code, "alternative": alternative}, seen, now)


@needs("referrals.answer")
def start(actor: Actor, referral: Referral, *, started_at: datetime, seen: str, now: datetime) -> None:
    """The help has begun (r9)."""
    _answer(actor, referral, "r9", {"started_at": started_at}, seen, now)


@needs("referrals.answer")
def complete(actor: Actor, referral: Referral, *, outcome: str, feedback: str, seen: str, now: datetime) -> None:
    """The help was given; how it went, without clinical detail (r10)."""
    _answer(actor, referral, "r10", {"outcome": outcome, "feedback_to_referrer": feedback}, seen, now)


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
    """The help ended before it was done, with the reason (r16)."""
    values = {"reason_code": reason_code, "ended_at": ended_at, "feedback_to_referrer": feedback}
    _answer(actor, referral, "r16", values, seen, now)
