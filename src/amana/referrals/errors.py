"""The errors of referrals."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class ProviderShut(Refused):
    code = "referrals.provider_shut"
    text = _("%(provider)s cannot be asked now. Nothing was sent. Choose another one, or tell the directory keeper.")
    field = "provider"


class ProviderMissing(Refused):
    code = "referrals.provider_missing"
    text = _("Choose who should be asked.")
    field = "provider"


class NotTheirService(Refused):
    code = "referrals.not_their_service"
    text = _("%(provider)s does not offer this help. Choose another one.")
    field = "provider"


class FieldNotOnTheList(Refused):
    code = "referrals.field_not_on_the_list"
    text = _("This help has a closed list of what may be sent, and something you chose is not on it. Nothing was kept.")
    field = "fields"


class NothingTravels(Refused):
    code = "referrals.nothing_travels"
    text = _("Choose what they will see. Without anything nobody can help.")
    field = "fields"


class TooSlow(Refused):
    code = "referrals.too_slow"
    text = _("This help is due within %(hours)s h, so the answer has to come sooner. Choose a more urgent one.")
    field = "urgency"


class NotADraft(Refused):
    code = "referrals.not_a_draft"
    text = _("This was asked already, so it is not a draft any more. Take it back, or ask somebody else beside it.")


class NothingToLeave(Refused):
    code = "referrals.nothing_to_leave"
    text = _("Nobody waits for another choice here any more.")


class EntryExpired(Refused):
    code = "referrals.entry_expired"
    text = _("This entry has ended. Give it a new last day first.")
    field = "valid_until"


class AgesTurned(Refused):
    code = "referrals.ages_turned"
    text = _("The highest age lies below the lowest one.")
    field = "accepts_age_max"


class NotAnUnitOfTheirs(Refused):
    code = "referrals.unit_of_another"
    text = _("Choose a unit that takes part in this instance, or none.")
    field = "unit"
