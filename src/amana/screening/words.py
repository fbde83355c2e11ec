"""Words of the interview that several faces use."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise


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
