"""The errors of assistance."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class NoSuchService(Refused):
    code = "assistance.no_such_service"
    text = _("The country pack knows no such service. Choose one of the list.")


class HelpNotOpen(Refused):
    code = "assistance.help_not_open"
    text = _(
        "Help of this kind opens with the presumption, or for another need of protection. Safety, medical care and"
        " shelter never wait. Nothing was stored."
    )


class CaseIsClosed(Refused):
    code = "assistance.case_closed"
    text = _("The case is closed. Nothing was stored. It can be opened again with a new consent.")


class ConsentMissing(Refused):
    code = "assistance.consent_missing"
    text = _(
        "The person has not agreed to be helped, or no longer agrees. Ask first, and record the answer. Nothing was "
        "stored."
    )


class ReasonMissing(Refused):
    code = "assistance.reason_missing"
    text = _("Help without the person’s consent needs the ground and a reason in your own words. Nothing was stored.")
    field = "reason"


class InTheFuture(Refused):
    code = "assistance.in_the_future"
    text = _("This day lies in the future. A record of help is made when help was given.")
    field = "on"


class NeedsMissing(Refused):
    code = "assistance.fields_missing"
    text = _("Still needed: %(fields)s. Nothing was stored.")


class ConditionsUnmet(Refused):
    code = "assistance.conditions_unmet"
    text = _("This must be true first: %(missing)s Nothing was stored.")


class MoreThanTheLimit(Refused):
    code = "assistance.more_than_the_limit"
    text = _(
        "This is more than the country pack allows for one person. At most: %(most)s. Given or asked for already: %(before)s."
        " Days over which it counts: %(days)s. Nothing was stored."
    )


class NoLimitInThisCurrency(Refused):
    code = "assistance.no_limit_in_currency"
    text = _(
        "The country pack sets no limit for this help in this currency, so it is not given in it. Choose one of: %(currencies)s."
        " Nothing was stored."
    )
    field = "currency"


class NotEnoughMoney(Refused):
    code = "assistance.not_enough_money"
    text = _(
        "The cash book has %(left)s %(currency)s left. Record the money that came in first, or pay less. Nothing was paid out."
    )


class NeedsSecondPerson(Refused):
    code = "assistance.needs_second_person"
    text = _("Money is asked for first, and another person agrees to it. Nothing was stored.")


class OwnRequest(Refused):
    code = "assistance.own_request"
    text = _("You asked for this money yourself. Another person has to look at it. It still waits.")


class RiskNotChecked(Refused):
    code = "assistance.risk_not_checked"
    text = _("Check first whether this money could bring the person into danger. Nothing was stored.")
    field = "risk_check_done"


class AmountMissing(Refused):
    code = "assistance.amount_missing"
    text = _("Say how much, as a number above zero.")
    field = "amount"


class NoPhotoAsReceipt(Refused):
    code = "assistance.no_photo"
    text = _(
        "A photo is no receipt: nobody is photographed for help. Take a signature or a witness. Nothing was stored."
    )
    field = "receipt"


class ReceiptMissing(Refused):
    code = "assistance.receipt_missing"
    text = _("Say how the receipt was given: by signature, or before a witness. Nothing was stored.")
    field = "receipt"


class NotFromHere(Conflict):
    code = "assistance.moved"
    text = _(
        "Somebody else has dealt with this meanwhile; nothing was changed a second time. Look at where it stands now."
    )


class MoreThanWasGiven(Refused):
    code = "assistance.more_than_given"
    text = _("More cannot come back than was given: %(left)s is left. Nothing was changed.")


class ReversedAlready(Refused):
    code = "assistance.reversed_already"
    text = _("This was taken back already. Both entries stay in the record.")


class NotEnough(Refused):
    code = "assistance.not_enough"
    text = _("There are %(left)s of this batch left. Somebody may have taken one just now. Nothing was handed out.")
    field = "quantity"


class BatchExpired(Refused):
    code = "assistance.batch_expired"
    text = _("This batch has passed its date and is not handed out any more. Choose another one.")
    field = "batch"


class QuantityMissing(Refused):
    code = "assistance.quantity_missing"
    text = _("Say how many, as a whole number above zero.")
    field = "quantity"


class DifferenceUnexplained(Refused):
    code = "assistance.difference_unexplained"
    text = _("The count differs from the book by %(difference)s. Say why. Nothing was changed.")
    field = "reason"


class CountedMeanwhile(Conflict):
    code = "assistance.counted_meanwhile"
    text = _("Something was taken or received while you counted. The book says %(now)s now; count again.")

    @property
    def message(self) -> str:
        """Returns the sentence with the current balance of the book."""
        return str(self.text) % self.details


class GoalClosed(Refused):
    code = "assistance.goal_closed"
    text = _("Somebody has said already whether this goal was met.")


class ReferralNotInService(Refused):
    code = "assistance.referral_not_in_service"
    text = _("Help can be recorded for a referral that your unit has begun to serve. Nothing was stored.")
