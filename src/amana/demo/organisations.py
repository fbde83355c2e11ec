"""The organisations that take people in: who works there, what is in their stores, and the money of the donor."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from amana.assistance import commands as assistance
from amana.countrypacks import pack
from amana.demo.cast import Cast
from amana.demo.telling import moment
from amana.trust.actor import Actor


@dataclass(frozen=True)
class House:
    """Who does what in an organisation that takes people in."""

    unit: UUID
    reporters: tuple[Actor, ...]
    screener: Actor
    managers: tuple[Actor, ...]
    supervisor: Actor


@dataclass
class Stores:
    """The batches from which things are given out, by service; empty for an organisation that buys as it needs."""

    batches: dict[str, UUID] = field(default_factory=dict)


def houses(cast: Cast) -> dict[str, House]:
    """Returns the Hawa Centre in the Kurdistan Region, Tigris Relief elsewhere."""
    return {
        "hawa": House(
            cast.units["intake"], (cast["karwan"], cast["berivan"], cast["dilan"]), cast["berivan"],
            (cast["rawan"], cast["shno"]), cast["nasrin"],
        ),
        "relief": House(
            cast.units["relief_intake"], (cast["maryam"], cast["yusuf"]), cast["maryam"], (cast["yusuf"],), cast["noor"]
        ),
    }  # fmt: skip


def fill_the_store(cast: Cast) -> Stores:
    """Puts, as Tara, what was bought for the programme into the store."""
    day = date(2017, 12, 18)
    kinds = {"NFI-DIGN": "kit", "NFI-CLOTH": "piece", "NFI-HYG": "kit"}
    return Stores(
        {
            code: assistance.receive(
                cast["tara"], service_code=code, number=f"2018-{code[-3:]}", counted_in=unit, quantity=160, on=day,
                now=moment(day, 10),
            )
            for code, unit in kinds.items()
        }
    )  # fmt: skip


def fill_the_book(cast: Cast, day: date, amount: int) -> None:
    """Records the donor's money for the people of both organisations on this day."""
    for username in ("nasrin", "noor"):
        assistance.record_money_in(
            cast[username], amount=Decimal(amount), currency=pack().currency, day=day, budget_line="Emergency cash",
            now=moment(day, 10),
        )  # fmt: skip
