"""What the lines of the audit log that this room writes say, as sentences. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "intake.answers_kept": _("Answers of a screening were kept."),
        "intake.assessment_noted": _("Needs or an incident were noted."),
        "intake.assessment_opened": _("What was noted about needs or an incident was opened."),
        "intake.authority_told": _("An authority was informed about a child."),
        "intake.notice_began": _("A notification about a child was begun."),
        "intake.notice_printed": _("A notification about a child was printed."),
        "intake.screening_begun": _("A screening was begun."),
        "intake.screening_ended": _("A screening ended."),
        "intake.screening_opened": _("A screening was opened."),
        "intake.screening_paused": _("A screening was paused."),
        "intake.screening_profile_chosen": _("The questions of a screening were chosen."),
        "intake.screening_resumed": _("A screening was resumed."),
        "intake.second_look_done": _("A screening was looked at a second time."),
        "intake.sheet_typed": _("A screening on paper was typed in."),
        "intake.sheets_opened": _("The sheets of a screening on paper were opened."),
        "intake.sitting_begun": _("A sitting of a screening was begun."),
        "intake.stop_explained": _("Why a screening stopped was recorded."),
        "intake.task_done": _("A task was done."),
    }
)
