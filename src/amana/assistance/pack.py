"""Reading the country pack for assistance: services and their fields, where help may begin, how long is the wait."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from amana.assistance.errors import NoSuchService
from amana.countrypacks import pack
from amana.countrypacks.values import Category, Field, Service

# Categories of the taxonomy that every pack shares; their names, and what they hold, are the pack's.
CASH = "CASH"
ITEMS = "NFI"
URGENT = frozenset({"SAF", "MED", "SHE"})

# What the record itself contains about a delivery; nobody types it.
_OF_THE_RECORD = frozenset(
    {
        "service_id", "case_ref", "provider_id", "consent_id", "requested_at", "started_at", "delivered_at",
        "delivered_by", "next_followup_at",
    }
)  # fmt: skip
_OF_THE_STOCK = frozenset({"qty", "stock_batch"})
_OF_THE_MONEY = frozenset({"quantity", "unit", "value"})
_OF_THE_SECOND_PERSON = frozenset({"second_approval"})
_WHEN_MONEY_IS_PAID = frozenset({"receipt"})
_AFTERWARDS = frozenset({"outcome", "satisfaction", "receipt"})


def service(code: str) -> Service:
    """Returns the service with this code. Raises NoSuchService."""
    found = pack().services.get(code)
    if found is None:
        raise NoSuchService
    return found


def is_cash(each: Service) -> bool:
    """Whether money is given: requested, approved by another person, and paid out."""
    return each.category == CASH


def is_item(each: Service) -> bool:
    """Whether a thing is given, which may come out of the stock."""
    return each.category == ITEMS


def is_urgent(each: Service) -> bool:
    """Whether this help never waits for a decision about the person."""
    return each.category in URGENT


def offered_services(*categories: str) -> list[tuple[Category, list[Service]]]:
    """Returns categories with their services, in the order of the pack: those named, or all without money and items."""
    country = pack()
    wanted = categories or tuple(key for key in country.categories if key not in (CASH, ITEMS))
    found = [(country.categories[key], country.categories[key].services) for key in wanted if key in country.categories]
    return [(category, [country.services[code] for code in codes]) for category, codes in found]


def own_fields(each: Service) -> tuple[Field, ...]:
    """Returns the fields of the service that somebody fills in, without those of the stock, a second person or her consent."""
    by_others = _OF_THE_SECOND_PERSON if is_cash(each) else _OF_THE_STOCK if is_item(each) else frozenset[str]()
    return tuple(field for field in each.fields if field.id not in by_others | {"consent_id"})


def common_fields(each: Service, *, given: bool) -> tuple[Field, ...]:
    """Returns the common fields of every delivery that apply to this service; those about the result only once it is `given`."""
    own = {field.id for field in each.fields}
    left_out = own | _OF_THE_RECORD
    if is_cash(each):
        left_out |= _OF_THE_MONEY | _WHEN_MONEY_IS_PAID
    if is_item(each):
        left_out |= {"quantity", "unit"}
    if not given:
        left_out |= _AFTERWARDS
    return tuple(_drop_photo(field) for field in pack().service_common_fields if field.id not in left_out)


def _drop_photo(field: Field) -> Field:
    """Returns the field without the answer that is only a reminder: nobody is photographed for help."""
    if field.id != "receipt":
        return field
    return replace(field, options=tuple(option for option in field.options if not option.id.startswith("photo")))


def not_required(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Returns the same fields, any of which may stay empty: for help that was requested and not given yet."""
    return tuple(replace(field, required=False) for field in fields)


def receipts() -> tuple[tuple[str, str], ...]:
    """Returns the ways in which a person confirms a receipt."""
    fields = [_drop_photo(field) for field in pack().service_common_fields if field.id == "receipt"]
    return tuple((option.id, str(option.label)) for field in fields for option in field.options)


def by_section(fields: Iterable[Field], values: Mapping[str, Any], otherwise: str) -> dict[str, dict[str, Any]]:
    """Groups sealed values by the section that keeps them; a value without a field of its own goes to `otherwise`."""
    sections = {field.id: field.section or otherwise for field in fields}
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if value not in (None, "", [], ()):
            parts.setdefault(sections.get(name, otherwise), {})[name] = value
    return parts


def help_opens_from() -> frozenset[str]:
    """Returns the identification places from which help may begin."""
    machine = pack().machine("procedure")
    track = machine.tracks["help"]
    first = [
        step
        for step in machine.transitions
        if step.track == "help" and track.initial in step.from_ and step.to not in track.terminal
    ]
    return frozenset(place for step in first for place in step.while_identification)


def currencies() -> tuple[tuple[str, str], ...]:
    """Returns the currencies that can be paid, the country's own first."""
    country = pack()
    listed = {option.id: str(option.label) for option in country.lists.get("currency", ())}
    return ((country.currency, listed.pop(country.currency, country.currency)), *listed.items())
