"""What a pack says of incidents: what can happen to people's data, and who is notified of it by when."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from amana.countrypacks.room_sections import RoomSection, keep_entry, register_section
from amana.countrypacks.schema import Entry, I18n, Sourced


class TellEntry(Sourced):
    """Somebody who is notified of an incident, within how many hours of its discovery; 0 for at once."""

    name: I18n
    hours: int


class IncidentsEntry(Entry):
    """What can happen to people's data, how it is recorded, and who is notified by when."""

    kinds: Mapping[str, I18n]
    data_classes: Mapping[str, I18n]
    bands: Mapping[str, I18n]
    tell: Mapping[str, TellEntry]


INCIDENTS = register_section(
    RoomSection("incidents", IncidentsEntry, keep_entry, label=pgettext_lazy("country pack", "Incidents of data"))
)
