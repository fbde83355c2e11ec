"""What a case says about reaching the person is checked before it is written, whichever page it comes from."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from amana import vault
from amana.cases import queries
from amana.cases.errors import ContactContradicts, EmptyHours, ProhibitedWay, ProhibitionContradicted
from amana.cases.models import Procedure
from amana.cases.safe_contact import CARE, SECTION, Contradiction, care_of, contradiction, new_prohibitions
from amana.countrypacks import pack
from amana.errors import Refused
from amana.trust.actor import Actor
from amana.trust.authorise import part_of_a_command
from amana.trust.trail import record


def check_contact(contact: Mapping[str, Any], care: Collection[str]) -> None:
    """Raises ProhibitedWay, ContactContradicts or EmptyHours for a contact section that contradicts itself or `care`."""
    found = contradiction(contact, care)
    if found is not None:
        raise _refusal(found)


@part_of_a_command
def check_prohibitions(
    actor: Actor, procedure: Procedure, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    """Raises ProhibitionContradicted when the coded facts prohibit the way that the contact section names.

    The section is opened for it, with a line in the trail. Where this actor cannot open it, the prohibition is kept:
    it stands above whatever the section says.
    """
    if not new_prohibitions(care_of(before), care_of(after)):
        return
    sealed = queries.sealed_sections(procedure).get(SECTION)
    if sealed is None or not vault.texts.openable(actor, [sealed]):
        return
    contact = vault.texts.open_text(actor, sealed)["fields"]
    record(actor, "cases.section_opened", procedure.id, now, section=sealed.id)
    found = contradiction(contact, care_of(after))
    if found is not None and found.care:
        raise ProhibitionContradicted(
            prohibition=_option(CARE, found.care),
            way=_option(found.field, found.value),
            section=pack().section_name(SECTION),
            none=_option("safe_contact_method", "none_safe"),
        )


def _refusal(found: Contradiction) -> Refused:
    way = _option(found.field, found.value)
    match found.fault:
        case "prohibited_way" | "prohibited_channel":
            prohibition = _option(CARE, found.care)
            none = "none_safe" if found.field == "safe_contact_method" else "none"
            return ProhibitedWay(field=found.field, way=way, prohibition=prohibition, none=_option(found.field, none))
        case "no_way_but_channel":
            return ContactContradicts(field=found.field, one=way, other=_option("safe_contact_method", "none_safe"))
        case "way_without_channel":
            return ContactContradicts(field=found.field, one=way, other=_option("message_channel", "none"))
        case "empty_hours":
            return EmptyHours()


def _option(field: str, value: str) -> str:
    """A value of a field of the case in the reader's language."""
    country = pack()
    known = {each.id: each for each in (*country.case_facts, *country.section_fields(SECTION))}
    options = known[field].options if field in known else ()
    return next((str(option.label) for option in options if option.id == value), value)
