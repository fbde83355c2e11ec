"""Help that is given: services, things from the store, and money."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from amana.assistance import commands as assistance
from amana.assistance import queries as given
from amana.cases.queries import Procedure
from amana.demo.cast import Cast
from amana.demo.organisations import Stores
from amana.demo.second_person import agree_to_cash
from amana.demo.shape import Life
from amana.demo.telling import again, moment, service_values
from amana.trust.actor import Actor


@dataclass
class Helping:
    """Help by the people of the cast, who give things out of these stores."""

    cast: Cast
    stores: Stores

    def helped(self, procedure: Procedure, life: Life, by: Actor, second: Actor, day: date) -> None:
        """Records two or three kinds of help, in a mix that changes from person to person."""
        first: list[tuple[str, dict[str, Any]]] = [
            ("SHE-SAFE", {"capacity_group": _group_of(life), "house_rules_accepted": True}),
            ("MED-EXAM", {"urgency": "soon"}),
            ("PSS-PFA", {}),
            ("LEG-ADV", {"topic": "status"}),
            ("SHE-EMER", {"nights": 3}),
            ("PSS-COUN", {"language": life.language, "session_no": 1}),
            ("STA-TD", {"embassy": life.country}),
        ]
        code, values = first[life.number % len(first)]
        if code == "SHE-SAFE" and life.age_years < 18:
            self.service(procedure, by, "FAM-BID", moment(day, 9))
        self.service(procedure, by, code, moment(day, 10), **values)
        kit = "woman" if life.sex == "female" else "man"
        things: list[tuple[str, dict[str, Any]]] = [
            ("NFI-DIGN", {"kit_type": kit, "unit": "kit"}),
            ("NFI-CLOTH", {"item": "coat", "unit": "piece"}),
            ("NFI-HYG", {"unit": "kit"}),
        ]
        code, values = things[life.number % len(things)]
        self.item(procedure, by, code, moment(day, 11), **values)
        if life.number % 3 == 0:
            self.cash(procedure, by, second, moment(day + timedelta(days=1), 9), 150_000, "food")

    def service(
        self, procedure: Procedure, by: Actor, code: str, at: datetime, *, stand: str = "delivered", **values: Any
    ) -> UUID:
        """Records a service that was given, or asked for."""
        return assistance.record_service(
            by, again(procedure), code, stand=stand, told=service_values(code, **values), on=at, now=at
        )

    def item(self, procedure: Procedure, by: Actor, code: str, at: datetime, **values: Any) -> UUID:
        """Gives her a thing, from the store where her helpers have one."""
        batch = self.stores.batches.get(code) if by.organisation_id == self.cast.organisations["hawa"] else None
        return assistance.give_item(
            by, again(procedure), code, quantity=1, batch_id=batch, told=service_values(code, **values), on=at, now=at
        )

    def cash(self, procedure: Procedure, by: Actor, second: Actor, at: datetime, amount: int, purpose: str) -> UUID:
        """Records money that one asked for, another agreed to, and she signed for."""
        delivery = self.cash_asked(procedure, by, at, amount, purpose)
        row = given.one(second, delivery)
        agree_to_cash(second, row, now=at + timedelta(hours=3))
        assistance.pay_out(
            by, given.one(by, delivery), receipt="signature", on=at + timedelta(hours=5), now=at + timedelta(hours=5)
        )
        return delivery

    def cash_asked(self, procedure: Procedure, by: Actor, at: datetime, amount: int, purpose: str) -> UUID:
        """Records money that waits for a second person."""
        values = {
            "amount": amount, "currency": "IQD", "modality": "cash_in_hand", "purpose": purpose, "risk_check_done": True,
        }  # fmt: skip
        return assistance.ask_for_cash(
            by, again(procedure), "CASH-EMER", amount=Decimal(amount), currency="IQD", risk_checked=True,
            told=service_values("CASH-EMER", **values), now=at,
        )  # fmt: skip


def _group_of(life: Life) -> str:
    """Returns the group in which a shelter takes her in."""
    if life.age_years < 18:
        return "children"
    return "women" if life.sex == "female" else "men"
