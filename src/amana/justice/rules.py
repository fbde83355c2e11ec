"""Letters, fines and hearings: days and sums of a fine, who may sign, when a reminder is due, how early a hearing is shown.

Pure functions.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from amana.justice.states import LetterState
from amana.justice.tariffs import Estimate, Tariff, fine, in_force, overstay_days_within

# Silence is a reminder, never a refusal.
REMIND_AFTER = timedelta(days=30)
HEARING_SHOWN_BEFORE = timedelta(days=7)

UNSIGNED = frozenset({LetterState.DRAFT, LetterState.LEGAL_REVIEW})
AWAITING_ANSWER = frozenset({LetterState.SENT, LetterState.ACKNOWLEDGED, LetterState.APPEALED})
ANSWERS = frozenset({LetterState.GRANTED_FULL, LetterState.GRANTED_PARTIAL, LetterState.REFUSED})
TOLD_AS_MILESTONE = ANSWERS | {LetterState.EXECUTED, LetterState.WITHDRAWN}

# Fields that the block for a paper or for a spoken word fills already, so that nobody types them twice.
SAID_ON_PAPER = frozenset({"decided_on", "authority", "number", "scan_id"})
SAID_BY_WORD = frozenset({"said_on"})


def letter_number(prefix: str, year: int, value: int) -> str:
    """Returns the number of a signed letter: country, W for waiver, year, four digits.

    >>> letter_number("IQ", 2026, 7)
    'IQ-W-2026-0007'
    """
    return f"{prefix}-W-{year}-{value:04d}"


def covers_addressee(agreed: Mapping[str, object], territory: str, addressee: str) -> bool:
    """Whether an agreement names this addressee: the same authority, under the name that the person was given.

    >>> covers_addressee({"territory": "IQ-FED", "addressee_name": "The Council"}, "IQ-FED", "The Council")
    True
    >>> covers_addressee({"territory": "IQ-FED", "addressee_name": "The Council"}, "IQ-KR", "The Council")
    False
    >>> covers_addressee({}, "IQ-FED", "The Council")
    False
    """
    return (agreed.get("territory"), agreed.get("addressee_name")) == (territory, addressee) and bool(territory)


def may_sign(signer: UUID | None, hands: Set[str]) -> bool:
    """Whether the signer did not work on the draft; `hands` are the ids of those who wrote it or passed it on.

    >>> may_sign(UUID(int=1), {str(UUID(int=1))}), may_sign(UUID(int=2), {str(UUID(int=1))})
    (False, True)
    """
    return signer is not None and str(signer) not in hands


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A published tariff applied to the days: all of them (`gross`), and without those of the exploitation (`net`)."""

    tariff: str
    gross: Estimate
    net: Estimate

    @property
    def is_range(self) -> bool:
        """Whether the authority decides within a range, so that no amount is computed."""
        return self.gross.amount is None and self.gross.least is not None


def reckon(
    tariffs: Mapping[str, Tariff], territory: str, on: date, *, overstay_days: int, attributable_days: int
) -> list[Reckoned]:
    """Applies each tariff of the territory that is valid on the day, leaving out those that only name a consequence.

    Days that follow from the exploitation are never more than all days.
    """
    left = max(0, overstay_days - attributable_days)
    return [
        Reckoned(key, fine(tariff, overstay_days), fine(tariff, left))
        for key, tariff in in_force(tariffs, territory, on).items()
        if tariff.type != "consequence"
    ]


def computed_gross(rows: Sequence[Reckoned], currency: str) -> int | None:
    """Returns the amount on which the tariffs agree in the country's money; None where there is a choice or a range.

    >>> daily = Estimate("IQD", 40_000, None, None)
    >>> computed_gross([Reckoned("daily", daily, daily)], "IQD")
    40000
    >>> computed_gross([Reckoned("range", Estimate("IQD", None, 1, 9), Estimate("IQD", None, 1, 9))], "IQD") is None
    True
    """
    if len(rows) != 1 or rows[0].gross.currency != currency:
        return None
    return rows[0].gross.amount


def days_of_months(began: str, ended: str, until: date) -> tuple[date, date] | None:
    """Returns the first and the last day of a span of months ("2024-01" to "2024-03"); without an end it lasts to `until`.

    >>> days_of_months("2024-01", "2024-02", date(2026, 1, 1))
    (datetime.date(2024, 1, 1), datetime.date(2024, 2, 29))
    """
    if not began:
        return None
    year, month = (int(part) for part in began.split("-"))
    if not ended:
        return date(year, month, 1), until
    last_year, last_month = (int(part) for part in ended.split("-"))
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def attributable_days(valid_until: date, until: date, began: str, ended: str) -> int:
    """Returns the days of overstay within the months of the exploitation; 0 when its beginning is not known."""
    period = days_of_months(began, ended, until)
    return overstay_days_within(valid_until, until, [period]) if period else 0


def remind_at(sent_at: date, reminded_at: date | None = None) -> date:
    """Returns the day from which a reminder is due for a letter without an answer."""
    return (reminded_at or sent_at) + REMIND_AFTER
