"""Whether a message may go to a person, and when: her own rules, where anything not clearly stated is a no."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import phonenumbers

from amana_methods.digits import western_digits

CHANNELS: Final = ("sms", "whatsapp")
LANGUAGES: Final = ("ar", "ckb", "en")
_WINDOW: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")
_BETWEEN: Final = re.compile(r"\s*(?:,|;|،|؛|/|\+|\bor\b|\band\b|أو|یان)\s*")
_NO_MOBILE: Final = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.VOICEMAIL,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.PAGER,
    }
)
_CHILD_GROUPS: Final = frozenset({"under_18"})
_CHILD_BANDS: Final = frozenset({"0_8", "9_17"})
_YES: Final = frozenset({"yes", "true", True})
type Window = tuple[time, time]


@dataclass(frozen=True)
class Limits:
    """The pack's limits: how long a message may wait, how old a check may be; default region and time zone."""

    life: timedelta
    checked_within: timedelta
    region: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Person:
    """What decides, of her sealed contact and her coded facts. Everything may be missing."""

    phone: str = ""
    method: str = ""
    channel: str = ""
    hours: str = ""
    code_word: str = ""
    who_answers: str = ""
    checked_on: str = ""
    care: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    child: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Verdict:
    """`reasons` are codes; empty, it may go to `number` in `language` at `at`, the first safe moment."""

    reasons: tuple[str, ...]
    number: str = ""
    language: str = ""
    at: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether there is no reason against it."""
        return not self.reasons


def person_of(contact: Mapping[str, Any], facts: Mapping[str, Any], *, closed: bool) -> Person:
    """Returns what decides, from the fields of her contact section and the facts of her case."""

    def text(name: str) -> str:
        return str(contact.get(name) or "")

    spoken = facts.get("languages") or []
    first = facts.get("interpreter_language")
    return Person(
        phone=text("phone"),
        method=text("safe_contact_method"),
        channel=text("message_channel"),
        hours=text("safe_hours"),
        code_word=text("code_word").strip(),
        who_answers=text("who_answers"),
        checked_on=text("contact_checked_on"),
        care=frozenset(_several(facts.get("care_instructions"))),
        languages=tuple(dict.fromkeys([*([str(first)] if first else []), *_several(spoken)])),
        child=facts.get("age_group") in _CHILD_GROUPS
        or facts.get("age_band") in _CHILD_BANDS
        or facts.get("child_flag") in _YES,
        closed=closed,
    )


def _several(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(each) for each in value or ())


def number_of(typed: str, region: str) -> str:
    """Returns the number in E.164, or an empty text for anything that a message cannot reach.

    Digits of any script are read; a number without a country's code is one of `region`.

    >>> number_of("0750 123 4567", "IQ"), number_of("٠٧٥٠١٢٣٤٥٦٧", "IQ"), number_of("by the baker", "IQ")
    ('+9647501234567', '+9647501234567', '')
    """
    try:
        found = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(found) or phonenumbers.number_type(found) in _NO_MOBILE or found.extension:
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def windows_of(hours: str) -> tuple[Window, ...]:
    """Returns the safe hours as (begin, end) of a day, the end not included; empty where any word is not understood.

    >>> windows_of("8:00-9:00 or 20:00-21:00")
    ((datetime.time(8, 0), datetime.time(9, 0)), (datetime.time(20, 0), datetime.time(21, 0)))
    >>> windows_of("10:00-16:00, not on Fridays"), windows_of("22:00-02:00"), windows_of("١٠:٠٠-١٦:٠٠")
    ((), (), ((datetime.time(10, 0), datetime.time(16, 0)),))
    """
    text = western_digits(hours).strip()
    found = []
    for part in _BETWEEN.split(text):
        match = _WINDOW.fullmatch(part)
        if match is None:
            return ()
        hour, minute, until_hour, until_minute = map(int, match.groups())
        begin, end = time(hour, minute), time(until_hour, until_minute)
        if begin >= end:
            return ()
        found.append((begin, end))
    return tuple(sorted(found))


def is_inside(windows: Iterable[Window], moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it is a safe hour where she is."""
    here = moment.astimezone(zone).time()
    return any(begin <= here < end for begin, end in windows)


def first_safe(windows: Sequence[Window], wanted: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """Returns the first safe moment from `wanted` on and before `until`, or None."""
    if is_inside(windows, wanted, zone):
        return wanted if wanted < until else None
    day = wanted.astimezone(zone).date()
    while (noon := datetime.combine(day, time(0), tzinfo=zone)) < until:
        for begin, _end in windows:
            moment = datetime.combine(day, begin, tzinfo=zone)
            if wanted <= moment < until and is_inside(windows, moment, zone):
                return moment.astimezone(wanted.tzinfo)
        day = (noon + timedelta(days=1)).date()
    return None


def decide(
    person: Person, *, wanted: datetime, now: datetime, until: datetime, limits: Limits, ways: Iterable[str]
) -> Verdict:
    """Returns whether a message may go, asked for `wanted`, and the first safe moment before `until`.

    `ways` are the channels for which this instance has a connector. A moment in the past counts as now. Asked again at the
    moment of sending, with `wanted` = `now`: it goes when the answer is yes and the moment is now.
    """
    wanted = max(wanted, now)
    number = number_of(person.phone, limits.region)
    windows = windows_of(person.hours)
    language = next((each for each in person.languages if each in LANGUAGES), "")
    reasons = {
        "closed": person.closed,
        "child": person.child,
        "none_safe": person.method == "none_safe" or person.channel == "none",
        "other_way": person.method not in ("message", "none_safe"),
        "care": "do_not_message" in person.care,
        "no_channel": person.channel not in (*CHANNELS, "none"),
        "no_way": person.channel in CHANNELS and person.channel not in frozenset(ways),
        "no_number": not number,
        "others_answer": person.who_answers != "only_she",
        "no_code_word": "use_code_word" in person.care and not person.code_word,
        "no_language": not language,
        "hours_unclear": not windows,
        **_checks(person.checked_on, now, limits),
        "too_far": wanted > now + limits.life,
    }
    found = [code for code, speaks_against in reasons.items() if speaks_against]
    at = first_safe(windows, wanted, until, limits.zone) if windows and "too_far" not in found else None
    if windows and at is None and "too_far" not in found:
        found.append("no_safe_hour")
    if found:
        return Verdict(tuple(found))
    return Verdict((), number, language, at)


def _checks(checked_on: str, now: datetime, limits: Limits) -> dict[str, bool]:
    today = now.astimezone(limits.zone).date()
    try:
        checked = date.fromisoformat(checked_on)
    except ValueError:
        return {"not_checked": True}
    return {"not_checked": checked > today, "stale": checked < today - limits.checked_within}
