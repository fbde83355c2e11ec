"""Errors of emergency openings."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class ReasonTooShort(Refused):
    code = "cases.reason_too_short"
    text = _("Say in at least %(least)s letters why it cannot wait. Nothing was opened.")
    field = "reason"


class TooManyEmergencies(Refused):
    code = "cases.too_many_emergencies"
    text = _(
        "One person opens at most %(most)s cases in an emergency within thirty days, and you have. Nothing was opened, and what "
        "you wrote is kept on this page. The data-protection officer was told and can let you go on at once: call them, or a "
        "colleague who may open it."
    )


class TooManyNumbers(Refused):
    code = "cases.too_many_numbers"
    text = _(
        "One person tries at most %(hour)s case numbers in an hour, %(day)s in a day and %(month)s in thirty days, and you have. "
        "No more are looked up for you now. The data-protection officer was told and can let you go on."
    )
    field = "number"


class ReasonNotRead(Refused):
    code = "cases.reason_not_read"
    text = _("Read first why it was opened. Nothing was recorded.")


class ReviewedAlready(Refused):
    code = "cases.reviewed_already"
    text = _("Somebody has reviewed this meanwhile. Nothing was changed.")
