"""Errors of emergency openings."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class ReasonTooShort(Refused):
    code = "cases.reason_too_short"
    text = _("Say in at least %(least)s letters why it cannot wait. Nothing was opened.")
    field = "reason"


class ReviewedAlready(Refused):
    code = "cases.reviewed_already"
    text = _("Somebody has reviewed this meanwhile. Nothing was changed.")
