"""The errors of consent."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class ConsentMissing(Refused):
    code = "consent.missing"
    text = _("Not agreed: %(fields)s. Nothing was shared. Ask the person first, then record what was said.")


class NothingAgreed(Refused):
    code = "consent.nothing_agreed"
    text = _("Choose at least one thing that the person agreed to, or record that the answer was no.")


class PurposeOpensNothing(Refused):
    code = "consent.purpose_opens_nothing"
    text = _(
        "For this purpose no section of a file is opened to anybody: statistics and research are made without names. Nothing was "
        "shared. Choose the purpose for which the unit works with the person."
    )
    field = "purpose"


class LanguageNotSaid(Refused):
    code = "consent.language_not_said"
    text = _("Say in which language the person was asked. Nothing was stored.")
    field = "language"


class HowNotSaid(Refused):
    code = "consent.how_not_said"
    text = _("Say how the person answered. Nothing was stored.")
    field = "how"


class WitnessMissing(Refused):
    code = "consent.witness_missing"
    text = _(
        "An answer by word needs its witness: a colleague who is not you, or a name and why this person is there. Nothing was stored."
    )
    field = "witness"


class InterpreterMissing(Refused):
    code = "consent.interpreter_missing"
    text = _(
        "The words to read aloud do not exist in this language. Say who interpreted, or that you speak it yourself. Nothing was stored."
    )
    field = "interpreter_code"


class RecipientMissing(Refused):
    code = "consent.recipient_missing"
    text = _("Choose whom the answer is about, and for what. Nothing was stored.")
    field = "unit"


class ConsentEnded(Refused):
    code = "consent.ended"
    text = _("This consent has ended already. Nothing was changed.")


class EndsBeforeItBegins(Refused):
    code = "consent.ends_before_it_begins"
    text = _("The last day lies before today. Choose a later one.")
    field = "expires_on"


class ConfirmedByAnother(Refused):
    code = "consent.confirmed_by_another"
    text = _("You recorded this consent yourself. Another person confirms it.")


class AcrossTheWall(Refused):
    code = "consent.across_the_wall"
    text = _("The access rules do not allow this, so nothing was shared. %(cell)s. %(why)s")

    @property
    def message(self) -> str:
        """Returns the sentence with the cell of the access rules and its reason."""
        return str(self.text) % self.details
