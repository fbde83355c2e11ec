"""Referrals: another organisation is asked, answers, helps, and writes how it went."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from amana.assistance import commands as assistance
from amana.cases.queries import Procedure
from amana.demo import casework, shape
from amana.demo.cast import Cast
from amana.demo.directory import Directory
from amana.demo.first_steps import FirstSteps
from amana.demo.shape import Life
from amana.demo.telling import again, moment, service_values
from amana.referrals import commands as referrals
from amana.referrals import queries as referral_queries
from amana.referrals.commands import Wanted

FIELDS = frozenset(
    {"referral_id", "service_code", "urgency", "sex", "age_group", "language", "safe_hours", "referrer_focal_point"}
)


@dataclass(frozen=True)
class Referring:
    """Referrals from a case to the providers of the directory."""

    cast: Cast
    directory: Directory
    first_steps: FirstSteps

    def referred(self, procedure: Procedure, life: Life, day: date) -> None:
        """Records that another organisation was asked, said yes, helped, and wrote how it went."""
        here = life.governorate in shape.OF_THE_HAWA_CENTRE
        service, provider, by = ("MED-EXAM", "clinic", "jihan") if here else ("LEG-ADV", "bureau", "lana")
        at = moment(day, 9)
        referral = self.asked(procedure, life, service, self.directory[provider], at, ends=at + timedelta(days=60))
        self.answer(by, referral, "acknowledge", at + timedelta(hours=1 + life.number % 5))
        appointment = at + timedelta(days=2)
        told: dict[str, Any] = {"focal_point": "Ask for us at the door", "first_appointment_at": appointment}
        self.answer(by, referral, "accept", at + timedelta(hours=7 + life.number % 9), **told)
        self.answer(by, referral, "start", appointment, started_at=appointment)
        row = referral_queries.one(self.cast[by], referral.id)
        assistance.deliver_for_referral(
            self.cast[by], row, told=service_values(service), on=appointment, now=appointment + timedelta(hours=1)
        )
        words = "She came and was helped."
        self.answer(by, referral, "complete", at + timedelta(days=3), outcome="helped", feedback=words)
        casework.looked_at(self.first_steps.houses, procedure, moment(day + timedelta(days=5), 9))

    def asked(
        self,
        procedure: Procedure,
        life: Life,
        service: str,
        provider: UUID,
        at: datetime,
        *,
        ends: datetime,
        **said_here: str,
    ) -> referral_queries.Referral:
        """Records that a provider was asked by the manager of the case, with her agreement until a moment."""
        row = again(procedure)
        manager = next(actor for actor in self.cast.actors.values() if actor.user_id == row.manager)
        wanted = Wanted(service, "soon", provider, FIELDS, said_here)
        return referrals.ask_for_help(manager, row, wanted, self.first_steps.said(life), expires_at=ends, now=at)

    def answer(self, by: str, referral: referral_queries.Referral, name: str, at: datetime, **values: Any) -> None:
        """Records one answer of a provider."""
        row = referral_queries.one(self.cast[by], referral.id)
        getattr(referrals, name)(self.cast[by], row, seen=row.state, now=at, **values)
