"""Errors of trust."""

from django.utils.translation import gettext_lazy as _

from amana.errors import AmanaError, Conflict, Refused


class TrailShut(AmanaError):
    """The audit log takes no line, so nothing is opened or done: what nobody could see afterwards must not happen."""

    code = "trust.trail_shut"
    status = 503
    text = _(
        "Nothing is opened or changed now, because it could not be written down who did it. What was stored before is "
        "safe. Tell whoever looks after this instance that the audit log takes no lines, and try again later."
    )


class AccountChanged(Refused):
    """An account is not as Amana wrote it: somebody changed it in the database."""

    code = "trust.account_changed"
    text = _(
        "This account was changed in the database and not by Amana, so it lets nobody in, and nothing is changed in it. Tell "
        "whoever looks after this instance, and the data-protection officer, now."
    )


class NotYourself(Refused):
    code = "trust.not_yourself"
    text = _("Nobody changes their own roles or shuts their own account. Ask another administrator.")


class NeedsSecondPerson(Refused):
    code = "trust.second_person"
    text = _("This needs a second person: you recorded, decided or asked for it yourself.")


class NameInOtherScript(Refused):
    code = "trust.name_in_other_script"
    text = _("Write the name in the script of the letter's language. Nothing was changed.")


class DetailsNotShown(Refused):
    code = "trust.details_not_shown"
    text = _("The details were not on your page, or too long ago. Nothing was confirmed. Read them now, then answer.")


class DetailsChanged(Conflict):
    code = "trust.details_changed"
    text = _(
        "This was changed after you had opened it. Nothing was confirmed. Both versions are shown: read them again."
    )
