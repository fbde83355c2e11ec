# SPDX-License-Identifier: Apache-2.0
"""Care that is a matter of hours: how long is left since the incident, and never that it is too late to go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from amana_methods.violence.guide import Guide, Window
from amana_methods.violence.kinds import Answer

__all__ = ["Care", "State", "care_at"]

type State = Literal["running", "perhaps", "soon", "passed"]


@dataclass(frozen=True, slots=True)
class Care:
    """One kind of care and its clock.

    `state`: running (until `due`), perhaps (the moment of the incident is not known well enough to say; go now), soon
    (no fixed hours) or passed (its hours are over; it still helps). `left` is the time until `due`, None without one.
    `called_for` is False when every act that calls for it was answered no, or it is of no use to a person of this sex:
    then it is shown below the others, never hidden.
    """

    id: str
    state: State
    due: datetime | None
    left: timedelta | None
    called_for: bool


def care_at(
    guide: Guide,
    answers: Mapping[str, Answer],
    *,
    now: datetime,
    first: datetime | None,
    last: datetime | None = None,
    sex: str | None = None,
) -> tuple[Care, ...]:
    """Returns every kind of care the guide knows, the most urgent first: what is called for, then what is not.

    `first` and `last` are the earliest and the latest moment at which it may have happened (timezone-aware); without
    `last` it is `first`, without `first` nothing is known. The hours run from the incident, not from the report. They
    are counted from `first`, so that nothing is missed, and are over only when they are over counted from `last`.
    Raises ValueError when `last` is before `first`.
    """
    if first is not None and last is not None and last < first:
        raise ValueError("the latest moment lies before the earliest")
    found = [_care(window, answers, now, first, last if last is not None else first, sex) for window in guide.windows]
    return tuple(sorted(found, key=_most_urgent))


def _care(
    window: Window,
    answers: Mapping[str, Answer],
    now: datetime,
    first: datetime | None,
    last: datetime | None,
    sex: str | None,
) -> Care:
    acts = {answers.get(act, "not_asked") for act in window.acts}
    called_for = acts != {"no"} and sex not in window.not_for
    if window.hours is None:
        return Care(window.id, "soon", None, None, called_for)
    if first is None or last is None:
        return Care(window.id, "perhaps", None, None, called_for)
    length = timedelta(hours=window.hours)
    if now < first + length:
        return Care(window.id, "running", first + length, first + length - now, called_for)
    if now < last + length:
        return Care(window.id, "perhaps", last + length, last + length - now, called_for)
    return Care(window.id, "passed", None, None, called_for)


_ORDER: Mapping[State, int] = {"perhaps": 0, "running": 1, "soon": 2, "passed": 3}


def _most_urgent(care: Care) -> tuple[bool, int, timedelta]:
    return not care.called_for, _ORDER[care.state], care.left if care.left is not None else timedelta.max
