"""The scene of this room's tests: Rawan's case, Hope Clinic in the directory, and what she agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amana.cases.models import Procedure
from amana.consent.commands import Said
from amana.referrals import commands, queries
from amana.referrals.commands import Wanted
from amana.referrals.models import Provider, Referral
from amana.trust.actor import Actor
from tests.cast import World

SAID = Said(language="am", how="written", interpreter="INT-4")
MEDICAL = "MED-EXAM"
FIELDS = frozenset({"referral_id", "service_code", "urgency", "sex", "language", "safe_hours", "referrer_focal_point"})


def entry_of(world: World, key: str, **more: Any) -> dict[str, Any]:
    """What the directory says of a unit of the cast."""
    return {
        "name_en": "Hope Clinic, Erbil",
        "name_ar": "عيادة الأمل، أربيل",
        "name_ckb": "کلینیکی هیوا، هەولێر",
        "kind": "ngo",
        "unit": world.units[key],
        "services": [MEDICAL, "MED-CMR"],
        "governorates": ["IQG11"],
        "languages": ["ar", "am"],
        "isp_signed": True,
        **more,
    }


@dataclass
class Scene:
    """Rawan's case and a provider that can be asked."""

    world: World
    case: Procedure
    clinic: Provider

    @property
    def now(self) -> datetime:
        """The moment of the scene."""
        return self.world.now

    def later(self, **by: float) -> datetime:
        """A moment after it."""
        return self.now + timedelta(**by)

    def wanted(self, fields: Iterable[str] = FIELDS, urgency: str = "soon", service: str = MEDICAL) -> Wanted:
        """A medical examination at Hope Clinic."""
        return Wanted(service, urgency, self.clinic.id, frozenset(fields))

    def asked(self, fields: Iterable[str] = FIELDS, urgency: str = "soon", at: datetime | None = None) -> Referral:
        """Sent, with her agreement."""
        return commands.ask_for_help(
            self.world.rawan, self.case, self.wanted(fields, urgency), SAID,
            expires_at=self.later(days=20), now=at or self.now,
        )  # fmt: skip

    def at_clinic(self, referral: Referral) -> Referral:
        """The referral as Jihan of the clinic finds it."""
        return queries.one(self.world.jihan, referral.id)

    def step(self, actor: Actor, referral: Referral, name: str, **values: Any) -> None:
        """One answer of the provider or one deed of the sender, from the state in which the referral stands."""
        referral.refresh_from_db()
        getattr(commands, name)(actor, referral, seen=referral.state, **{"now": self.now, **values})
        referral.refresh_from_db()

    def acknowledged(self) -> Referral:
        """Sent, and the clinic has it."""
        referral = self.asked()
        self.step(self.world.jihan, referral, "acknowledge")
        return referral

    def in_service(self) -> Referral:
        """The clinic takes her and has begun."""
        referral = self.acknowledged()
        self.step(self.world.jihan, referral, "accept", focal_point="Dr Jihan", first_appointment_at=self.later(days=1))
        self.step(self.world.jihan, referral, "start", started_at=self.now)
        return referral


def make_scene(world: World) -> Scene:
    """The scene in an empty database."""
    clinic = commands.add_provider(world.avin, values=entry_of(world, "clinic"), now=world.now)
    return Scene(world, world.case(), clinic)
