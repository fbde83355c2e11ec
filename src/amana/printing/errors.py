"""Errors of printing."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class Unprintable(Refused):
    """The text has a character of some script that our fonts do not have."""

    code = "letters.unprintable"
    text = _(
        "The letter contains a character that cannot be printed, so no letter was made. "
        "Write names in Arabic, Kurdish or Latin letters, as in the passport."
    )
