"""The definition of how an indicator is counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from amana.reporting.tables import Snapshot
from amana_methods.calendar import Period

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Records = list[dict[str, object]]


class Measure(StrEnum):
    """How the records become a number."""

    PERSONS = "persons"  # each person once per cell
    EVENTS = "events"  # each record
    WEIGHTED = "weighted"  # the sum of `n` over the records
    SHARE_OF_PERSONS = "share_of_persons"  # those whose `met` is true, over all
    SHARE = "share"  # records whose `met` is true, over all
    MEDIAN_DAYS = "median_days"  # of `days`, over persons
    MONEY = "money"  # the sum of `amount` by `currency`, with the sum of `n`
    SEVERAL = "several"  # one count for each name in `counts`


@dataclass(frozen=True)
class Recipe:
    """How an indicator is counted.

    `needs` names the tables; `dimensions` are those that the records know (the pack may allow more). `hides` says that
    small groups are people who could be found. `counts` names the several counts in their order; `notes` are sentences
    shown with the figure. `apart` gives the records of a dimension that is recorded apart from the others; it can be
    combined with the dimensions in `apart_with` only.
    """

    needs: frozenset[str]
    records: Callable[[Snapshot, Period], Records]
    measure: Measure
    dimensions: frozenset[str]
    hides: bool
    counts: "tuple[tuple[str, _StrPromise], ...]" = ()
    notes: "tuple[_StrPromise, ...]" = ()
    apart: Mapping[str, Callable[[Snapshot, Period], Records]] = field(default_factory=dict)
    apart_with: frozenset[str] = frozenset()
