"""Instruments of law: what they define, punish and grant, and whom they oblige to do what."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Strict

from amana.countrypacks.schema.base import Confidence, I18n, Names, Sourced, Words


class LawBody(Sourced):
    article: Words | None = None
    name: I18n
    duties: Names = ()


class Penalty(Sourced):
    article: Words
    offence: Words
    penalty: Words
    fine_min: int | None = None
    fine_max: int | None = None
    currency: Words | None = None


class VictimRight(Sourced):
    what: I18n
    service: Words | None = None


class LawDefinition(Sourced):
    """Trafficking in the words of a law; `covers` says which elements of the checklist of screening it names.

    `at_least` are parts whose list the law itself calls a minimum.
    """

    article: Words
    acts: Names = ()
    means: Names = ()
    purposes: Names = ()
    covers: Mapping[Literal["act", "means", "purpose"], Names] = {}
    at_least: Annotated[tuple[Literal["act", "means", "purpose"], ...], Strict(False)] = ()
    means_needed_for_child: bool
    international: bool = False
    cautions: Names = ()


class Law(Sourced):
    """An instrument of law: where it applies, since when, and what it grants."""

    title: I18n
    territories: Names
    adopted: date | None = None
    use: Words | None = None
    incorporates: Words | None = None
    definition: LawDefinition | None = None
    bodies: Mapping[str, LawBody] = {}
    penalties: Mapping[str, Penalty] = {}
    rights: Mapping[str, VictimRight] = {}
    gaps: Names = ()
    gaps_confidence: Confidence | None = None
    details: Mapping[str, Words] = {}


class ReportingDuty(Sourced):
    territory: Words
    rule: Words
    effect: I18n


class Authority(Sourced):
    territories: Names
    name: I18n
    role: Words
