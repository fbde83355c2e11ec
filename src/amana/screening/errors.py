"""Errors of the interview and of the assessments."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class FamilyPresent(Refused):
    code = "intake.family_present"
    text = _(
        "A relative or somebody unknown is in the room. Ask the person alone whether they want them there; until that "
        "is said, postpone the interview. Nothing was changed."
    )
    field = "she_asked"


class WordsNotSaid(Refused):
    code = "intake.words_not_said"
    text = _(
        "Say the words before the first question, and hear that the person agrees. Without that there is no interview."
    )
    field = "words_said"


class DifferenceUnexplained(Refused):
    code = "intake.difference_unexplained"
    text = _(
        "The rules advise something else: %(advice)s. You may decide so all the same; write why, for whoever reads it"
        " later. Nothing was stored."
    )


class SafetyPlanMissing(Refused):
    code = "intake.safety_plan_missing"
    text = _("The person is at risk. Write the safety plan together, and the day of the next talk. Nothing was stored.")


class ScreeningEnded(Refused):
    code = "intake.screening_ended"
    text = _("This screening has ended. Its answers stay as they are; the person can be screened again.")


class NotAQuestion(Refused):
    code = "intake.not_a_question"
    text = _("This question does not belong to the screening. Nothing was stored.")


class NotAnAnswer(Refused):
    code = "intake.not_an_answer"
    text = _("Choose one of the boxes.")
    field = "answer"


class NoProfile(Refused):
    code = "intake.no_profile"
    text = _("Choose at least one kind of exploitation to ask about.")
    field = "kinds"


class AnswersDiffer(Conflict):
    code = "intake.answers_differ"
    text = _(
        "A colleague answered the same question while you were writing. Both answers are shown: keep the right one."
    )
