"""Reading the country pack for messages."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from amana.countrypacks import pack
from amana.messages.pack_sections import MESSAGES, MessagesEntry, TemplateEntry
from amana.messages.rules import Limits


def read_section() -> MessagesEntry:
    """Returns the pack's section on messages."""
    return MESSAGES.of(pack())


def templates() -> dict[str, TemplateEntry]:
    """Returns the neutral texts by code, in the order of the pack."""
    return dict(read_section().templates)


def limits() -> Limits:
    """Returns how long a message may wait, how old a check may be, and the default region and time zone."""
    country = pack()
    return Limits(
        life=timedelta(hours=read_section().life_hours),
        checked_within=timedelta(days=read_section().checked_within_days),
        region=country.country.iso2,
        zone=ZoneInfo(country.timezone),
    )


def option_name(field: str, option: str) -> str:
    """Returns one option of a field of her contact in the reader's language; the code itself where the pack has none."""
    return next((str(each.label) for each in pack().fields[field].options if each.id == option), option)
