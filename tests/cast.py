"""The cast of the tests: the same people as in the demo world, and a person whose case they work on."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.countrypacks.dates import day_of, month_of, year_of
from amana.demo.cast import Cast, bring_to_life
from amana.signin import factor_rows
from amana.trust.actor import Actor
from amana.vault import keystore, states
from amana.vault.clock import now as clock
from tests.made_before import made_before

PASSWORD = "made-up-people-only"
APPLICATION = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the secret of everybody's application for codes


# How long everybody has worked here when a test begins: nobody's account was made, or changed by others, just now.
IN_SERVICE = timedelta(days=30)


@dataclass
class World:
    """A small living world: Rawan, Nasrin and the others, with their keys at hand."""

    cast: Cast
    now: datetime = field(default_factory=clock)

    def __getattr__(self, name: str) -> Actor:
        try:
            found: Actor = self.__dict__["cast"].actors[name]
            return found
        except KeyError:
            raise AttributeError(name) from None

    @property
    def today(self) -> date:
        """The day of the country at `now`: what the product takes for today."""
        return day_of(self.now)

    @property
    def month(self) -> str:
        """The month of that day, as "2026-03"."""
        return month_of(self.now)

    @property
    def year(self) -> int:
        """The year of that day: numbers of cases and letters begin with it."""
        return year_of(self.now)

    @property
    def units(self) -> dict[str, UUID]:
        """Units by key: protection, intake, supervisors, clinic, shelter, lawyers, court ..."""
        return self.cast.units

    def procedure(self) -> Procedure:
        """A person with a sign taken in by the Hawa Centre's intake desk, and nothing else yet."""
        return cases.start_procedure(
            self.berivan,
            unit_id=self.units["intake"],
            organisation_id=self.cast.organisations["hawa"],
            facts={"sex": "female", "age_group": "26_59", "urgency": "soon", "languages": ["am"]},
            now=self.now,
        )

    def case(self, **identity: str) -> Procedure:
        """An opened case of Rawan's, supervised by Nasrin."""
        procedure = self.procedure()
        Procedure.objects.filter(id=procedure.id).update(identification="presumed")
        return cases.open_case(
            self.rawan,
            procedure,
            manager_id=self.rawan.account,
            sections={
                "identity": {"full_name": "Selam Tesfaye", "document_no": "EP1234567", **identity},
                "contact": {"phone": "+9647500000142", "safe_hours": "10:00-16:00"},
            },
            facts={"nationality": "ET", "exploitation": ["domestic_servitude"]},
            now=self.now,
        )

    def share(self, case: Procedure, unit: str, *sections: str, lasting: timedelta = timedelta(days=9)) -> UUID:
        """She lets a unit, named by its key, into these sections; the id of her agreement."""
        return consents.give_sections(
            self.rawan,
            consents.About(case.id, case.lock),
            consents.Said(language="am", how="written"),
            type="assistance",
            purpose="assistance",
            unit_id=self.units[unit],
            sections=frozenset(sections),
            sealeds=queries.texts_of_section(case, sections),
            expires_at=self.now + lasting,
            now=self.now,
        )


def make_world(pack: str) -> World:
    """The cast brought to life in an empty database, each with an application that makes codes."""

    def make() -> Cast:
        cast = bring_to_life(PASSWORD, pack, clock() - IN_SERVICE)
        give_applications(actor.account for actor in cast.actors.values())
        return cast

    return World(made_before(pack, make))


def give_applications(users: Iterable[UUID]) -> None:
    """These accounts have a second factor: an application whose secret is known to the tests."""
    rows, of = [], list(users)
    for user in of:
        with factor_rows.of(user):
            secret = {"secret": factor_rows.seal_secret(APPLICATION)}
        rows.append(Authenticator(user_id=user, type=Authenticator.Type.TOTP, data=secret))
        factor_rows.mark(rows[-1])
    Authenticator.objects.bulk_create(rows)
    factor_rows.KIND.accept(of)


def forget_states() -> None:
    """The key store knows no state of any account, as before the release that keeps them."""
    keystore.table(states._TABLE).rows("DELETE FROM states")


def code_now() -> str:
    """What the application of everybody in the cast shows at this moment."""
    shown: str = format_hotp_value(hotp_value(APPLICATION, int(time.time()) // 30))
    return shown
