"""Errors of upkeep."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class RotationByOfficers(Refused):
    code = "trust.rotation_by_officers"
    text = _(
        "The recovery key is renewed by naming its five officers anew: ./amana recovery split. Nothing was changed."
    )


class NothingToRetire(Refused):
    code = "trust.nothing_to_retire"
    text = _("No earlier key of this kind can be ended by your word now. Nothing was changed.")
