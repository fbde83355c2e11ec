"""What a pack says of children, of a person with whom contact was lost, and of the risk of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import pgettext_lazy
from pydantic import Strict

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Confidence, Entry, I18n, Names, Words
from amana.countrypacks.values import Field


class ChildEntry(Entry):
    adult_from_years: int
    guardian_within_hours: int
    groups: Names
    decider: Words
    rules: Annotated[tuple[I18n, ...], Strict(False)]
    bid_fields: Names
    confidence: Confidence


class LostContactEntry(Entry):
    """The fields recorded about an attempt to reach a person and a search for a child, and which results count as lost.

    `against` says which care instruction makes a way of trying unsafe.
    """

    attempt: Names
    against: Mapping[str, Words]
    not_reached: Names
    search: Names
    not_found: Names
    searched_by: Names


class RiskEntry(Entry):
    review_days: Mapping[str, int]
    factors: Mapping[str, I18n]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LostContact:
    """The fields about an attempt to reach a person and about a search for a child, and what counts as lost."""

    attempt: tuple[Field, ...]
    against: Mapping[str, str]
    not_reached: tuple[str, ...]
    search: tuple[Field, ...]
    not_found: tuple[str, ...]
    searched_by: tuple[str, ...]


def build_children(builder: Builder, said: ChildEntry) -> ChildEntry:
    """Checks the fields of the assessment of best interest, and who decides."""
    builder.fields_at(("children", "bid_fields"), said.bid_fields, scope="bid")
    builder.check_known(("children", "decider"), said.decider, builder.said.parties, "party")
    return said


def build_lost_contact(builder: Builder, said: LostContactEntry) -> LostContact:
    """Returns the section with its fields resolved; checks who searches."""
    at = ("lost_contact", "searched_by")
    builder.check_all_known(at, said.searched_by, builder.said.roles, "role that signs in")
    return LostContact(
        attempt=builder.fields_at(("lost_contact", "attempt"), said.attempt),
        against=said.against,
        not_reached=said.not_reached,
        search=builder.fields_at(("lost_contact", "search"), said.search),
        not_found=said.not_found,
        searched_by=said.searched_by,
    )


def build_risk(builder: Builder, said: RiskEntry) -> RiskEntry:
    """Checks the levels of risk."""
    builder.check_known(("lists",), "risk_level", builder.said.lists, "list")
    levels = builder.said.lists.get("risk_level", {})
    builder.check_all_known(("risk", "review_days"), said.review_days, levels, "risk level")
    return said


CHILDREN = register_section(
    RoomSection("children", ChildEntry, build_children, label=pgettext_lazy("country pack", "Children"))
)
LOST_CONTACT = register_section(RoomSection("lost_contact", LostContactEntry, build_lost_contact))
RISK = register_section(RoomSection("risk", RiskEntry, build_risk, label=pgettext_lazy("country pack", "Risks")))
