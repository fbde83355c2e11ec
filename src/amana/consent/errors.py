"""What consent refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class ConsentMissing(Refused):
    code = "consent.missing"
    text = _("Not agreed: %(fields)s. Nothing was shared. Ask the person first, then record what was said.")


class NothingAgreed(Refused):
    code = "consent.nothing_agreed"
    text = _("Choose at least one thing that the person agreed to, or record that she said no.")


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
    text = _("This would cross the wall, so nothing was shared. %(cell)s. %(why)s")

    @property
    def message(self) -> str:
        """The sentence with the cell of the wall and its reason."""
        return str(self.text) % self.details
