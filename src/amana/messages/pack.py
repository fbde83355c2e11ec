"""What this room reads of the country pack."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from amana.countrypacks import pack
from amana.countrypacks.schema import MessagesEntry, TemplateEntry
from amana.messages.rules import Limits


def said() -> MessagesEntry:
    """The pack's section on messages."""
    return pack().messages


def templates() -> dict[str, TemplateEntry]:
    """The neutral texts by code, in the order of the pack."""
    return dict(said().templates)


def limits() -> Limits:
    """How long a message may wait and how old a check may be, where numbers and hours are at home."""
    country = pack()
    return Limits(
        life=timedelta(hours=said().life_hours),
        checked_within=timedelta(days=said().checked_within_days),
        region=country.country.iso2,
        zone=ZoneInfo(country.timezone),
    )


def option_name(field: str, option: str) -> str:
    """One option of a field of her contact in the reader's language; the code itself where the pack has none."""
    return next((str(each.label) for each in pack().fields[field].options if each.id == option), option)
