"""What this room refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NotATransition(Refused):
    """The pack knows no such step from where the person stands."""

    code = "pack.not_a_transition"
    text = _("This step is not possible from here. Nothing was changed. Choose one of the steps that the page offers.")


class WrongPlace(NotATransition):
    """The step exists, but the other place of the procedure does not allow it."""

    code = "pack.other_place_forbids"
    text = _(
        "This step has to wait for what is known about the person, or for the help that is under way. Nothing was changed."
    )
