"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "directory.added": _("An entry was added to the directory."),
        "directory.changed": _("An entry of the directory was changed."),
        "directory.checked": _("An entry of the directory was checked."),
        "directory.places_said": _("Free places were reported."),
        "referrals.draft_changed": _("The draft of a referral was changed."),
        "referrals.drafted": _("A referral was drafted."),
        "referrals.escalated": _("An unanswered referral was passed to the supervisors."),
        "referrals.left": _("A list of referrals was exported."),
        "referrals.package_made": _("The information for a referral was put together."),
        "referrals.package_opened": _("The information of a referral was opened."),
        "referrals.words_opened": _("The words of a referral were opened."),
    }
)
