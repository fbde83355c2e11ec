"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "consent.confirmed": _("A consent was confirmed by a second person."),
        "consent.destroyed": _("A recipient said that copies were destroyed."),
        "consent.expired": _("A consent ran out."),
        "consent.given": _("A consent was given."),
        "consent.refused": _("A consent was refused."),
        "consent.rejected": _("A recorded consent was rejected by a second person."),
        "consent.withdrawn": _("A consent was taken back."),
        "consent.words_opened": _("The words of a consent were opened."),
    }
)
