"""Why two files may be one person's, in words: what each field says, and how much it weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.duplicates.queries.likeness import Scored
from amana.duplicates.rules import Evidence, likelihood_of

MUCH: Final = 1.5  # nats from which a field says much
SOMETHING: Final = 0.05  # nats below which a field says nothing worth a line
type Words = str | Promise

_FOR: Final[Mapping[str, tuple[Words, Words]]] = {
    "names": (_("The name is the same, or sounds the same"), _("The name is alike in part")),
    "birth": (_("The date of birth agrees"), _("The date of birth may agree")),
    "sex": (_("The sex is the same"), _("The sex is the same")),
    "nationality": (_("A rare nationality, the same in both"), _("The nationality is the same")),
    "phone": (_("The telephone number is the same"), _("They share a telephone number that others use too")),
    "document": (_("The document number is the same"), _("The document number is the same")),
    "governorate": (_("The governorate is the same"), _("The governorate is the same")),
    "origin": (_("The place of birth is the same"), _("The place of birth is the same")),
    "mother": (_("The mother's name sounds the same"), _("The mother's name sounds the same")),
    "organisation": (_("The times of registration fit"), _("The times of registration fit")),
}
_NEARLY: Final[Mapping[str, Words]] = {
    "names": _("The names agree in part"),
    "birth": _("The dates of birth agree but for a slip"),
    "phone": _("The telephone numbers agree in part"),
    "document": _("The document numbers agree in part"),
    "governorate": _("The governorates are written alike"),
    "origin": _("The places of birth are written alike"),
    "mother": _("The mothers' names are alike"),
}
_AGAINST: Final[Mapping[str, Words]] = {
    "names": _("Parts of the names differ"),
    "birth": _("The dates of birth differ"),
    "sex": _("The sex differs"),
    "nationality": _("The nationality differs"),
    "phone": _("The telephone numbers differ"),
    "document": _("The document numbers differ; papers are replaced now and then"),
    "governorate": _("The governorates differ; people move"),
    "origin": _("The places of birth differ"),
    "mother": _("The mothers' names differ"),
    "organisation": _("The times of registration speak a little against it"),
}


FIELDS: Final[Mapping[str, Words]] = {
    "names": _("Name"),
    "birth": _("Date of birth"),
    "document": _("Document number"),
    "phone": _("Telephone number"),
    "mother": _("Name of the mother"),
    "origin": _("Place of birth"),
    "nationality": _("Nationality"),
    "sex": _("Sex"),
    "governorate": _("Governorate"),
}
LIKELY: Final[Mapping[str, Words]] = {
    "very_likely": pgettext_lazy("one person", "very likely the same"),
    "likely": pgettext_lazy("one person", "likely"),
    "possible": pgettext_lazy("one person", "possible"),
    "unlikely": pgettext_lazy("one person", "unlikely"),
}
_CHIPS: Final[Mapping[str, str]] = {"very_likely": "due", "likely": "due", "possible": "wait", "unlikely": "wait"}


@dataclass(frozen=True)
class Judged:
    """How likely two files are one person's, in words, with the chip it wears and the fields that were not compared."""

    word: str
    missing: tuple[Words, ...]

    @property
    def text(self) -> Words:
        """The word in the reader's language."""
        return LIKELY[self.word]

    @property
    def chip(self) -> str:
        """The kind of chip."""
        return _CHIPS[self.word]

    @property
    def rank(self) -> int:
        """0 for the strongest word."""
        return list(LIKELY).index(self.word)


def judge(scored: Scored) -> Judged:
    """How likely it is, by the model and by what was compared; never surer than the fields allow."""
    missing = tuple(name for field, name in FIELDS.items() if field not in scored.by_field)
    return Judged(likelihood_of(scored.probability, evidence_of(scored)), missing)


def evidence_of(scored: Scored) -> Evidence:
    """What agrees, what agrees in part and what differs, of the fields that say something."""
    kinds: dict[str, set[str]] = {"agree": set(), "in_part": set(), "against": set()}
    for reason in reasons_of(scored):
        if reason.field in FIELDS:
            kinds[reason.kind].add(reason.field)
    return Evidence(**{kind: frozenset(fields) for kind, fields in kinds.items()})


@dataclass(frozen=True)
class Reason:
    """What one field says: `nats` above 0 speak for one person, below 0 against it; `share` of the longest bar in percent."""

    field: str
    text: Words
    nats: float
    share: int
    in_part: bool = False

    @property
    def kind(self) -> str:
        """agree, in_part or against."""
        return "in_part" if self.in_part else "agree" if self.speaks_for else "against"

    @property
    def speaks_for(self) -> bool:
        """Whether it speaks for one person."""
        return self.nats > 0


def reasons_of(scored: Scored) -> list[Reason]:
    """The fields that say something, the weightiest first. A field that one of the two leaves open says nothing."""
    said = {
        field: float(nats) for field, nats in scored.by_field.items() if field in _AGAINST and abs(nats) >= SOMETHING
    }
    longest = max((abs(nats) for nats in said.values()), default=1.0)
    order = sorted(said.items(), key=lambda each: -abs(each[1]))
    return [
        Reason(
            field,
            _text(field, nats, field in scored.nearly),
            nats,
            round(100 * abs(nats) / longest),
            in_part=field in scored.nearly or _is_weak(field, nats),
        )
        for field, nats in order
    ]


def _is_weak(field: str, nats: float) -> bool:
    """Whether a field says the same, and only so much as its weaker sentence."""
    much, some = _FOR[field]
    return 0 < nats < MUCH and much != some


def _text(field: str, nats: float, nearly: bool) -> Words:
    if nearly and not (field == "names" and nats < 0):
        return _NEARLY[field]
    if nats < 0:
        return _AGAINST[field]
    much, some = _FOR[field]
    return much if nats >= MUCH else some
