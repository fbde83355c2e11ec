"""How the person may be reached: what contradicts itself is refused, and a prohibition stands above every number."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from amana_methods.digits import western_digits

NO_PHONE, NO_MESSAGE, NO_VISIT = "do_not_phone", "do_not_message", "do_not_visit"
PROHIBITIONS: Final = frozenset({NO_PHONE, NO_MESSAGE, NO_VISIT})
# The coded fact that holds the prohibitions, and the sealed section they speak of.
CARE, SECTION = "care_instructions", "contact"
_METHOD, _CHANNEL, _HOURS = "safe_contact_method", "message_channel", "safe_hours"
_AGAINST_METHOD: Final = {"call": NO_PHONE, "message": NO_MESSAGE, "visit": NO_VISIT}
_CHANNELS: Final = ("sms", "whatsapp")
_NUMBERS: Final = frozenset({"phone"})
_WINDOW: Final = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)")

type Fault = Literal["prohibited_way", "prohibited_channel", "no_way_but_channel", "way_without_channel", "empty_hours"]


@dataclass(frozen=True)
class Contradiction:
    """What cannot stand together: the field that says it, its value, and the prohibition it breaks, if any."""

    fault: Fault
    field: str
    value: str
    care: str = ""


def care_of(facts: Mapping[str, Any]) -> frozenset[str]:
    """The prohibitions and instructions in the coded facts of a case."""
    said = facts.get(CARE) or ()
    return frozenset([said] if isinstance(said, str) else [str(each) for each in said])


def contradiction(contact: Mapping[str, Any], care: Collection[str]) -> Contradiction | None:
    """The first thing in a contact section that contradicts the prohibitions or itself; None where nothing does.

    A telephone number beside "do not phone" is no contradiction: it is kept, and never shown as a way of contact.

    >>> contradiction({"safe_contact_method": "call", "phone": "+964 750"}, {"do_not_phone"}).fault
    'prohibited_way'
    >>> contradiction({"phone": "+964 750"}, {"do_not_phone"}) is None
    True
    """
    method, channel = str(contact.get(_METHOD) or ""), str(contact.get(_CHANNEL) or "")
    against = _AGAINST_METHOD.get(method)
    if against in care:
        return Contradiction("prohibited_way", _METHOD, method, str(against))
    if channel in _CHANNELS and NO_MESSAGE in care:
        return Contradiction("prohibited_channel", _CHANNEL, channel, NO_MESSAGE)
    if channel in _CHANNELS and method == "none_safe":
        return Contradiction("no_way_but_channel", _CHANNEL, channel)
    if channel == "none" and method == "message":
        return Contradiction("way_without_channel", _METHOD, method)
    hours = str(contact.get(_HOURS) or "")
    if hours_are_empty(hours):
        return Contradiction("empty_hours", _HOURS, hours)
    return None


def hours_are_empty(hours: str) -> bool:
    """Whether a window of hours ends before it begins, or when it begins. Hours said in words are no window.

    >>> [hours_are_empty(each) for each in ("16:00-10:00", "٠٩:٠٠-٠٩:٠٠", "10:00-16:00", "after noon", "")]
    [True, True, False, False, False]
    """
    text = western_digits(hours)
    windows = (tuple(map(int, match.groups())) for match in _WINDOW.finditer(text))
    return any(begin[:2] >= begin[2:] for begin in windows)


def is_no_way(field: str, care: Collection[str]) -> bool:
    """Whether a field of the contact section is kept only for the record: a number of somebody who must not be phoned."""
    return field in _NUMBERS and NO_PHONE in care


def new_prohibitions(before: Collection[str], after: Iterable[str]) -> frozenset[str]:
    """Prohibitions of a way of contact that were not there before."""
    return (frozenset(after) & PROHIBITIONS) - frozenset(before)
