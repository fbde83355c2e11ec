"""Sentences for this room's lines of the audit log. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "intake.assessment_noted": _("Needs or an incident were noted."),
        "intake.assessment_opened": _("What was noted about needs or an incident was opened."),
        "intake.authority_told": _("An authority was informed about a child."),
        "intake.earlier_opened": _("What was noted about needs or an incident before a change was opened."),
        "intake.notice_began": _("A notification about a child was begun."),
        "intake.notice_printed": _("A notification about a child was printed."),
        "intake.task_done": _("A task was done."),
    }
)
