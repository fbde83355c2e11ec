"""What trust refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import AmanaError, Refused


class TrailShut(AmanaError):
    """The trail takes no line, so nothing is opened and nothing done: what nobody could see afterwards must not happen."""

    code = "trust.trail_shut"
    status = 503
    text = _(
        "Nothing is opened or changed now, because it could not be written down who did it. What was stored before is "
        "safe. Tell whoever looks after this instance that the trail takes no lines, and try again later."
    )


class KeyStoreAway(AmanaError):
    """The key store, or whoever keeps its master key, does not answer: nothing opens, and nothing is made in its place."""

    code = "trust.key_store_away"
    status = 503
    text = _(
        "Nothing sealed opens now, because the key store does not answer. Everything that was stored is safe. Tell "
        "whoever looks after this instance that the key store is away, and try again later."
    )


class UsernameTaken(Refused):
    code = "trust.username_taken"
    text = _("Somebody signs in with this name already. Choose another one.")
    field = "username"


class NotADemo(Refused):
    code = "trust.not_a_demo"
    text = _("This instance is not a demonstration, so nobody signs in with one click. Nothing was changed.")


class RealPeopleHere(Refused):
    code = "trust.real_people_here"
    text = _("This is a demonstration: everybody in it is made up. Real work needs an instance of its own.")


class AlreadySetUp(Refused):
    code = "trust.already_set_up"
    status = 403
    text = _("This instance has an administrator already. Ask that person for an account.")


class NotYourself(Refused):
    code = "trust.not_yourself"
    text = _("Nobody changes their own roles or shuts their own account. Ask another administrator.")


class LastAdministrator(Refused):
    code = "trust.last_administrator"
    text = _("This is the only administrator. Make another one first.")


class LastOfUnit(Refused):
    code = "trust.last_of_unit"
    text = _(
        "Nobody else holds the key of this unit, so what is sealed to it would open to nobody. Let a colleague into the "
        "unit first. Nothing was changed."
    )


class FiveOfficers(Refused):
    code = "trust.five_officers"
    text = _(
        "Five different age recipients are needed, one for each officer. They begin with age1. Nothing was changed."
    )
    field = "officers"


class NoSuchHolder(Refused):
    code = "trust.no_such_holder"
    text = _("Nobody of this name, and no unit of this id, has a key here. Nothing was written.")


class NoOfficers(Refused):
    code = "trust.no_officers"
    text = _("There are no recovery officers yet, so nobody can be asked. Name five first. Nothing was written.")


class NotAnAnswer(Refused):
    code = "trust.not_an_answer"
    text = _("This is no answer of the recovery officers to a request of this instance. Nothing was changed.")


class RotationByOfficers(Refused):
    code = "trust.rotation_by_officers"
    text = _(
        "The recovery key is renewed by naming its five officers anew: ./amana recovery split. Nothing was changed."
    )


class NothingToRetire(Refused):
    code = "trust.nothing_to_retire"
    text = _("No earlier key of this kind can be ended by your word now. Nothing was changed.")


class NeedsSecondPerson(Refused):
    code = "trust.second_person"
    text = _("This needs a second person: you recorded, decided or asked for it yourself.")


class AlreadyWatched(Refused):
    code = "trust.already_watched"
    text = _("This instance is a witness of that trail already.")
    field = "key"


class NothingToSign(Refused):
    code = "trust.nothing_to_sign"
    text = _("The trail has no line yet, so there is nothing to hand out.")


class ProofNeeded(AmanaError):
    """The second factor was not shown within the last five minutes. The page that asks for it keeps what was typed."""

    code = "trust.proof_needed"
    status = 403
    text = _("For this your second factor is asked for again. Nothing was changed yet.")


class LastFactor(Refused):
    code = "trust.last_factor"
    text = _("This is the last second factor that your roles need. Set up another one first.")


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
