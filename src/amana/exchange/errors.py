"""The errors of the exchange."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class KeyServiceSilent(Refused):
    code = "exchange.key_service_silent"
    text = _(
        "The key service does not answer, so nobody was asked. What you wrote is still here: try again later, or call "
        "the other offices. An administrator can start it again."
    )


class TooManyQuestions(Refused):
    code = "exchange.too_many_questions"
    text = _(
        "You or your organisation asked as much as may be asked in an hour or a day. Nothing was sent, and the attempt was counted. "
        "Your supervisor can see it."
    )


class TooLittleSaid(Refused):
    code = "exchange.too_little_said"
    text = _(
        "This is too little to ask with. Give two parts of the name, or one and a year of birth, a telephone or a "
        "document."
    )
    field = "name"


class NobodyAnswers(Refused):
    code = "exchange.nobody_answers"
    text = _("This organisation does not answer questions of yours. Choose another one.")
    field = "holders"


class AnsweredAlready(Refused):
    code = "exchange.answered_already"
    text = _("Your organisation answers the questions of this one already. Stop that first to change the office.")
    field = "asker"


class NoFileYet(Refused):
    code = "exchange.no_file_yet"
    text = _("Other offices can find the person when there is a case here. Open the case first.")
