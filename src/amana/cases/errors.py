"""What cases refuses."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class NotYours(Refused):
    code = "cases.step_not_yours"
    status = 403
    text = _("Your role cannot record this step. Nothing was changed. It can be recorded by: %(records)s.")


class NotTheirDecision(Refused):
    code = "cases.not_their_decision"
    text = _("This is decided by: %(decides)s. Choose who decided it.")
    field = "decided_by"


class StepIncomplete(Refused):
    code = "cases.step_incomplete"
    text = _("Still needed: %(fields)s. Nothing was changed.")


class PaperMissing(Refused):
    code = "cases.paper_missing"
    text = _("A decision on paper needs its date, the authority, its number and a scan. Nothing was changed.")


class DecisionFromTheFuture(Refused):
    code = "cases.decision_from_the_future"
    text = _("The decision cannot be later than today.")


class WordMissing(Refused):
    code = "cases.word_missing"
    text = _(
        "What a person says needs the day it was said, and a witness or the way it was given. Nothing was changed."
    )


class SecondPersonMissing(Refused):
    code = "cases.second_person"
    text = _("You recorded or decided this yourself. Another person has to look at it.")


class StepNotWaiting(Refused):
    code = "cases.step_not_waiting"
    text = _("This entry does not wait for anybody any more.")


class StepWaiting(Refused):
    code = "cases.step_waiting"
    text = _("The same step waits for a second person already. Nothing was recorded twice.")


class PlaceMoved(Conflict):
    code = "cases.place_moved"
    text = _("The case has moved since you opened this page: it is now at “%(now)s”. What you wrote is still here.")

    @property
    def message(self) -> str:
        """The sentence with the place where the case is now."""
        return str(self.text) % self.details


class ConsentForStepMissing(Refused):
    code = "cases.consent_missing"
    text = _("The person has not agreed to this yet. Ask her, and record how she answered. Nothing was changed.")


class CaseOpenAlready(Refused):
    code = "cases.open_already"
    text = _("This has a case number already.")


class CaseClosed(Refused):
    code = "cases.closed"
    text = _("The case is closed. It can be opened again with a reason and a new consent.")


class NoSuchColleague(Refused):
    code = "cases.no_such_colleague"
    text = _("Choose somebody of your organisation who can hold a case.")
    field = "user"


class CoverEndsBeforeItBegins(Refused):
    code = "cases.cover_dates"
    text = _("The last day lies before the first one.")
    field = "until"


class TooLarge(Refused):
    code = "cases.file_too_large"
    text = _("The file is larger than 10 MB. Scan it in grey, or send it in parts.")
    field = "scan"


class InQuarantine(Refused):
    code = "cases.in_quarantine"
    text = _(
        "This file could not be cleaned, so it was not opened: it may hold scripts, or say where and by whom it was made. Who"
        " manages the case can take it as it is."
    )


class ReasonForEvidence(Refused):
    code = "cases.reason_for_evidence"
    text = _("Evidence needs a reason, and a hand-over says to whom. Write it in a few words. Nothing was kept.")
    field = "reason"


class NotEvidence(Refused):
    code = "cases.not_evidence"
    status = 404
    text = _("This file was not kept as evidence, so there is no original and no chain of custody.")


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


class CaseOnHold(Refused):
    code = "cases.on_hold"
    text = _(
        "The case is on legal hold (until: %(until)s), so it is not forgotten. Nothing was changed. Whoever set the hold, or the"
        " data-protection officer, can say when it ends."
    )


class ForgottenByTwo(Refused):
    code = "cases.forgotten_by_two"
    text = _(
        "Two people decide this: a data-protection officer, and somebody of the house whose case it is. Nothing was changed;"
        " it waits for the other one."
    )


class NoSuchReason(Refused):
    code = "cases.no_such_reason"
    text = _("Choose one of the reasons that the country pack names. Nothing was changed.")
    field = "reason"


class ReasonTooShort(Refused):
    code = "cases.reason_too_short"
    text = _("Say in at least %(least)s letters why it cannot wait. Nothing was opened.")
    field = "reason"


class ReviewedAlready(Refused):
    code = "cases.reviewed_already"
    text = _("Somebody has reviewed this meanwhile. Nothing was changed.")
