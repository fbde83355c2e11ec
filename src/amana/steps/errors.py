"""What is refused where a step is taken or confirmed. The codes still name the room that this one was once a part of."""

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


class ConditionsUnmet(Refused):
    code = "cases.conditions_unmet"
    text = _("This must be true first: %(missing)s Nothing was changed.")


class GuardianOfAnAdult(Refused):
    code = "cases.guardian_of_an_adult"
    text = _(
        "The record says that the person is an adult. A guardian decides for a child only; an adult decides in person."
        " Nothing was changed."
    )
    field = "decided_by"


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


class ScanNotOpened(Refused):
    code = "cases.scan_not_opened"
    text = _("Open the scan first and compare it with the entry. Nothing was confirmed.")


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
    text = _("The person has not agreed to this yet. Ask first, and record the answer. Nothing was changed.")
