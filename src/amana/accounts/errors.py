"""Errors of accounts."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


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


class WrongSetUpCode(Refused):
    code = "trust.wrong_set_up_code"
    text = _(
        "This is not the code that was printed where this instance was started. Nothing was stored; what else you typed "
        "still stands here. Type the code and the password once more."
    )
    field = "set_up_code"


class LastAdministrator(Refused):
    code = "trust.last_administrator"
    text = _("This is the only administrator. Make another one first.")


class LastOfUnit(Refused):
    code = "trust.last_of_unit"
    text = _(
        "Nobody else holds the key of this unit, so what is sealed to it would open to nobody. Let a colleague into the "
        "unit first. Nothing was changed."
    )


class RolesApart(Refused):
    code = "trust.roles_apart"
    text = _(
        "The access rules keep the role %(apart)s away from every case: one account with both could not open the cases that it "
        "has as %(reader)s. Give one of the two to somebody else, or invite the same person again with a second name to sign "
        "in with. Nothing was changed."
    )
    field = "roles"


class AccountRests(Refused):
    code = "trust.account_rests"
    text = _(
        "Your account, or that of who asked, was made or changed by somebody else within the last %(hours)s hours or since this "
        "was asked, so it gives nobody a powerful role yet. Nothing was changed. Ask a colleague, or take it back and ask again later."
    )


class ErasureStands(Refused):
    code = "trust.erasure_stands"
    text = _(
        "One of you asked for or agreed to an erasure that is not done yet. Until it is done or stopped, neither of you gives "
        "anybody a powerful role. Nothing was changed."
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
