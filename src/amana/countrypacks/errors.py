"""The errors of countrypacks."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NotATransition(Refused):
    """The pack knows no such step from the person's place."""

    code = "pack.not_a_transition"
    text = _("This step is not possible from here. Nothing was changed. Choose one of the steps that the page offers.")


class WrongPlace(NotATransition):
    """The step exists, but the other place of the procedure does not allow it."""

    code = "pack.other_place_forbids"
    text = _(
        "This step has to wait for what is known about the person, or for the help that is under way. "
        "Nothing was changed."
    )


class NoSuchValue(Refused):
    """The pack says nothing at this path that could be confirmed."""

    code = "pack.no_such_value"
    text = _("The country pack has no value %(path)s that could be confirmed. Nothing was changed.")


class ReasonMissing(Refused):
    """A confirmation needs words: where it was looked up."""

    code = "pack.reason_missing"
    text = _("Say in at most %(limit)s characters where you looked this up. Nothing was changed.")
