"""What a pack says of results: indicators with their definitions, the reports, and what is hidden in a published table."""

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import pgettext_lazy

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Confidence, Entry, I18n, Names, Words


class ResultEntry(Entry):
    """An indicator of results, with the definition that is printed with its figure."""

    pillar: Words
    level: Literal["output", "outcome", "quality"]
    name: I18n
    version: int
    unit: Literal["person", "event", "share", "money"]
    measure: Literal["median_days"] | None = None
    definition: I18n
    disaggregate: Names = ()
    source: Words


class ReportProfile(Entry):
    name: I18n
    period: Words
    indicators: Names = ()
    shape: Words | None = None
    fields: Names = ()
    variables: Names = ()
    confidence: Confidence
    source: Words | None = None


class DisclosureEntry(Entry):
    min_cell: int
    complementary_suppression: bool
    no_district_when_total_below: int
    nationality_grouping_when_below: int
    round_to: int = 1
    dominance_percent: int = 20
    confidence: Confidence


class ResultsEntry(Entry):
    pillars: Mapping[str, I18n]
    indicators: Mapping[str, ResultEntry]
    units: Mapping[Literal["person", "event", "money", "share"], I18n]
    dimensions: Mapping[str, I18n]
    profiles: Mapping[str, ReportProfile]
    disclosure: DisclosureEntry


def build_results(builder: Builder, results: ResultsEntry) -> ResultsEntry:
    """Checks that reports name existing indicators, and indicators an existing pillar and existing dimensions."""
    for key, profile in results.profiles.items():
        at = ("results", "profiles", key)
        builder.check_all_known((*at, "indicators"), profile.indicators, results.indicators, "indicator of results")
    for key, indicator in results.indicators.items():
        at = ("results", "indicators", key)
        builder.check_known((*at, "pillar"), indicator.pillar, results.pillars, "pillar")
        builder.check_all_known(
            (*at, "disaggregate"), indicator.disaggregate, results.dimensions, "dimension of results"
        )
    return results


RESULTS = register_section(
    RoomSection("results", ResultsEntry, build_results, label=pgettext_lazy("country pack", "Indicators and reports"))
)
