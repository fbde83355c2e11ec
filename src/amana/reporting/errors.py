"""What this room refuses."""

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
    text = _("The country pack has no such report. Choose one of the list.")


class TooNearAnother(Refused):
    code = "reporting.too_near_another"
    text = _(
        "Fewer than %(few)s people lie between this table and the one from %(first)s to %(last)s that was taken before:"
        " subtraction would tell who they are. Nothing was taken. Take the same months as before, or months between which"
        " more people lie."
    )
    field = "to"


class NoSuchProgramme(Refused):
    code = "reporting.no_such_programme"
    text = _("There is no programme %(given)s. These are there: %(known)s.")
    field = "programme"


class NotAKey(Refused):
    code = "reporting.not_a_key"
    text = _(
        "The short name of a programme has small Latin letters, digits and hyphens, at most 40. Nothing was stored."
    )
    field = "key"


class KeyTaken(Refused):
    code = "reporting.key_taken"
    text = _("There is a programme of this short name already. Choose another one. Nothing was stored.")
    field = "key"


class TitleMissing(Refused):
    code = "reporting.title_missing"
    text = _("Say what the programme is called. Nothing was stored.")
    field = "title"


class NoCap(Refused):
    code = "reporting.no_cap"
    text = _(
        "Nobody has set how much privacy the programme %(programme)s may spend. One person proposes a cap and a second"
        " one agrees; until then nothing is released."
    )


class CapNotSound(Refused):
    code = "reporting.cap_not_sound"
    text = _(
        "Epsilon is above 0 and at most %(most)s, delta above 0 and at most %(delta)s: beyond, nothing is promised."
    )
    field = "epsilon"


class CapSpent(Refused):
    code = "reporting.cap_spent"
    text = _(
        "The programme may spend epsilon %(cap)s in all; %(left)s is left, and %(asked)s was asked for. Nothing was"
        " measured. Ask for less, or let two people set another cap."
    )
    field = "epsilon"


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
