"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "reporting.cap_agreed": _("A budget of privacy was approved by a second person."),
        "reporting.cap_proposed": _("A budget of privacy was proposed."),
        "reporting.period_closed": _("A reporting period was closed."),
        "reporting.privacy_granted": _("A part of the budget of privacy was granted."),
        "reporting.privacy_spent": _("A part of the budget of privacy was spent."),
        "reporting.programme_opened": _("A programme of public data was opened."),
        "reporting.release_agreed": _("A release of data was approved by a second person."),
        "reporting.release_given_up": _("A release of data was given up."),
        "reporting.release_handed_in": _("A release of data was handed in for approval."),
        "reporting.release_prepared": _("A release of data was prepared."),
        "reporting.release_published": _("A release of data was published."),
        "reporting.release_ready": _("A release of data is ready."),
        "reporting.release_sent_back": _("A release of data was sent back by a second person."),
        "reporting.release_stopped": _("Preparing a release of data stopped."),
        "reporting.release_taken_back": _("A release of data was taken back to be changed."),
        "reporting.release_withdrawn": _("A published release of data was withdrawn."),
        "reporting.table_taken": _("A table was taken out of the instance."),
    }
)
