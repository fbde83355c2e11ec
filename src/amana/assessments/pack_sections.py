"""What a pack says of violence: its types and contexts, the hours that are left for care, who consents to it at which age."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from django.utils.translation import pgettext_lazy
from pydantic import Strict

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.checking import expect
from amana.countrypacks.room_sections import Example, RoomSection, register_section
from amana.countrypacks.schema import Entry, I18n, Names, Sourced, Words
from amana.countrypacks.values import Pack
from amana.intake.pack_sections import AnswersEntry
from amana_methods.violence import Answer, Guide, GuideError, care_at, classify, consent_at, contexts_of


class ViolenceTypeEntry(Entry):
    """A type of violence, in the order of elimination; the last one is what remains.

    `whatever_the_reason`: such an act counts without asking whether it was because of gender.
    """

    order: int
    whatever_the_reason: bool = False
    name: I18n
    question: I18n
    answers: AnswersEntry
    hint: I18n | None = None


class ClinicalWindow(Sourced):
    """Care that is a matter of hours since the incident.

    `acts` are the types whose question requires it (none: any incident), `not_for_sex` the sexes it has no use for,
    `service` the service that gives it, `do` what to do now.
    """

    name: I18n
    hours: int | None = None
    hint: I18n | None = None
    do: I18n
    service: Words
    acts: Names = ()
    not_for_sex: Names = ()


class ConsentAge(Entry):
    from_years: int
    to_years: int
    child: Literal["none", "informed_assent", "informed_consent"]
    caregiver: Literal["none", "informed_consent", "with_permission_of_child"]
    form: I18n
    without_caregiver: I18n | None = None


class ConsentByAge(Sourced):
    ages: Annotated[tuple[ConsentAge, ...], Strict(False)]
    excluded_caregivers: Mapping[str, I18n]


class DerivedContext(Entry):
    name: I18n
    when: Words


class ViolenceEntry(Entry):
    types: Mapping[str, ViolenceTypeEntry]
    gender_question: I18n
    gender_answers: AnswersEntry
    rules: Annotated[tuple[I18n, ...], Strict(False)]
    principles: Mapping[str, I18n]
    sectors: Mapping[str, I18n]
    context_fields: Names
    contexts: Mapping[str, DerivedContext]
    time_windows: Mapping[str, ClinicalWindow]
    consent_by_age: ConsentByAge
    reporting_limits: Annotated[tuple[I18n, ...], Strict(False)]
    minimum_cell: int
    never_shared: Names


def build_violence(builder: Builder, violence: ViolenceEntry) -> ViolenceEntry:
    """Checks fields, services and sexes, and what the method asks of types, contexts, hours and ages."""
    builder.fields_at(("violence", "context_fields"), violence.context_fields, scope="violence")
    for key, window in violence.time_windows.items():
        at = ("violence", "time_windows", key)
        builder.check_known((*at, "service"), window.service, builder.service_codes(), "service")
        builder.check_all_known((*at, "not_for_sex"), window.not_for_sex, builder.said.lists["sex"], "sex")
    try:
        Guide.from_data(builder.tree.value["violence"])
    except GuideError as wrong:
        builder.tree.complain(("violence",), str(wrong))
    return violence


def run_example(pack: Pack, example: Example) -> None:
    """Checks type, contexts, deadlines and consent of an incident, as far as the example names them."""
    guide = Guide.from_data(pack.raw["violence"])
    given: tuple[Answer, ...] = ("yes", "no", "unknown")
    answers = {str(kind): answer for answer in given for kind in example.get(answer, ())}
    classified = classify(guide, answers, example.get("because_of_gender", "not_asked"))
    expect("type", example["type"], classified.kind)
    expect("possible", example.get("possible", [example["type"]]), list(classified.possible))
    expect("ask", example.get("ask", []), list(classified.ask))
    contexts = contexts_of(guide, classified, example["facts"])
    expect("contexts", example["contexts"], [name for name, holds in contexts.items() if holds])
    if "contexts_open" in example:
        expect("contexts_open", example["contexts_open"], [n for n, holds in contexts.items() if holds is None])
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    least, most = (now - timedelta(hours=hours) for hours in example["hours"]) if "hours" in example else (None, None)
    care = care_at(guide, answers, now=now, first=most, last=least, sex=example.get("sex"))
    if "care" in example:
        expect(
            "care",
            example["care"],
            {window.id: next(c.state for c in care if c.id == window.id) for window in guide.windows},
        )
    if "care_not_called_for" in example:
        expect(
            "care_not_called_for",
            sorted(example["care_not_called_for"]),
            sorted(c.id for c in care if not c.called_for),
        )
    if "consent" in example:
        rows = consent_at(guide.ages, example["facts"]["age_at_incident"])
        expect("consent", [example["consent"]], [{"child": row.child, "caregiver": row.caregiver} for row in rows])


VIOLENCE = register_section(
    RoomSection(
        "violence",
        ViolenceEntry,
        build_violence,
        label=pgettext_lazy("country pack", "Violence and health"),
        examples={"violence": run_example},
    )
)
