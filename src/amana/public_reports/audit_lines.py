"""What the lines of the audit log that this room writes say, as sentences. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "intake.letter_aside_proposed": _("Putting aside a report that may be misuse was proposed."),
        "intake.letter_let_through": _("A report that was held was let through."),
        "intake.letter_opened": _("A report that was held was opened."),
        "intake.letter_put_aside": _("A report was put aside as misuse."),
        "intake.reporter_added": _("A reporter added something."),
    }
)
