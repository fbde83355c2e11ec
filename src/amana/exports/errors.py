"""Errors of exports."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NothingToExport(Refused):
    code = "exports.nothing"
    text = _("There is nothing in this that may go to this recipient. No file was made.")


class TooManyRows(Refused):
    code = "exports.too_many_rows"
    text = _("The list has more than %(most)s rows. Narrow it by its filters, and take the parts. No file was made.")


class ReasonMissing(Refused):
    code = "exports.reason_missing"
    text = _("Write why this file leaves the organisation, in a few words. No file was made.")
    field = "reason"


class RecipientMissing(Refused):
    code = "exports.recipient_missing"
    text = _("Say who gets the file: one person, or one unit. No file was made.")
    field = "to"


class NoKeyOfTheirs(Refused):
    code = "exports.no_key"
    text = _(
        "This key was not confirmed over the telephone yet, or it is no longer used. Choose another lock for the file."
    )
    field = "lock"


class NotAKey(Refused):
    code = "exports.not_a_key"
    text = _("This is no public key of age. It begins with age1 and is 62 characters long. Nothing was added.")
    field = "public"


class WrongFingerprint(Refused):
    code = "exports.wrong_fingerprint"
    text = _(
        "These are not the digits of this key. Ask again over the telephone; if they still differ, do not use the key."
    )
    field = "typed"


class LinkOver(Refused):
    code = "exports.link_over"
    status = 410
    text = _(
        "This file is not here any more: its link has ended, or it was called back. Ask whoever made it for a new one."
    )


class StillWaiting(Refused):
    code = "exports.still_waiting"
    text = _(
        "More than %(most)s people stand in this file, or in all that you took out within a day, so a second person looks "
        "at it first. It can be had after that."
    )


class NotWaiting(Refused):
    code = "exports.not_waiting"
    text = _("This export does not wait for anybody any more.")


class FileChanged(Refused):
    code = "exports.file_changed"
    status = 409
    text = _(
        "The stored file is not the one that stands in the ledger, so it is not handed over. Tell the data-protection officer."
    )


class CannotRead(Refused):
    code = "exports.cannot_read"
    text = _("This file is locked, and it does not open with this password. Nothing was looked for.")
