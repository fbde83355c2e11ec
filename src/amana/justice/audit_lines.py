"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "justice.letter_changed": _("The draft of a letter was changed."),
        "justice.letter_drafted": _("A letter was drafted."),
        "justice.letter_opened": _("A letter was opened."),
        "justice.letter_reminded": _("The addressee of a letter was reminded."),
        "justice.milestone": _("A milestone of a proceeding was recorded."),
        "justice.note_opened": _("A note of a proceeding was opened."),
        "justice.note_written": _("A note of a proceeding was written."),
        "justice.proceeding_begun": _("A proceeding was begun."),
        "justice.request_ended": _("A request to the judge ended."),
        "justice.request_opened": _("A request to the judge was opened."),
        "justice.request_sent": _("A request was sent to the judge."),
    }
)
