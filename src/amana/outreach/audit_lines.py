"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "outreach.attendance_marked": _("Attendance was recorded."),
        "outreach.campaign_planned": _("A campaign was planned."),
        "outreach.cancelled": _("An activity was cancelled."),
        "outreach.counted": _("The participants of an activity were counted."),
        "outreach.plan_changed": _("The plan of an activity was changed."),
        "outreach.planned": _("An activity was planned."),
        "outreach.register_opened": _("A list of participants was opened."),
        "outreach.tests_added": _("Test results of a training were added."),
        "outreach.tests_removed": _("Test results of a training were removed."),
        "outreach.trainee_added": _("A trainee was added."),
        "outreach.trainee_removed": _("A trainee was removed."),
    }
)
