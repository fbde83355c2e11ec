"""Sentences for this room's lines of the audit log. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "intake.answers_kept": _("Answers of a screening were kept."),
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
    }
)
