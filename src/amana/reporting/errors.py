"""The errors of reporting."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NoSuchIndicator(Refused):
    code = "reporting.no_such_indicator"
    text = _("There is no indicator %(given)s. These can be counted: %(known)s.")
    field = "indicator"


class NotAnsweredYet(Refused):
    code = "reporting.not_answered_yet"
    text = _("These records cannot answer %(id)s yet: %(why)s These can be counted: %(known)s.")
    field = "indicator"


class NoSuchDimension(Refused):
    code = "reporting.no_such_dimension"
    text = _("%(id)s is not divided by %(given)s. It can be divided by: %(known)s.")
    field = "by"


class TooManyDimensions(Refused):
    code = "reporting.too_many_dimensions"
    text = _("%(id)s can be divided by %(most)s at once, so that small groups stay hidden. Leave out one of them.")
    field = "by"


class NotMonths(Refused):
    code = "reporting.not_months"
    text = _("%(given)s is not a whole month. Nearest: %(nearest)s. A month is written like 2018-01.")


class NotAMonth(Refused):
    code = "reporting.not_a_month"
    text = _("%(given)s is not a month. A month is written like 2018-01.")


class EndsBeforeItBegins(Refused):
    code = "reporting.ends_before_it_begins"
    text = _("The period ends before it begins. Did you mean %(nearest)s?")
    field = "to"


class NoSuchReport(Refused):
    code = "reporting.no_such_report"
    status = 404
    text = _("The country pack has no such donor report. Choose one of the list.")


class TooNearAnother(Refused):
    code = "reporting.too_near_another"
    text = _(
        "Fewer than %(few)s people lie between this table and the one from %(first)s to %(last)s that was taken before:"
        " subtraction would tell who they are. Nothing was taken. Take the same months as before, or months between which"
        " more people lie."
    )
    field = "to"


class PeriodNotOver(Refused):
    code = "reporting.period_not_over"
    text = _("These months are not over: the last one is %(last)s. Close them when everything has been entered.")
    field = "last"


class PeriodClosedAlready(Refused):
    code = "reporting.period_closed"
    text = _("The months %(first)s to %(last)s are closed already. Their tables stay as they are.")
    field = "first"


class NotFrozen(Refused):
    code = "reporting.not_frozen"
    text = _("No table of these months was kept in this way. Closed months: %(known)s.")
