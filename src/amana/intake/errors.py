"""What intake refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class NobodyReads(Refused):
    code = "intake.nobody_reads"
    status = 503
    text = _("No unit can read this now, so nothing was stored. Call one of the numbers above, or try again later.")


class NotAnIntakeUnit(Refused):
    code = "intake.not_an_intake_unit"
    text = _("Choose a unit that takes reports.")
    field = "unit"


class EmergencyOpen(Refused):
    code = "intake.emergency_open"
    text = _(
        "Somebody is in danger or needs a doctor now. That comes first: ask for help, then say on the triage card that it"
        " is over. Nothing was changed."
    )


class ExploiterPresent(Refused):
    code = "intake.exploiter_present"
    text = _(
        "Somebody who may be exploiting the person is there. Find a moment and a place without them, and say so on the"
        " triage card. Nothing was changed."
    )


class CardMissing(Refused):
    code = "intake.card_missing"
    text = _("Write the triage card first: is the person safe, ill, a child, able to talk? Nothing was changed.")


class CardChanged(Conflict):
    code = "intake.card_changed"
    text = _("A colleague changed the triage card while you were writing. Both versions are shown: keep the right one.")


class NoReporter(Refused):
    code = "intake.no_reporter"
    text = _(
        "This report did not come with a code, so there is nobody to answer here. Call the person who recorded it."
    )
    field = "text"


class JoinedElsewhere(Refused):
    code = "intake.joined_elsewhere"
    text = _("One of the two reports is joined to another one already. Separate it first, or go on with that one.")


class NotJoinable(Refused):
    code = "intake.not_joinable"
    text = _(
        "Only reports of the same unit can be joined, and only before anybody was asked or helped. Nothing was changed."
    )


class SignJoined(Refused):
    code = "intake.sign_joined"
    text = _("This report is joined to %(number)s. Go on there, or separate the two first. Nothing was changed.")


class CallChanged(Conflict):
    code = "intake.call_changed"
    text = _("This call was kept from another page meanwhile. Both versions are shown: keep the right one.")


class CallHasSign(Refused):
    code = "intake.call_has_sign"
    text = _("This call became a report already. Its number is on the page of the call.")


class BackBeforeNow(Refused):
    code = "intake.back_before_now"
    text = _("Choose a moment that is still to come.")
    field = "back_by"


class NotAConcern(Refused):
    code = "intake.not_a_concern"
    text = _(
        "There is a telephone number or another number of somebody here. A concern is about a place or a pattern: "
        "leave the number out. If it is about a person, record a report."
    )


class ConcernLookedAt(Refused):
    code = "intake.concern_looked_at"
    text = _("Somebody has looked at this concern already. Nothing was changed.")
