"""Reads the parts of a country pack that pages of incidents and needs use."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from amana.assessments.pack_sections import VIOLENCE
from amana.assessments.rules import Need
from amana.countrypacks import I18n, pack, pack_folder
from amana.countrypacks.values import Field
from amana.intake import findings
from amana.intake.pack_sections import SCREENING
from amana.process_state import follows_from_arguments
from amana_methods.violence import Guide

SCOPE = "violence"


def guide() -> Guide:
    """Returns types, contexts, hours and ages of this instance's pack."""
    return _guide(pack().id, pack_folder())


@follows_from_arguments
@lru_cache(maxsize=8)
def _guide(pack_id: str, packs: Path) -> Guide:
    return Guide.from_data(pack(pack_id, packs).raw["violence"])


def context_fields() -> tuple[Field, ...]:
    """Returns the questions about an incident besides the act; nothing of it has to be known."""
    found = []
    for name in VIOLENCE.of(pack()).context_fields:
        fields = pack().fields
        field = fields[f"{SCOPE}.{name}"] if f"{SCOPE}.{name}" in fields else fields[name]
        found.append(
            Field(
                id=field.id, key=field.key, label=field.label, kind=field.kind, kept=field.kept, section=field.section,
                hint=field.hint, options=field.options, required=False,
            )
        )  # fmt: skip
    return tuple(found)


def services_of_care() -> Mapping[str, str]:
    """Returns the service that gives each kind of care."""
    return {key: window.service for key, window in VIOLENCE.of(pack()).time_windows.items()}


def answer_hours() -> Mapping[str, int]:
    """Returns the hours until an answer is due, by urgency."""
    return {urgency.id: urgency.answer_hours for urgency in pack().urgencies}


def needs() -> tuple[Need, ...]:
    """Returns the possible immediate needs, in the pack's order."""
    return tuple(Need(key, need.service, need.urgency) for key, need in SCREENING.of(pack()).entry.needs.items())


def type_name(kind: str) -> I18n | str:
    """Returns the pack's name of a type of violence."""
    entry = VIOLENCE.of(pack()).types.get(kind)
    return entry.name if entry is not None else kind


def context_name(context: str) -> I18n | str:
    """Returns the pack's name of a context."""
    entry = VIOLENCE.of(pack()).contexts.get(context)
    return entry.name if entry is not None else context


def finding(question: str, answer: str) -> str:
    """Returns the words of an answer about a need or a factor of vulnerability."""
    screening = SCREENING.of(pack()).entry
    entry = screening.needs.get(question) or screening.vulnerability.get(question)
    return str(findings.word(entry.answers, answer)) if entry is not None else answer


def compound() -> frozenset[str]:
    """Returns the needs and factors whose question asks two things, so that "not there" rules nothing out."""
    screening = SCREENING.of(pack()).entry
    return frozenset(key for key, entry in {**screening.needs, **screening.vulnerability}.items() if entry.compound)


def wording() -> int:
    """Returns the version of the rules in whose wording needs and factors are asked now."""
    return SCREENING.of(pack()).entry.rules.schema_version


def doubtful_before() -> dict[str, int]:
    """Maps each need or factor to the version of the rules before which its "no" may have been stored reversed."""
    screening = SCREENING.of(pack()).entry
    entries = {**screening.needs, **screening.vulnerability}
    return {key: entry.doubtful_before for key, entry in entries.items() if entry.doubtful_before is not None}


def label_of(question: str) -> I18n | str:
    """Returns the label of a need or of a factor of vulnerability."""
    screening = SCREENING.of(pack()).entry
    entry = screening.needs.get(question) or screening.vulnerability.get(question)
    return entry.label if entry is not None else question
