"""What the lines of the audit log that this room writes say, as sentences. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "cases.printed_for_her": _("A paper was printed for the person."),
    }
)
