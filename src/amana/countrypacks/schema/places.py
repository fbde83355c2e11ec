"""Territories, governorates and districts."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Names, Sourced, Words


class Territory(Sourced):
    name: I18n
    members: Names = ()
    languages: Names = ()
    overlay: bool = False
    districts: Names = ()
    run_by_other: Mapping[str, str] = {}
    age_of_criminal_responsibility: "AgeOfResponsibility | None" = None


class AgeOfResponsibility(Sourced):
    years: int


class GovernorateEntry(Entry):
    pcode_cod: str | None = None
    name_en: Words
    name_en_alt: str | None = None
    name_ar: Words
    name_ckb: Words
    iso_3166_2: str | None = None
    pcode_legacy: str | None = None
    pcode_legacy_confidence: Confidence | None = None
    territory: Words
    capital_en: str | None = None
    capital_ar: str | None = None
    capital_ckb: str | None = None
    tile: Annotated[str, StringConstraints(pattern=r"^\d \d$")] | None = None  # row and column of its tile on a map
    confidence: Annotated[str, StringConstraints(pattern="^(confirmed|unconfirmed|design)$")]
    source: str | None = None
    note: str | None = None


class DistrictEntry(Entry):
    name_en: Words
    name_ar: Words
    name_ckb: Words
    parent_pcode: Words
    valid_from: str | None = None
