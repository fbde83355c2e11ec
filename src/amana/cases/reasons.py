"""Why two files may be one person's, in words: what each field says, and how much it weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.cases.queries.likeness import Scored

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


@dataclass(frozen=True)
class Reason:
    """What one field says: `nats` above 0 speak for one person, below 0 against it; `share` of the longest bar in percent."""

    field: str
    text: Words
    nats: float
    share: int

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
        Reason(field, _text(field, nats, field in scored.nearly), nats, round(100 * abs(nats) / longest))
        for field, nats in order
    ]


def _text(field: str, nats: float, nearly: bool) -> Words:
    if nearly:
        return _NEARLY[field]
    if nats < 0:
        return _AGAINST[field]
    much, some = _FOR[field]
    return much if nats >= MUCH else some
