"""The words for the codes of the rules, in the reader's language."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, ngettext

from amana.countrypacks.values import Field
from amana.countrypacks.wording import join_words
from amana.referrals import pack, rules
from amana.referrals.states import ReferralState

CHIPS: dict[str, str] = {
    ReferralState.DRAFT: "wait",
    ReferralState.CONSENT_PENDING: "due",
    ReferralState.READY: "due",
    ReferralState.SENT: "wait",
    ReferralState.ACKNOWLEDGED: "wait",
    ReferralState.ACCEPTED: "on",
    ReferralState.WAITLISTED: "wait",
    ReferralState.IN_SERVICE: "done",
    ReferralState.COMPLETED: "done",
    ReferralState.RETURNED_FOR_INFO: "due",
    ReferralState.ENDED_EARLY: "no",
    ReferralState.DECLINED_BY_PROVIDER: "no",
    ReferralState.DECLINED_BY_PERSON: "no",
    ReferralState.EXPIRED: "late",
    ReferralState.WITHDRAWN: "no",
}


def chip_of(state: str) -> str:
    """Returns the kind of chip for a place."""
    return CHIPS.get(state, "wait")


def reason_words(reason: rules.Reason) -> str:
    """One reason for or against a provider."""
    value = reason.value
    if reason.code == "language":
        return gettext("Speaks %(language)s") % {"language": pack.label("language", str(value))}
    if reason.code == "free_places":
        return places_words(int(value or 0))
    if reason.code == "answers_in":
        return ngettext("Answers in about %(n)s h", "Answers in about %(n)s h", int(value or 0)) % {"n": value}
    if reason.code == "checked_long_ago":
        return ngettext(
            "Nobody has checked this entry for %(n)s day",
            "Nobody has checked this entry for %(n)s days",
            int(value or 0),
        ) % {"n": value}
    plain = {
        "near": gettext("Near the person"),
        "far": gettext("In another governorate"),
        "no_language": gettext("Nobody there speaks the person’s language: bring an interpreter"),
        "full": gettext("No free place now"),
        "accessible": gettext("Made for the person’s access needs"),
        "access_not_known": gettext("Access: ask before the person goes"),
        "no_cost": gettext("Free of charge"),
        "no_protocol": gettext("Has not signed the information sharing protocol"),
    }
    return plain[reason.code]


def shut_words(reason: rules.Reason) -> str:
    """Returns why a provider cannot be asked, and what helps."""
    if reason.code == "too_young":
        return gettext("Can’t be asked: takes people from the age of %(age)s.") % {"age": reason.value}
    if reason.code == "too_old":
        return gettext("Can’t be asked: takes people up to the age of %(age)s.") % {"age": reason.value}
    plain = {
        "ended": gettext("Can’t be asked: this entry has ended. The directory keeper sees it."),
        "never_checked": gettext("Can’t be asked: nobody has checked this entry yet. The directory keeper sees it."),
        "not_reached": gettext("Can’t be asked here: nobody there works with Amana. Call them instead."),
        "sex": gettext("Can’t be asked: does not take people of this sex."),
        "nationality": gettext("Can’t be asked: does not take people of this nationality."),
        "children": gettext("Can’t be asked: does not take children with a parent."),
        "disability": gettext("Can’t be asked: is not made for the person’s access needs."),
    }
    return plain[reason.code]


def places_words(places: int | None) -> str:
    """Returns the words for the number of free places."""
    if places is None:
        return gettext("places not stated")
    if places == 0:
        return gettext("no place free")
    if places >= rules.MORE_PLACES:
        return gettext("more than 3 places free")
    return ngettext("%(n)s place free", "%(n)s places free", places) % {"n": places}


def display_value(field: Field | None, value: Any) -> str:
    """Returns a stored value in the reader's language; empty for what is not known."""
    if value in (None, "", []):
        return ""
    if isinstance(value, (list, tuple)):
        return join_words(display_value(field, each) for each in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field is not None:
        for option in field.options:
            if option.id == value:
                return str(option.label)
    return str(value)


def moment_of(field: Field, value: Any) -> date | None:
    """Returns the moment or day that a stored value is, for the page to format; None for anything else."""
    if field.kind not in ("moment", "date") or not isinstance(value, str):
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def package_rows(service: str, fields: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Returns (label, value, known) of the package, in the order of the pack."""
    rows = []
    for each in pack.handover(service):
        if each.id not in fields:
            continue
        value = fields[each.id]
        _place, name = rules.parts_of(each.source)
        if each.source == "referral.service_code":
            text = pack.service_name(str(value))
        elif each.source == "referral.urgency":
            text = pack.label("urgency", str(value))
        elif name == "consent_id":
            text = str(value)[:8].upper() if value else ""
        else:
            text = display_value(pack.field_behind(each.source), value)
        rows.append((str(each.label), text, bool(text)))
    return rows
