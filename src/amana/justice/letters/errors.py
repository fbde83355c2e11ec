"""The errors of a letter, each with a lasting code."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class Incomplete(Refused):
    """A fact that the letter cannot do without is missing. Details: fields."""

    code = "letters.incomplete"
    text = _("The letter cannot be made yet, and nothing was changed. Fill in first: %(fields)s.")


class Unconfirmed(Refused):
    """The letter would quote something unconfirmed in the country pack. Details: paths."""

    code = "letters.unconfirmed"
    text = _(
        "The letter would quote what is not confirmed yet, so no letter was made. "
        "Ask your administrator to confirm in the country pack: %(paths)s."
    )


class NoAddressee(Refused):
    """The country pack does not say to whom such a letter goes there. Details: territory."""

    code = "letters.no_addressee"
    text = _("The country pack names nobody to whom this letter goes in %(territory)s. Choose another territory.")
