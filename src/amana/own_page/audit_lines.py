"""What the lines of the audit log that this room writes say, as sentences. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "intake.complaint_answered": _("A complaint was answered."),
        "intake.complaint_came": _("A complaint came in."),
        "intake.complaint_opened": _("A complaint was opened."),
        "intake.feedback_opened": _("What somebody thinks of the help was opened."),
        "intake.own_order_seen": _("What the person took back on the own page was read."),
        "intake.own_order_taken": _("What the person took back on the own page was carried out."),
        "intake.own_page_ended": _("The person's own page was ended."),
        "intake.own_page_made": _("A page was made for the person."),
        "intake.own_page_renewed": _("The person's own page was renewed."),
    }
)
