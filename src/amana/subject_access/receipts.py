"""What a person is told about her own file, in the language of the moment: what she agreed to, and who opened it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import get_language, gettext

from amana.cases import queries
from amana.cases.asking import language_name
from amana.cases.openings import Seen
from amana.cases.queries import Procedure
from amana.consent.queries import Agreement
from amana.countrypacks import I18n, dates, pack
from amana.countrypacks.schema import LANGUAGES, ConsentIn
from amana.countrypacks.wording import join_words
from amana.printing import as_printed
from amana.subject_access.pack_sections import RECEIPT
from amana.trust import queries as trust


@dataclass(frozen=True)
class Receipt:
    """What is printed for a person who answered: in her language where the pack has it, else in that of the page.

    `language` is the one the lines are written in, `spoken` hers ("" where it is not known); `translated` says whether
    the two are the same. `lines` are (name, text) in the order of the pack.
    """

    spoken: str
    language: str
    translated: bool
    title: str
    lines: tuple[tuple[str, str], ...]
    rights: tuple[str, ...]

    def lacking(self, which: I18n) -> list[tuple[str, str]]:
        """(language, sentence) of a warning about the person's language, in all three languages of the desk."""
        found = []
        for each in LANGUAGES:
            with translation.override(each):
                name = language_name(self.spoken)
            found.append((each, which.text(each).format_map({"language": name})))
        return found


def receipt_of(procedure: Procedure, agreed: Agreement, limits: str = "", *, for_reader: bool = False) -> Receipt:
    """The receipt of an answer, with the limits where the reader opened them; `for_reader` gives it in the three languages only."""
    country, spoken = pack(), str(agreed.facts.get("language", ""))
    own = None if for_reader else country.consent.in_languages.get(spoken)
    if own is not None:
        told = _told_in(own, procedure, agreed) | {"limits": limits}
        lines = tuple(
            (name, own.lines[name].format_map(told))
            for name in RECEIPT.of(country).lines
            if _has_words(name, told, own)
        )
        return Receipt(spoken, spoken, True, own.title, lines, own.rights)
    language = spoken if spoken in LANGUAGES else get_language() or "en"
    with translation.override(language):
        lines = tuple(receipt_lines(procedure, agreed, limits))
        rights = tuple(str(each) for each in RECEIPT.of(country).rights)
        return Receipt(
            spoken, language, spoken in LANGUAGES or not spoken, str(RECEIPT.of(country).title), lines, rights
        )


_NEEDS = {
    "who": "recipient", "what": "fields", "why": "purpose", "contact": "contact", "given": "language", "limits": "limits",
    "interpreter": "interpreter",
}  # fmt: skip


def _has_words(name: str, told: Mapping[str, str], own: ConsentIn) -> bool:
    """Whether a line has something to say; in a language beside the three, whether it has the line."""
    return name in own.lines and bool(told[_NEEDS.get(name, "reference")])


def _told_in(own: ConsentIn, procedure: Procedure, agreed: Agreement) -> dict[str, str]:
    """What the lines of a receipt are filled with, in a language beside the three; fields of a referral as the desk names them."""
    names = [own.sections[code] for code in sorted(agreed.sections) if code in own.sections]
    names += _field_names(agreed)
    purpose = str(agreed.facts.get("purpose", ""))
    return {
        "recipient": trust.unit(agreed.unit_id).full_name if agreed.unit_id else "",
        "fields": own.nothing if agreed.refused else join_words(names),
        "purpose": own.purposes.get(purpose, purpose),
        "until": own.until_changed if agreed.expires_at is None else _day_in_digits(agreed.expires_at),
        "given_on": _day_in_digits(agreed.given_at),
        "language": own.name,
        "reference": as_printed(queries.reference(procedure)),
        "contact": whom_to_ask(procedure),
    }


def _day_in_digits(at: datetime) -> str:
    """A day for languages whose months the desk cannot name."""
    day = dates.day_of(at)
    return as_printed(f"{day.day}.{day.month}.{day.year}")


def _field_names(agreed: Agreement) -> list[str]:
    fields = {field.id: str(field.label) for each in pack().handover_lists.values() for field in each}
    return [fields.get(name, name) for name in sorted(agreed.fields)]


def receipt_lines(procedure: Procedure, agreed: Agreement, limits: str = "") -> list[tuple[str, str]]:
    """The lines of a receipt in the words of the pack: what of it is known, in their order."""
    country = pack()
    said = RECEIPT.of(country)
    names = [str(country.section_name(code)) for code in sorted(agreed.sections)] + _field_names(agreed)
    purpose = country.purposes.get(agreed.facts.get("purpose", ""))
    told: dict[str, str] = {
        "recipient": trust.unit(agreed.unit_id).full_name if agreed.unit_id else "",
        "fields": str(said.nothing) if agreed.refused else join_words(names),
        "purpose": str(purpose) if purpose else "",
        "until": str(said.until_changed) if agreed.expires_at is None else day_of(agreed.expires_at),
        "given_on": day_of(agreed.given_at),
        "language": language_name(str(agreed.facts.get("language", ""))),
        "reference": as_printed(queries.reference(procedure)),
        "contact": whom_to_ask(procedure),
        "limits": limits,
        "interpreter": _interpreter(agreed),
    }
    return [
        (name, str(line).format_map(told)) for name, line in said.lines.items() if told[_NEEDS.get(name, "reference")]
    ]


def _interpreter(agreed: Agreement) -> str:
    """Who interpreted, by the code of the organisation; empty where nobody did."""
    code = str(agreed.facts.get("interpreter", ""))
    return as_printed(code) if code else ""


def whom_to_ask(procedure: Procedure) -> str:
    """The organisation of her case manager and the telephone there; empty where nobody manages the case."""
    manager = trust.user(procedure.manager) if procedure.manager else None
    if manager is None:
        return ""
    parts = (manager.organisation_name, as_printed(manager.phone_at_work))
    return ", ".join(part for part in parts if part.strip("\u2066\u2069 "))


def opening_line(row: Seen) -> str:
    """One opening of her file, by a function and organisation, without the name of the worker."""
    return gettext("%(at)s: %(what)s. %(role)s, %(organisation)s. Why: %(ground)s.") % {
        "at": dates.stamp(row.at),
        "what": row.what,
        "role": row.role or gettext("somebody"),
        "organisation": row.organisation,
        "ground": row.ground or gettext("their work"),
    }


def day_of(at: datetime) -> str:
    """A day with the month as a word, which can be read aloud."""
    return dates.day(at)
