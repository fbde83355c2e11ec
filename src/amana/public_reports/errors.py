"""What the letter box refuses. Codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class ComeBackLater(Refused):
    code = "intake.come_back_later"
    status = 503
    text = _("We cannot look up codes just now. Nothing was lost. Please come back in an hour.")


class ReportClosed(Refused):
    code = "intake.report_closed"
    text = _(
        "This report is closed, and nothing can be added to it. If somebody needs help, please write a new report."
    )


class NotAReport(Refused):
    code = "intake.not_a_report"
    text = _("This was not written by our own page, so it cannot become a report. Two people can put it aside.")
