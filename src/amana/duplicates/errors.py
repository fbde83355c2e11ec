"""What the duplicate check refuses. The codes still name the room that this one was once a part of."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class CaseNotClosed(Refused):
    code = "cases.not_closed"
    text = _("This case is still open. A new linked case is for somebody whose earlier case is closed.")


class TooManyLookUps(Refused):
    code = "cases.too_many_look_ups"
    text = _(
        "You have looked for %(most)s people within one hour, and more are not looked up: a list of people could be made"
        " in that way. Nobody is turned away for it: go on without looking. It is counted for the data-protection officer."
    )


class TooLittleToFind(Refused):
    code = "cases.too_little_to_find"
    text = _(
        "This is too little to find one person by. Write two parts of the name, or one part and the year of birth, or a"
        " telephone or document number."
    )
    field = "name"


class NotOneOfThese(Refused):
    code = "cases.not_one_of_these"
    text = _("This list is too old, or it was made for somebody else. Look again, and choose then.")


class AlreadyToldApart(Refused):
    code = "cases.told_apart"
    text = _(
        "These files cannot be linked: two of those that would be joined were told apart by a supervisor. Undo that"
        " decision first, if it was wrong."
    )
    field = "answer"


class NothingToUndo(Refused):
    code = "cases.nothing_to_undo"
    text = _("Nothing is decided about these two files, so there is nothing to undo.")
