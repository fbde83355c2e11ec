"""Types of violence and their contexts, the hours that are left for care, and who consents to it at which age."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Strict

from amana.countrypacks.schema.base import Entry, I18n, Names, Sourced, Words
from amana.countrypacks.schema.screening import AnswersEntry


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
