"""Whether a message may leave, told a second time and otherwise: minute by minute, from how a profile was made.

It reads no text and calls nothing of the room. A profile is made of pieces of which it is known what they mean.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

MINUTE: Final = timedelta(minutes=1)
# (as somebody typed it, what a message can reach): a mobile telephone, or nothing
PHONES: Final[tuple[tuple[str, str | None], ...]] = (
    ("+9647500000142", "+9647500000142"),
    ("0750 000 0142", "+9647500000142"),
    ("٠٧٥٠٠٠٠٠١٤٢", "+9647500000142"),
    ("00964 770 123 4567", "+9647701234567"),
    ("+254 712 345678", "+254712345678"),
    ("+49 1512 3456789", "+4915123456789"),
    ("", None),
    ("12345", None),
    ("at the bakery", None),
    ("+964 66 123 4567", None),
    ("+1 800 253 0000", None),
)
# (as somebody wrote it, minutes of the day that are safe), or nothing where it takes a person to understand it
HOURS: Final[tuple[tuple[str, tuple[tuple[int, int], ...] | None], ...]] = (
    ("10:00-16:00", ((600, 960),)),
    ("8:00-9:00 or 20:00-21:30", ((480, 540), (1200, 1290))),
    ("٠٩:٣٠–١١:٠٠", ((570, 660),)),
    ("07:15-07:45, 13:00-13:20, 23:00-23:59", ((435, 465), (780, 800), (1380, 1439))),
    ("0:00-23:59", ((0, 1439),)),
    ("", None),
    ("mornings", None),
    ("10:00-16:00 but not when his mother is there", None),
    ("22:00-02:00", None),
    ("10-16", None),
    ("25:00-26:00", None),
    ("10:00-16:00, sometimes", None),
)


def pick[T](chance: random.Random, usual: T, *others: T) -> T:
    """The usual value mostly, else one of the others: so that enough profiles are allowed, and each rule is broken alone."""
    return usual if chance.random() < 0.9 else chance.choice(others)


@dataclass(frozen=True)
class Profile:
    """What her file says, and what is known of how it was made."""

    contact: dict[str, Any]
    facts: dict[str, Any]
    number: str | None
    windows: tuple[tuple[int, int], ...] | None
    checked: int | None  # days before the message was made; less than 0 lies in the future
    wanted: datetime
    made: datetime
    change: str  # what happens while it waits: nothing, contact, care
    ticks: tuple[datetime, ...]  # when the worker looks

    @property
    def said(self) -> bool:
        """Whether everything but the hours and the day of the check allows it."""
        contact, facts = self.contact, self.facts
        care = facts.get("care_instructions", [])
        return (
            self.number is not None
            and self.windows is not None
            and contact.get("safe_contact_method") == "message"
            and contact.get("message_channel") in ("sms", "whatsapp")
            and contact.get("who_answers") == "only_she"
            and "do_not_message" not in care
            and not ("use_code_word" in care and not contact.get("code_word"))
            and bool({"ar", "ckb", "en"} & set(facts.get("languages", [])))
            and facts.get("age_group") != "under_18"
            and facts.get("child_flag") != "yes"
        )


def profile(chance: random.Random, noon: datetime) -> Profile:
    """One of very many people. `noon` is at home in her time zone."""
    typed, number = chance.choice(PHONES[:6]) if chance.random() < 0.85 else chance.choice(PHONES)
    hours, windows = chance.choice(HOURS[:5]) if chance.random() < 0.85 else chance.choice(HOURS)
    made = noon + timedelta(minutes=chance.randrange(0, 60 * 24 * 20))
    checked = pick(chance, chance.randrange(0, 90), 89, 90, 91, 400, -1, None)
    day = None if checked is None else (made.date() - timedelta(days=checked)).isoformat()
    contact = {
        "phone": typed,
        "safe_hours": hours,
        "safe_contact_method": pick(chance, "message", "call", "through_person", "visit", "she_calls", "none_safe", ""),
        "message_channel": pick(chance, chance.choice(["sms", "whatsapp"]), "none", "", "pigeon"),
        "who_answers": pick(chance, "only_she", "trusted", "others", "unknown", ""),
        "code_word": chance.choice(["", "apricot", "the blue file", "{word}"]),
        "contact_checked_on": day or chance.choice(["", "last week", "2026-02-30"]),
    }
    facts = {
        "sex": "female",
        "languages": pick(chance, ["am", chance.choice(["ar", "ckb", "en"])], ["am"], [], ["fa", "tr"]),
        "age_group": pick(chance, chance.choice(["18_25", "26_59", "60_plus"]), "under_18"),
        "child_flag": pick(chance, "no", "yes"),
        "care_instructions": pick(
            chance, [], ["do_not_message"], ["use_code_word"], ["do_not_phone"], ["no_family_contact"]
        ),
    }
    wanted = made + chance.choice([timedelta(0), timedelta(minutes=chance.randrange(-600, 60 * 90))])
    ticks = sorted(made + timedelta(minutes=chance.randrange(0, 60 * 80)) for _ in range(chance.randrange(1, 9)))
    change = chance.choices(["nothing", "contact", "care"], [8, 1, 1])[0]
    return Profile(contact, facts, number, windows, checked, wanted, made, change, tuple(ticks))


def may_leave(of: Profile, moment: datetime) -> bool:
    """Whether at this minute everything of hers allows it."""
    if not of.said or of.checked is None or of.windows is None:
        return False
    minute = moment.hour * 60 + moment.minute
    days = of.checked + (moment.date() - of.made.date()).days
    return of.checked >= 0 and days <= 90 and any(begin <= minute < end for begin, end in of.windows)


def leaves_at(of: Profile) -> datetime | None:
    """When the message leaves, or that it never does: the first look of the worker at a safe minute within three days."""
    end = of.made + timedelta(hours=72)
    start = max(of.wanted, of.made)
    if of.wanted > end or not of.said or of.checked is None or not 0 <= of.checked <= 90:
        return None
    minute = start
    while minute < end and not _is_safe_minute(of, minute):
        minute += MINUTE
    if minute >= end or of.change != "nothing":
        return None
    return next((tick for tick in of.ticks if minute <= tick < end and may_leave(of, tick)), None)


def _is_safe_minute(of: Profile, moment: datetime) -> bool:
    assert of.windows is not None
    minute = moment.hour * 60 + moment.minute
    return any(begin <= minute < end for begin, end in of.windows)
