"""The tariff of a day of overstay, the letter that asks to waive it, and the receipt of a consent."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Strict

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Names, Sourced, Words


class Amounts(Entry):
    base: int | None = None
    daily: int | None = None
    cap: int | None = None
    min: int | None = None
    max: int | None = None
    confidence: Confidence
    source: Words | None = None
    note: Words | None = None


class Tariff(Sourced):
    """What a day of overstay costs at a place and time, as published."""

    name: I18n
    territory: Words
    type: Literal["base_plus_daily_capped", "daily", "range_discretionary", "consequence"]
    currency: Words | None = None
    amounts: Mapping[str, Amounts] = {}
    grace_days: int = 0
    exit_visa_first_days: int | None = None
    exit_visa_later_days: int | None = None
    depends_on: Names = ()
    consequences: Names = ()


class Addressee(Sourced):
    authority: Words | None = None
    name: I18n
    copies: Annotated[tuple[I18n, ...], Strict(False)] = ()


class Wording(Sourced):
    """A sentence of a letter; names in braces are filled from the letter's fields."""

    text: I18n


class Waiver(Entry):
    """The letter of recommendation for the waiver of fines."""

    name: I18n
    addressee: Mapping[str, Addressee]
    ground: I18n
    eligible: Names
    fields: Names
    counting_excludes: Mapping[str, I18n]
    wording: Mapping[str, Wording]
    requests: Mapping[str, Wording]


class Receipt(Entry):
    """The receipt for the person when she agrees to something."""

    title: I18n
    lines: Mapping[str, I18n]
    nothing: I18n
    until_changed: I18n
    no_translation: I18n
    not_printable: I18n
    limits_not_printed: I18n
    rights: Annotated[tuple[I18n, ...], Strict(False)]
