"""Errors of oversight."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class AlreadyWatched(Refused):
    code = "trust.already_watched"
    text = _("This instance is a witness of that audit log already.")
    field = "key"


class WitnessOfHere(Refused):
    code = "trust.witness_of_here"
    text = _(
        "This address is of this machine or of its own network link, where nobody else keeps anything. Nothing was stored. "
        "A witness runs at another place: type its address there."
    )
    field = "address"


class NothingToSign(Refused):
    code = "trust.nothing_to_sign"
    text = _("The audit log has no line yet, so there is nothing to give out.")


class IncidentClosed(Refused):
    code = "trust.incident_closed"
    text = _("This incident is closed. Nothing was changed. If something new happened, record another one.")


class StillToTell(Refused):
    code = "trust.still_to_tell"
    text = _("Somebody has not been told yet, so the incident stays open: %(who)s.")


class DiscoveredInTheFuture(Refused):
    code = "trust.discovered_in_the_future"
    text = _("It cannot have been discovered later than now.")
    field = "discovered_at"
