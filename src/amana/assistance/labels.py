"""The labels of this room's codes: the state of help, units of stock, why a count differs."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STANDS = (
    ("delivered", _("It was given")),
    ("running", _("It has begun")),
    ("requested", _("It was asked for")),
)
DIFFERENCES = (
    ("damaged", _("Damaged")),
    ("expired", _("Past its date, taken out")),
    ("lost", _("Lost or stolen")),
    ("not_written", _("Given without being written down")),
    ("miscounted", _("Miscounted earlier")),
    ("found", _("Found again")),
)
COUNTED_IN = (("piece", _("pieces")), ("kit", _("kits")), ("box", _("boxes")), ("kg", _("kilograms")))
STATES: "Mapping[str, _StrPromise]" = {
    "requested": _("asked for"),
    "waits": _("waits for a second person"),
    "agreed": _("agreed, not paid out"),
    "running": _("has begun"),
    "delivered": _("given"),
    "cancelled": _("cancelled"),
    "refused": _("refused"),
}


def label_of(pairs: "Iterable[tuple[str, str | _StrPromise]]", code: str) -> str:
    """Returns the label of a code in the language of the page; the code itself where it is unknown."""
    return next((str(text) for key, text in pairs if key == code), code)
