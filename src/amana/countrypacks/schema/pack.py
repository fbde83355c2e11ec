"""What all rooms share of a pack, and its identity."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Strict, StringConstraints

from amana.countrypacks.schema.base import Entry, I18n, Names, Section, Weekday, Words
from amana.countrypacks.schema.glass import GlassEntry
from amana.countrypacks.schema.law import Authority, Law, ReportingDuty
from amana.countrypacks.schema.places import DistrictEntry, GovernorateEntry, Territory
from amana.countrypacks.schema.procedures import MachineEntry, Recording, RoleEntry, UrgencyEntry, UrgencyFloor
from amana.countrypacks.schema.records import (
    CategoryEntry,
    ConsentEntry,
    FieldEntry,
    HandoversEntry,
    SectionEntry,
)


class CountryEntry(Entry):
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    iso3: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    name: I18n


class PackEntry(Entry):
    """The identity of the pack."""

    id: Words
    name: I18n
    extends: Words | None = None
    base_only: bool = False
    country: CountryEntry | None = None
    languages: Names = ()
    timezone: Words | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    weekend: Annotated[tuple[Weekday, ...], Strict(False)] = ()
    translations: Mapping[Literal["ar", "ckb"], Literal["draft", "reviewed"]] = {}


class GlossaryEntry(Entry):
    en: Words
    ar: Words
    ckb: Words
    translation: Words
    note: str | None = None


class PackFile(Entry):
    """What all rooms share of a pack: its files together with those it extends. Rooms register the rest (`room_sections`)."""

    pack: PackEntry
    roles: Mapping[str, RoleEntry]
    parties: Mapping[str, RoleEntry]
    recording: Recording
    urgency: Mapping[str, UrgencyEntry]
    urgency_floors: Mapping[str, UrgencyFloor]
    phases: Mapping[str, I18n]
    machines: Mapping[str, MachineEntry]
    invariants: Annotated[tuple[I18n, ...], Strict(False)]
    lists: Mapping[str, Mapping[str, I18n]]
    fields: Mapping[str, FieldEntry]
    sections: Mapping[Section, SectionEntry]
    case_facts: Names
    categories: Mapping[str, CategoryEntry]
    service_common_fields: Names
    consent: ConsentEntry
    handovers: HandoversEntry
    territories: Mapping[str, Territory]
    governorates: Mapping[str, GovernorateEntry]
    districts: Mapping[str, DistrictEntry]
    glossary: Mapping[str, GlossaryEntry]
    laws: Mapping[str, Law]
    law_selection: Annotated[tuple[I18n, ...], Strict(False)]
    reporting_duties: Mapping[str, ReportingDuty]
    authorities: Mapping[str, Authority]
    glass: GlassEntry
