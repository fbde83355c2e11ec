"""What is true of services, money and stock: which steps a delivery may take, who is a second person, limits, the cash book.

Pure functions.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from amana.assistance.states import DeliveryState

# The place of a referral that is being served, by the name that the machine of every pack gives it.
IN_SERVICE = "in_service"

# The states of a delivery: `waits` is for a second person; what was agreed by one is not given yet.
OPEN = frozenset({DeliveryState.REQUESTED, DeliveryState.WAITS, DeliveryState.AGREED, DeliveryState.RUNNING})
MAY_BECOME: Mapping[str, frozenset[str]] = {
    DeliveryState.REQUESTED: frozenset({DeliveryState.RUNNING, DeliveryState.DELIVERED, DeliveryState.CANCELLED}),
    DeliveryState.WAITS: frozenset({DeliveryState.AGREED, DeliveryState.REFUSED, DeliveryState.CANCELLED}),
    DeliveryState.AGREED: frozenset({DeliveryState.DELIVERED, DeliveryState.CANCELLED}),
    DeliveryState.RUNNING: frozenset({DeliveryState.DELIVERED, DeliveryState.CANCELLED}),
    DeliveryState.DELIVERED: frozenset(),
    DeliveryState.CANCELLED: frozenset(),
    DeliveryState.REFUSED: frozenset(),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether a delivery may go from `state` to `wanted`; what is over stays over.

    >>> may_become("waits", "delivered"), may_become("agreed", "delivered")
    (False, True)
    """
    return wanted in MAY_BECOME.get(state, frozenset())


def help_is_open(identification: str, help_place: str, *, opens_from: Set[str], initial: str, ended: Set[str]) -> bool:
    """Whether help may be given: it is running already, or the identification place allows it to begin.

    >>> opens = {"presumed", "identified"}
    >>> help_is_open("signal", "none", opens_from=opens, initial="none", ended={"closed"})
    False
    >>> help_is_open("presumed", "none", opens_from=opens, initial="none", ended={"closed"})
    True
    """
    if help_place in ended:
        return False
    return help_place != initial or identification in opens_from


def is_second_person(asked_by: UUID | None, approver: UUID | None) -> bool:
    """Whether two different people request and approve; nobody approves their own request."""
    return approver is not None and asked_by != approver


def next_follow_up(
    delivered_at: datetime, *, followup_days: int | None, schedule_days: Sequence[int] = (), done: int = 0
) -> datetime | None:
    """Returns when the follow-up is due, or None.

    A schedule counts days from the first moment (30, 90, 180 ...); `done` checks were made before this one, so that
    the next comes after the difference of the two days. Without a schedule it comes after `followup_days`.

    >>> from datetime import UTC
    >>> given = datetime(2026, 3, 1, tzinfo=UTC)
    >>> next_follow_up(given, followup_days=14).day
    15
    >>> next_follow_up(given, followup_days=None, schedule_days=(30, 90), done=0).isoformat()
    '2026-04-30T00:00:00+00:00'
    >>> next_follow_up(given, followup_days=None, schedule_days=(30, 90), done=1) is None
    True
    """
    if schedule_days:
        if done + 1 >= len(schedule_days):
            return None
        return delivered_at + timedelta(days=schedule_days[done + 1] - schedule_days[done])
    return delivered_at + timedelta(days=followup_days) if followup_days else None


def left_after(balance: int, quantity: int) -> int:
    """Returns the balance of a batch after `quantity` leaves it. Raises ValueError below one, or when there is not enough.

    >>> left_after(3, 3)
    0
    """
    if quantity < 1 or quantity > balance:
        raise ValueError(quantity)
    return balance - quantity


def is_within_limit(before: Decimal, wanted: Decimal, most: int) -> bool:
    """Whether `wanted` on top of what a person had `before` stays within `most`; a quantity or an amount.

    >>> is_within_limit(Decimal(0), Decimal(1), 1), is_within_limit(Decimal(1), Decimal(1), 1)
    (True, False)
    """
    return before + wanted <= most


@dataclass(frozen=True)
class Moved:
    """Money that came in or went out: its month ("2026-03"), currency, and amount; `way` is in, out or back."""

    month: str
    currency: str
    way: str
    amount: Decimal


@dataclass(frozen=True)
class MonthOfMoney:
    """One month in one currency. `left` is what should be there at its end, counted from the first month."""

    month: str
    currency: str
    came_in: Decimal
    paid_out: Decimal
    came_back: Decimal
    left: Decimal


def cash_book(moved: Iterable[Moved]) -> list[MonthOfMoney]:
    """Returns one row for each currency and month in which money moved, by currency, the oldest month first.

    >>> rows = cash_book([Moved("2026-02", "IQD", "in", Decimal(100)), Moved("2026-03", "IQD", "out", Decimal(30))])
    >>> [(row.month, str(row.left)) for row in rows]
    [('2026-02', '100'), ('2026-03', '70')]
    """
    sums: dict[tuple[str, str], dict[str, Decimal]] = {}
    for each in moved:
        cell = sums.setdefault((each.currency, each.month), {"in": Decimal(0), "out": Decimal(0), "back": Decimal(0)})
        cell[each.way] += each.amount
    rows: list[MonthOfMoney] = []
    left: dict[str, Decimal] = {}
    for (currency, month), cell in sorted(sums.items()):
        left[currency] = left.get(currency, Decimal(0)) + cell["in"] - cell["out"] + cell["back"]
        rows.append(MonthOfMoney(month, currency, cell["in"], cell["out"], cell["back"], left[currency]))
    return rows
