"""Emergency access across the access rules."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Strict

from amana.countrypacks.schema.base import Entry, I18n, Section


class GlassEntry(Entry):
    """When emergency access is allowed, to which sections, for how long, and who reviews it by when.

    `review_hours_elsewhere` is for a case of another organisation and for a closed one. More than `most_a_month` openings of
    one person are asked about; more than `ceiling_a_month` are not made. Case numbers are tried within all three limits.
    """

    kinds: Mapping[str, I18n]
    sections: Annotated[tuple[Section, ...], Strict(False)]
    hours: int
    review_hours: int
    review_hours_elsewhere: Annotated[int, Field(ge=1)]
    most_a_month: int
    ceiling_a_month: Annotated[int, Field(ge=1)]
    reason_letters: int
    look_ups_an_hour: int
    look_ups_a_day: Annotated[int, Field(ge=1)]
    look_ups_a_month: Annotated[int, Field(ge=1)]
