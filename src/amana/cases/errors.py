"""What cases refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class AttemptIncomplete(Refused):
    code = "cases.attempt_incomplete"
    text = _("Still needed: %(fields)s. Nothing was recorded.")


class AttemptDayMissing(Refused):
    code = "cases.attempt_day_missing"
    text = _("Say on which day it was. Nothing was recorded.")


class AttemptFromTheFuture(Refused):
    code = "cases.attempt_day_outside"
    text = _("The day lies before the first report about this person, or after today. Nothing was recorded.")


class AttemptAgainstCare(Refused):
    code = "cases.attempt_against_care"
    text = _(
        "The care instructions of this person rule this way out, so the attempt was not safe. Record it as not safe."
        " Nothing was recorded."
    )
    field = "attempt_safe"


class NotForChildProtection(Refused):
    code = "cases.search_by_child_protection"
    status = 403
    text = _("A search for a child is recorded by: %(who)s. Nothing was recorded.")


class CaseOpenAlready(Refused):
    code = "cases.open_already"
    text = _("This has a case number already.")


class CaseClosed(Refused):
    code = "cases.closed"
    text = _("The case is closed. It can be opened again with a reason and a new consent.")


class NoSuchColleague(Refused):
    code = "cases.no_such_colleague"
    text = _("Choose somebody of your organisation who can hold a case.")
    field = "user"


class CoverEndsBeforeItBegins(Refused):
    code = "cases.cover_dates"
    text = _("The last day lies before the first one.")
    field = "until"


class TooLarge(Refused):
    code = "cases.file_too_large"
    text = _("The file is larger than 10 MB. Scan it in grey, or send it in parts.")
    field = "scan"


class InQuarantine(Refused):
    code = "cases.in_quarantine"
    text = _(
        "This file could not be cleaned, so it was not opened: it may hold scripts, or say where and by whom it was made. Who"
        " manages the case can take it as it is."
    )


class ReasonForEvidence(Refused):
    code = "cases.reason_for_evidence"
    text = _("Evidence needs a reason, and a hand-over says to whom. Write it in a few words. Nothing was kept.")
    field = "reason"


class NotEvidence(Refused):
    code = "cases.not_evidence"
    status = 404
    text = _("This file was not kept as evidence, so there is no original and no chain of custody.")


class ProhibitedWay(Refused):
    code = "cases.prohibited_way"
    text = _(
        "“%(way)s” contradicts “%(prohibition)s”. Nothing was changed. Choose a way that is not prohibited, or “%(none)s”."
        " Only the person can take the prohibition back."
    )


class ProhibitionContradicted(Refused):
    code = "cases.prohibition_contradicted"
    text = _(
        "“%(prohibition)s” contradicts “%(way)s” in the section “%(section)s”. Nothing was changed. First change that section,"
        " for example to “%(none)s”; then keep the prohibition."
    )
    field = "care_instructions"


class ContactContradicts(Refused):
    code = "cases.contact_contradicts"
    text = _("“%(one)s” and “%(other)s” cannot both hold. Nothing was changed. Ask the person which of them is right.")


class EmptyHours(Refused):
    code = "cases.empty_hours"
    text = _(
        "These hours are empty: they end before they begin. Nothing was changed. Write a night as two windows, for example"
        " 22:00-23:59, 00:00-02:00."
    )
    field = "safe_hours"
