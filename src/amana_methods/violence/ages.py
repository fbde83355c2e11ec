# SPDX-License-Identifier: Apache-2.0
"""Who consents, at which age."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Age", "consent_at"]


@dataclass(frozen=True, slots=True)
class Age:
    """A span of whole years, both ends within it, with what is asked of the child and of the caregiver.

    `child` is none, informed_assent or informed_consent; `caregiver` is none, informed_consent or
    with_permission_of_child.
    """

    from_years: int
    to_years: int
    child: str
    caregiver: str


def consent_at(ages: Sequence[Age], years: int | None, *, oldest: int | None = None) -> tuple[Age, ...]:
    """Returns the rows that may apply to somebody of `years`, or of between `years` and `oldest`; all of them when
    nothing is known.

    Several rows mean that the age is open: the one for the youngest, which comes first, is the careful choice.
    Raises ValueError for an age below 0 or a span that ends before it begins.
    """
    if years is None:
        return tuple(ages)
    until = years if oldest is None else oldest
    if years < 0 or until < years:
        raise ValueError(f"{years} to {until} is no age")
    return tuple(age for age in ages if age.from_years <= until and years <= age.to_years)
