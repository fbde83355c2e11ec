"""The letter that asks for a waiver of fines, composed from the country pack and the facts of one person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from amana.countrypacks.values import Field, Pack
from amana.countrypacks.wording import join_words
from amana.justice.letters.errors import Incomplete, NoAddressee, Unconfirmed
from amana.justice.letters.letter import Labels, Language, Letter
from amana.justice.pack_sections import WAIVER
from amana.printing import as_printed, clean

PLACE = re.compile(r"\{(\w+)\}")

# What is in the table, each next to its field's own name.
IDENTITY = ("full_name_as_in_passport", "nationality", "passport_no", "visa_or_residence_type", "valid_until")
# What is copied from a document or a file, digit by digit.
DOCUMENTS = ("case_reference", "passport_no", "consent_id")

OPENING = ("opening", "identification")
REASONS = ("status", "reason", "days", "assessed_fine")
PLEA = ("law", "principle")
CLOSING = ("consent", "closing")
# Printed once confirmed, and left out until then; any other unconfirmed sentence blocks the letter.
ONLY_WHEN_CONFIRMED = ("law",)


@dataclass(frozen=True, slots=True)
class Heads:
    """The letterhead of the signing office, and the same in another language next to it."""

    lines: tuple[str, ...]
    beside: tuple[str, ...] = ()


def compose(
    pack: Pack,
    facts: Mapping[str, str],
    *,
    language: Language,
    territory: str,
    relief: Sequence[str],
    heads: Heads,
    number: str,
    date: str,
    may_print: Callable[[str], bool],
    check_code: str = "",
    specimen: bool = False,
) -> Letter:
    """Composes the letter of the pack for `territory` from `facts`; nothing in it is calculated or guessed.

    `facts` are by field of the pack's waiver letter, already as people read them in `language`. A sentence is left out
    when an optional field it names is missing, so a fine is mentioned only with the document that states it.
    `may_print(path)` says whether the pack's value at `path` is confirmed. A specimen may show what is not.

    Raises NoAddressee, Incomplete (with the names of missing fields), Unconfirmed (with the paths in the pack), and
    KeyError for a relief that the pack does not know.
    """
    waiver = WAIVER.of(pack)
    if territory not in waiver.addressee:
        raise NoAddressee(territory=territory)
    addressee = waiver.addressee[territory]
    known = {name: clean(value).strip() for name, value in facts.items()}
    missing = [field for field in waiver_fields(pack) if field.required and not known.get(field.id)]
    if missing:
        raise Incomplete(fields=join_words(field.label for field in missing))

    filled = {name: _mark_as_printed(name, value) for name, value in known.items() if value}
    filled["addressee"] = addressee.name.text(language)
    used = [f"waiver.addressee.{territory}"]

    def sentence(path: str, text: str) -> str:
        if not all(name in filled for name in PLACE.findall(text)):
            return ""
        if path.rpartition(".")[2] in ONLY_WHEN_CONFIRMED and not may_print(path):
            return ""
        used.append(path)
        return PLACE.sub(lambda place: filled[place[1]], text)

    def say(*names: str) -> str:
        lines = (
            sentence(f"waiver.wording.{name}", waiver.wording[name].text.text(language))
            for name in names
            if name in waiver.wording
        )
        return " ".join(line for line in lines if line)

    def label(name: str) -> str:
        return waiver.wording[name].text.text(language)

    letter = Letter(
        language=language,
        number=number,
        date=date,
        letterhead=heads.lines,
        letterhead_beside=heads.beside,
        badges=(label("confidential"),),
        addressee=(filled["addressee"],),
        subject=say("subject"),
        salutation=say("salutation"),
        opening=say(*OPENING),
        identity=tuple(
            (field.label.text(language), filled[field.id])
            for name in IDENTITY
            for field in waiver_fields(pack)
            if field.id == name and name in filled
        ),
        reason=f"{say(*REASONS)}\n{say(*PLEA)}",
        requests=tuple(
            sentence(f"waiver.requests.{name}", waiver.requests[name].text.text(language)) for name in relief
        ),
        closing="\n".join(say(name) for name in CLOSING),
        signatory=(say("signatory"),),
        copies=tuple(copy.text(language) for copy in addressee.copies),
        check_code=check_code,
        labels=Labels(
            title=label("title"),
            number=label("number"),
            date=label("date"),
            copies=label("copy"),
            page=label("page"),
            specimen=label("specimen"),
            check=label("check") if check_code else "",
        ),
        specimen=specimen,
    )
    unconfirmed = [path for path in used if not may_print(path)]
    if unconfirmed and not specimen:
        raise Unconfirmed(paths=join_words(unconfirmed))
    return letter


def waiver_fields(pack: Pack) -> tuple[Field, ...]:
    """Returns the fields the letter is filled from; what is asked for and where it goes are not among them."""
    return tuple(field for field in WAIVER.of(pack).fields if field.id not in ("requested_relief", "territory"))


def _mark_as_printed(name: str, value: str) -> str:
    latin = not any(unicodedata.bidirectional(c) in ("R", "AL") for c in value)
    return as_printed(value) if name in DOCUMENTS or (name == "full_name_as_in_passport" and latin) else value
