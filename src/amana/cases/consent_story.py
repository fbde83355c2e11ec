"""What the person agreed to, refused and took back, as lines of the case history."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from amana.cases.queries import Procedure
from amana.cases.story import StoryLine
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.wording import join_words
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.vault.clock import now


def story(actor: Actor, procedure: Procedure) -> Iterable[StoryLine]:
    """Yields a line for each answer about a unit, for each withdrawal, and for each consent whose time is over."""
    at = now()
    answers = [each for each in consent.agreements_of(procedure.id) if each.unit_id]
    units = trust.units([each.unit_id for each in answers if each.unit_id])
    for each in answers:
        assert each.unit_id is not None
        who = {
            "who": units[each.unit_id].full_name if each.unit_id in units else gettext("a unit that no longer exists")
        }
        told = {"what": _names(each), "recorded": trust.user_name(each.recorded_by)}
        if each.refused:
            detail = gettext("Recorded by %(recorded)s.") % told
            yield StoryLine(each.given_at, gettext("The person said no to sharing with %(who)s.") % who, detail)
            continue
        detail = gettext("Agreed: %(what)s. Recorded by %(recorded)s.") % told
        yield StoryLine(each.given_at, gettext("The person agreed to sharing with %(who)s.") % who, detail)
        yield from _ends(each, who, at)


def _names(each: consent.Agreement) -> str:
    """The sections or the fields that the consent opens, in the reader's language."""
    country = pack()
    fields = {field.id: str(field.label) for listed in country.handover_lists.values() for field in listed}
    sections = [str(country.section_name(code)) for code in country.section_codes if code in each.sections]
    return join_words([*sections, *(fields.get(name, name) for name in sorted(each.fields))])


def _ends(each: consent.Agreement, who: dict[str, str], at: datetime) -> Iterable[StoryLine]:
    if each.withdrawn_at is not None:
        yield StoryLine(each.withdrawn_at, gettext("The consent to sharing with %(who)s was withdrawn.") % who)
    elif each.expires_at is not None and each.expires_at <= at:
        yield StoryLine(each.expires_at, gettext("The consent to sharing with %(who)s ended.") % who)
