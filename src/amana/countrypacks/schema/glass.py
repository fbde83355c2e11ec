"""Emergency access across the access rules."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Strict

from amana.countrypacks.schema.base import Entry, I18n, Section


class GlassEntry(Entry):
    """When emergency access is allowed, to which sections, for how long, and who reviews it by when."""

    kinds: Mapping[str, I18n]
    sections: Annotated[tuple[Section, ...], Strict(False)]
    hours: int
    review_hours: int
    most_a_month: int
    reason_letters: int
    look_ups_an_hour: int
