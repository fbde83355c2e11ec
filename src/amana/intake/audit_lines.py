"""What the lines of the audit log that this room writes say, as sentences."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "intake.call_became_sign": _("A call became a report."),
        "intake.call_began": _("A call to the hotline began."),
        "intake.call_ended": _("A call to the hotline ended."),
        "intake.call_kept": _("The notes of a call were kept."),
        "intake.call_opened": _("The notes of a call were opened."),
        "intake.called_back": _("A caller was called back."),
        "intake.card_opened": _("A safety triage was opened."),
        "intake.card_written": _("A safety triage was written."),
        "intake.concern_became_sign": _("A concern became a report."),
        "intake.concern_looked_at": _("A concern was looked at."),
        "intake.concern_opened": _("A concern was opened."),
        "intake.concern_raised": _("A concern was raised."),
        "intake.file_came": _("A file came with a report."),
        "intake.file_opened": _("A file of a report was opened."),
        "intake.replies_opened": _("The messages of a reporter were opened."),
        "intake.reporter_answered": _("A reporter was answered."),
        "intake.shared_with_team": _("A report and its screenings were shared with the team of the case."),
        "intake.sign_joined": _("A report was joined with another one."),
        "intake.sign_opened": _("A report was opened."),
        "intake.sign_parted": _("Two reports were parted again."),
        "intake.sign_taken": _("A report was taken in."),
    }
)
