"""Errors of erasure."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class CaseOnHold(Refused):
    code = "cases.on_hold"
    text = _(
        "The case is on legal hold (until: %(until)s), so it is not erased. Nothing was changed. Whoever set the "
        "hold, or the data-protection officer, can say when it ends."
    )


class ForgottenByTwo(Refused):
    code = "cases.forgotten_by_two"
    text = _(
        "Two people decide this: a data-protection officer, and somebody of the organisation whose case it is. "
        "Nothing was changed; it waits for the other one."
    )


class AlreadyAgreed(Refused):
    code = "cases.forgetting_agreed"
    text = _(
        "Two people agreed to this erasure already, and it waits. Nothing was changed. To begin anew, stop it first on the page "
        "Keeping and erasing."
    )


class ChangedLately(Refused):
    code = "cases.forgetting_changed_lately"
    text = _(
        "One of the two accounts was made, or was given a role, a unit, a password or new second factors by somebody else, "
        "within the last %(hours)s hours or after this was asked. Nothing was changed. Wait, and ask again."
    )


class NoSuchReason(Refused):
    code = "cases.no_such_reason"
    text = _("Choose one of the reasons that the country pack names. Nothing was changed.")
    field = "reason"
