"""What a pack says of prevention: the kinds of activities, what is recorded about one, and when a training was passed."""

from collections.abc import Mapping
from dataclasses import dataclass

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Entry, I18n, Names
from amana.countrypacks.values import Field


class ActivityTypeEntry(Entry):
    name: I18n
    mandate: bool = False


class OutreachEntry(Entry):
    activity_types: Mapping[str, ActivityTypeEntry]
    activity_fields: Names
    learning_pass_mark_pct: int
    learning_follow_up_days: int
    rule: I18n


@dataclass(frozen=True, slots=True)
class Outreach:
    """What a country says of activities; `fields` are those recorded about one, `rule` is shown where people are counted."""

    types: Mapping[str, ActivityTypeEntry]
    fields: tuple[Field, ...]
    pass_mark_pct: int
    rule: I18n


def build_outreach(builder: Builder, said: OutreachEntry) -> Outreach:
    """Returns the section with its fields resolved; checks that those whom activities may be for are listed."""
    builder.check_known(("lists",), "audience", builder.said.lists, "list")
    fields = builder.fields_at(("outreach", "activity_fields"), said.activity_fields, scope="activity")
    return Outreach(said.activity_types, fields, said.learning_pass_mark_pct, said.rule)


def lists_of(said: OutreachEntry) -> Mapping[str, Mapping[str, I18n]]:
    """Returns the list of the kinds of activities."""
    return {"activity_type": {key: entry.name for key, entry in said.activity_types.items()}}


OUTREACH = register_section(RoomSection("outreach", OutreachEntry, build_outreach, lists=lists_of))
