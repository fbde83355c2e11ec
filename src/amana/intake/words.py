"""Words of intake that several faces say."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

STATUS: "Mapping[str, StrPromise]" = {
    "received": pgettext_lazy("state of a sign", "received"),
    "read": pgettext_lazy("state of a sign", "read"),
    "looked_at": pgettext_lazy("state of a sign", "being looked at"),
}
PARTS: "Mapping[str, StrPromise]" = {
    "act": _("What was done to bring or keep the person there"),
    "means": _("By what means"),
    "purpose": _("For what purpose"),
}
STRENGTH: "Mapping[str, StrPromise]" = {
    "strong": pgettext_lazy("weight of a sign", "strong"),
    "medium": pgettext_lazy("weight of a sign", "medium"),
    "weak": pgettext_lazy("weight of a sign", "weak"),
}
# By the entries of `rules.PRESENT`, in their order.
WHO_IS_THERE: "Mapping[str, StrPromise]" = {
    "nobody": _("Nobody else"),
    "interpreter": _("An interpreter"),
    "chosen_person": _("Somebody the person chose and trusts"),
    "guardian": _("For a child: the guardian, or a child protection worker"),
    "lawyer": _("A lawyer or a social worker"),
    "relative": _("A relative or the husband"),
    "stranger": _("Somebody whose part in it is not known"),
    "employer": _("The employer, the sponsor, the recruiter, or somebody they sent"),
    "suspect": _("Somebody who may be exploiting the person"),
}
WISH: "Mapping[str, StrPromise]" = {
    "person": _("The person wished to stop"),
    "tired": _("The person was tired or distressed, and I proposed to stop"),
    "urgent": _("Something urgent came first"),
    "disturbed": _("Somebody came in, or the place was no longer safe"),
    "finished": _("Everything that was needed has been asked"),
}
IF_STOPPED: "Mapping[str, StrPromise]" = {
    "presumed_victim": _("Enough to presume a victim, and to open all help."),
    "at_risk": _("At risk: a safety plan and another talk are advised."),
    "other_protection": _("Another need for protection: help is advised for that need."),
    "inconclusive": _("Not enough to say either way."),
    "no_indication": _("No indication of trafficking now."),
}
CODE_UNKNOWN = _("We do not know this code. Look at each digit; nothing was lost.")
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
