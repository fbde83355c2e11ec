"""Words of intake that several faces say."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

STATUS: "Mapping[str, StrPromise]" = {
    "received": pgettext_lazy("state of a sign", "received"),
    "read": pgettext_lazy("state of a sign", "read"),
    "looked_at": pgettext_lazy("state of a sign", "being looked at"),
    "closed": pgettext_lazy("state of a sign", "closed"),
}
YES_NO_UNKNOWN: "Final[Sequence[tuple[str, StrPromise]]]" = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("unknown", _("I don’t know")),
)
# By the entries of `rules.Common`.
COMMON: "Mapping[str, StrPromise]" = {
    "district": _("the same district"),
    "governorate": _("the same governorate"),
    "observed": _("the same thing was observed"),
    "language": _("the same language"),
    "days": _("within the same days"),
}
CONCERN: "Mapping[str, StrPromise]" = {
    "watched": _("The place is watched"),
    "nothing": _("Nothing was found in it"),
    "sign": _("It became a report"),
}
CONCERN_STATUS: "Mapping[str, StrPromise]" = {
    "waits": pgettext_lazy("state of a concern", "waits"),
    "looked": pgettext_lazy("state of a concern", "was looked at"),
}
