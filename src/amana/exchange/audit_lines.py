"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "exchange.answering_closed": _("Answering questions of another organisation was closed."),
        "exchange.answering_opened": _("Answering questions of another organisation was allowed."),
        "exchange.asked": _("Another organisation was asked whether it helps the same person."),
        "exchange.forgotten": _("A question to another organisation was erased."),
        "exchange.too_many_questions": _("A question was refused: too many were asked."),
        "exchange.was_asked": _("Another organisation asked whether a person is helped here."),
    }
)
