"""Activities of prevention, indicators of results, reports, and what is hidden in a published table."""

from collections.abc import Mapping
from typing import Literal

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Names, Words


class ActivityTypeEntry(Entry):
    name: I18n
    mandate: bool = False


class OutreachEntry(Entry):
    activity_types: Mapping[str, ActivityTypeEntry]
    activity_fields: Names
    learning_pass_mark_pct: int
    learning_follow_up_days: int
    rule: I18n


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
