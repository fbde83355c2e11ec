"""Reading the country pack for referrals."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from amana.countrypacks import I18n, pack
from amana.countrypacks.values import Field, HandoverField, Machine, Option, Service, Transition, Urgency
from amana.referrals.rules import Times, comes_too_late, parts_of

TRACK = "referral"
# What every referral says of itself; the other names of this place are asked for when the referral is written.
SELF = ("id", "service_code", "urgency", "consent_id", "focal_point")


class ReferralStep(StrEnum):
    """The steps of the machine `referral`, by their codes in the pack."""

    PREPARE_CONSENT = "r1"
    RECORD_CONSENT = "r2"
    SEND = "r3"
    ACKNOWLEDGE = "r4"
    ACCEPT = "r5"
    ASK = "r6"
    PUT_ON_WAITING_LIST = "r7"
    DECLINE = "r8"
    START_SERVICE = "r9"
    COMPLETE_SERVICE = "r10"
    EXPIRE = "r11"
    WITHDRAW = "r12"
    PERSON_DECLINES = "r13"
    ANSWER = "r14"
    ACCEPT_FROM_WAITING_LIST = "r15"
    END_EARLY = "r16"


def machine() -> Machine:
    """Returns the state machine of referrals: the places and steps."""
    return pack().machine(TRACK)


def step(transition_id: str) -> Transition:
    """Returns one step of a referral."""
    return machine().transition(transition_id)


def state_name(state: str) -> str:
    """The name of a place in the reader's language."""
    return str(machine().state(state).name)


def times_of(urgency: str) -> Times:
    """Returns how fast a provider has to be. Raises KeyError for an urgency the pack lacks."""
    found = pack().urgency(urgency)
    deadline = step(ReferralStep.EXPIRE).deadline
    often: Mapping[str, int] = deadline.times if deadline else {}
    return Times(found.acknowledge_hours, found.answer_hours, often.get("sent", 1), often.get("acknowledged", 2))


def service(code: str) -> Service | None:
    """The service, or None where the pack lacks it."""
    return pack().services.get(code)


def service_name(code: str) -> str:
    """The name of a service in the reader's language; its code where the pack lacks it."""
    found = service(code)
    return str(found.name) if found else code


def services_by_category() -> list[tuple[str, list[tuple[str, str]]]]:
    """All services as grouped choices."""
    country = pack()
    return [
        (str(category.name), [(code, str(country.services[code].name)) for code in category.services])
        for category in country.categories.values()
    ]


def handover(code: str) -> tuple[HandoverField, ...]:
    """Returns what a referral for this service may carry; nothing while no service is chosen."""
    return pack().handover(code) if code in pack().services else ()


def needed_fields(code: str) -> list[str]:
    """The fields without which nobody can help with this service, in the order of the list."""
    wanted = pack().needed_fields(code) if code in pack().services else frozenset()
    return [field.id for field in handover(code) if field.id in wanted]


def sources(code: str) -> dict[str, str]:
    """Returns where each field of the list is taken from."""
    return {field.id: field.source for field in handover(code)}


def always(code: str) -> tuple[str, ...]:
    """The fields of the list that a referral says of itself; no name is in them, and they travel with every one."""
    return tuple(
        field.id
        for field in handover(code)
        if field.source.partition(".")[2] in SELF and field.source.startswith("referral.")
    )


def said_here(code: str) -> tuple[Field, ...]:
    """Fields of the list that the referrer says when writing the referral (a kind of place, a way to pay)."""
    country, found = pack(), []
    for field in handover(code):
        place, name = parts_of(field.source)
        if place == "referral" and name not in SELF and name in country.fields:
            found.append(country.fields[name])
    return tuple(each for each in found if each.options)


def fast_enough(urgency: Urgency, code: str) -> bool:
    """Whether an answer in this time still helps with this service."""
    found = service(code)
    return not comes_too_late(urgency.answer_hours, found.deadline_hours if found else None)


def field_behind(source: str) -> Field | None:
    """The field of the pack that a source points to, for showing its value; None for what the referral says itself."""
    country = pack()
    place, name = parts_of(source)
    if place == "facts":
        return next((field for field in country.case_facts if field.id == name), None)
    if place in country.section_codes:
        return next((field for field in country.section_fields(place) if field.id == name), None)
    return country.fields.get(name) if place == "referral" and name not in SELF else None


def never_travels() -> list[str]:
    """What no referral carries, in the reader's language."""
    return [str(I18n(**names)) for names in pack().raw["handovers"]["never"].values()]


def options(name: str) -> list[tuple[str, str]]:
    """A list of the pack, or the options of one of its fields, as choices in the reader's language."""
    country = pack()
    found: tuple[Option, ...] = country.lists[name] if name in country.lists else country.fields[name].options
    return [(option.id, str(option.label)) for option in found]


def label(name: str, code: str) -> str:
    """The word for one code of a list."""
    return dict(options(name)).get(code, code)


def field_label(key: str) -> str:
    """The words of a field of the pack."""
    return str(pack().fields[key].label)


def cost_options() -> list[tuple[str, str]]:
    """Returns the choices for what a service may cost."""
    return [(option.id, str(option.label)) for option in pack().fields["cost"].options]


def told_labels(transition: Transition) -> dict[str, Any]:
    """The fields of a step by id."""
    return {field.id: field for field in transition.required}
