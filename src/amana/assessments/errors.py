"""Errors of needs, incidents, their tasks, and the notice about a child."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class NoteChanged(Conflict):
    code = "intake.note_changed"
    text = _("A colleague changed this while you were writing. Both versions are shown: keep the right one.")


class NotAnOutcome(Refused):
    code = "intake.not_an_outcome"
    text = _("Say how it ended: help was asked for, given, declined, or is not needed.")
    field = "outcome"


class NotAnAuthority(Refused):
    code = "intake.not_an_authority"
    text = _("Choose one of the authorities that are told, and how it was told.")
    field = "how"


class LanguageOfLetter(Refused):
    code = "intake.language_of_letter"
    text = _("Choose the language of the letter. Nothing was printed.")
    field = "language"
