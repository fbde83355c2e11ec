"""What a person is told about her own file, in the language of the moment: what she agreed to, and who opened it."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext

from amana.cases import queries
from amana.cases.openings import Seen
from amana.cases.queries import Procedure
from amana.cases.step_pages import shown
from amana.consent.queries import Agreement
from amana.countrypacks import pack
from amana.countrypacks.wording import joined
from amana.printing import as_printed
from amana.trust import queries as trust


def receipt_lines(procedure: Procedure, agreed: Agreement) -> list[tuple[str, str]]:
    """The lines of a receipt in the words of the pack: what of it is known, in their order."""
    country = pack()
    names = [str(country.section_name(code)) for code in sorted(agreed.sections)]
    fields = {field.id: str(field.label) for each in country.handover_lists.values() for field in each}
    names += [fields.get(name, name) for name in sorted(agreed.fields)]
    purpose = country.purposes.get(agreed.facts.get("purpose", ""))
    told: dict[str, str] = {
        "recipient": trust.unit(agreed.unit_id).full_name if agreed.unit_id else "",
        "fields": gettext("Nothing. She said no") if agreed.refused else joined(names),
        "purpose": str(purpose) if purpose else "",
        "until": gettext("you withdraw") if agreed.expires_at is None else day_of(agreed.expires_at),
        "given_on": day_of(agreed.given_at),
        "language": _language_name(agreed.facts.get("language", "")),
        "reference": as_printed(queries.reference(procedure)),
        "contact": whom_to_ask(procedure),
    }
    needs = {"who": "recipient", "what": "fields", "why": "purpose", "contact": "contact", "given": "language"}
    return [
        (name, str(line).format_map(told))
        for name, line in country.receipt.lines.items()
        if told[needs.get(name, "reference")]
    ]


def whom_to_ask(procedure: Procedure) -> str:
    """The house of her case manager and the telephone there; empty where nobody manages the case."""
    manager = trust.user(procedure.manager) if procedure.manager else None
    if manager is None:
        return ""
    parts = (manager.organisation_name, as_printed(manager.phone_at_work))
    return ", ".join(part for part in parts if part.strip("\u2066\u2069 "))


def opening_line(row: Seen) -> str:
    """One opening of her file, by a function and its house, without the name of whoever works there."""
    return gettext("%(at)s: %(what)s. %(role)s, %(organisation)s. Why: %(ground)s.") % {
        "at": as_printed(timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M")),
        "what": row.what,
        "role": row.role or gettext("somebody"),
        "organisation": row.organisation,
        "ground": row.ground or gettext("their work"),
    }


def day_of(at: datetime) -> str:
    """A day with the month as a word, which can be read aloud."""
    return formats.date_format(timezone.localtime(at), "j F Y")


def _language_name(code: str) -> str:
    """The language as the pack names it; its code where the pack does not know it."""
    spoken = next((field for field in pack().case_facts if field.id == "languages"), None)
    return shown(spoken, [code]) if spoken and code else code
