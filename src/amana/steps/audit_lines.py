"""What the lines of the audit log that this room writes say, as sentences. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "cases.step_confirmed": _("An entry was confirmed by a second person."),
        "cases.step_opened": _("The words of an entry were opened."),
        "cases.step_recorded": _("A step was recorded."),
        "cases.step_rejected": _("An entry was rejected by a second person."),
        "cases.step_taken": _("A step of the procedure was taken."),
    }
)
