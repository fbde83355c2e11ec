"""What a pack says of keeping: how long something is kept, and the reasons for erasing and for holding."""

from collections.abc import Mapping
from typing import Annotated, Literal

from django.utils.translation import pgettext_lazy
from pydantic import Field

from amana.countrypacks.room_sections import RoomSection, keep_entry, register_section
from amana.countrypacks.schema import Entry, I18n, Sourced


class RetentionRule(Sourced):
    """What happens to one class of records so many months after the trigger: proposed to two people, or cleared at night."""

    name: I18n
    trigger: Literal["closed", "changed", "written", "answered"]
    months: Annotated[int, Field(ge=1, le=1200)]
    action: Literal["propose", "clear"]


class RetentionEntry(Entry):
    """Rules by class of records; reasons by code; how many hours an erasure waits after two people agreed to it."""

    reasons: Mapping[str, I18n]
    hold_reasons: Mapping[str, I18n]
    stop_reasons: Mapping[str, I18n]
    erasure_wait_hours: Annotated[int, Field(ge=24, le=2160)]
    rules: Mapping[str, RetentionRule]


RETENTION = register_section(
    RoomSection("retention", RetentionEntry, keep_entry, label=pgettext_lazy("country pack", "How long data are kept"))
)
