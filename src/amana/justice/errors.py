"""The errors of justice."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NotEligible(Refused):
    """The person's place in the identification does not allow such a letter."""

    code = "justice.not_eligible"
    text = _(
        "Such a letter can be asked for once somebody decided that the person is presumed to be a victim. Nothing was "
        "kept."
    )


class CaseIsClosed(Refused):
    code = "justice.case_closed"
    text = _("The case is closed. Nothing was kept.")


class NotADraft(Refused):
    code = "justice.not_a_draft"
    text = _("The letter is no draft any more. The lawyer can give it back to be changed.")


class SignedByAnother(Refused):
    code = "justice.signed_by_another"
    text = _("You had a hand in this draft. Another lawyer signs it. Nothing was changed.")


class SignedLater(Refused):
    code = "justice.signed_later"
    text = _("The letter cannot be signed on a later day than today.")
    field = "signed_on"


class ConsentEnded(Refused):
    code = "justice.letter_consent_missing"
    text = _(
        "The person does not agree, or no longer, that an authority is informed. The letter stays here. Nothing was "
        "changed."
    )


class NotSigned(Refused):
    code = "justice.not_signed"
    text = _("Letters are signed on their own page, where the number is given. Nothing was changed.")


class FineWithoutDocument(Refused):
    code = "justice.fine_without_document"
    text = _("An assessed fine is quoted only with its document: authority, number and date. Nothing was kept.")
    field = "assessed_fine_document"


class MoreDaysThanAll(Refused):
    code = "justice.more_days_than_all"
    text = _("These cannot be more days than the whole overstay. Nothing was kept.")
    field = "attributable_days"


class NoFormalRequest(Refused):
    code = "justice.no_formal_request"
    text = _("A judge is asked when formal identification was requested. Record that step first. Nothing was sent.")


class RequestOpen(Refused):
    code = "justice.request_open"
    text = _("A request lies with a court already. Nothing was sent twice.")


class NotACourt(Refused):
    code = "justice.not_a_court"
    text = _("Choose a court from the list. Nothing was sent.")
    field = "unit"


class AddresseeNotAgreed(Refused):
    code = "justice.addressee_not_agreed"
    text = _(
        "The person has not agreed that this addressee is informed: %(addressee)s. Nothing was signed, sent or printed. "
        "Give the letter back, ask the person again, and record the answer."
    )


class SignatoryInOtherScript(Refused):
    code = "justice.signatory_in_other_script"
    text = _("Write name and office in the script of the letter's language. Nothing was signed.")
    field = "signatory"
