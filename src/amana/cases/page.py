"""What the case page says, gathered: the head with both places, the next step, agreements, sections, the team."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.cases import queries
from amana.cases.display import describe_value
from amana.cases.queries import Procedure
from amana.cases.safe_contact import CARE, SECTION, care_of, is_no_way
from amana.cases.sources import is_known, source_words
from amana.cases.states import StepState
from amana.consent import queries as consent
from amana.countrypacks import dates, pack
from amana.countrypacks.wording import join_words
from amana.trust import queries as trust
from amana.trust.actor import Actor

_HEAD_FACTS = ("sex", "age_group", "nationality", "languages", "interpreter_language", "risk_level")
# Facts about which it matters most whose word they are.
_WITH_SOURCE = frozenset({"sex", "age_group", "nationality", "languages", "interpreter_language"})


@dataclass(frozen=True)
class Head:
    """The head of a case: both places with their paths, coded facts with their source, who holds it, the careful word."""

    identification: str
    help: str
    facts: list[tuple[str, str, str]]
    manager: str
    paths: list[tuple[str, list[dict[str, str]]]]
    period: str
    careful: str


def case_head(actor: Actor, procedure: Procedure, now: datetime, *, with_facts: bool = True) -> Head:
    """The head as this actor sees it now; coded facts about the person only `with_facts`."""
    country = pack()
    machine = country.machine("procedure")
    told = queries.facts_of(procedure)
    if not with_facts:
        told = {name: value for name, value in told.items() if name == "care_instructions"}
    fields = {each.id: each for each in country.case_facts}
    known = queries.source_of(procedure) if with_facts else {}
    facts = [
        (str(fields[key].label), describe_value(fields[key], told[key]), _source(key, known))
        for key in _HEAD_FACTS
        if key in fields and is_known(told.get(key))
    ]
    manager = gettext("you") if procedure.manager == actor.user_id else trust.user_name(procedure.manager)
    places = {"identification": procedure.identification, "help": procedure.help}
    been: dict[str, set[str]] = {"identification": set(), "help": set()}
    for step in queries.steps_of(procedure, procedure.id):
        if step.state == StepState.DONE:
            been[step.track].add(step.from_state)
    paths = [
        (str(machine.tracks[track].name), _path(machine.tracks[track], places[track], been[track]))
        for track in ("identification", "help")
    ]
    return Head(
        identification=str(machine.state(procedure.identification).name),
        help=str(machine.state(procedure.help).name),
        facts=facts,
        manager=manager,
        paths=paths,
        period=_period(procedure, now),
        careful=careful_of(told),
    )


def _source(fact: str, known: Mapping[str, str]) -> str:
    return source_words(known.get(fact, "")) if fact in _WITH_SOURCE else ""


def careful_of(facts: Mapping[str, Any]) -> str:
    """What must not be done with this person, in the reader's language: it stands before any number. Empty where nothing is said.

    `facts` are the coded facts of the case as they are now.
    """
    care = next((field for field in pack().case_facts if field.id == CARE), None)
    said = care_of(facts)
    return (
        describe_value(care, [option.id for option in care.options if option.id in said])
        if care is not None and said
        else ""
    )


def section_pairs(
    code: str, fields: Mapping[str, Any], care: Collection[str], sources: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """(label, value, source) of an opened section. A number that must not be phoned stands last, and says so."""
    found, last = [], []
    for field in pack().section_fields(code):
        if not is_known(fields.get(field.id)):
            continue
        label, value = str(field.label), describe_value(field, fields[field.id])
        source = source_words(sources.get(field.id, "")) if code == SECTION else ""
        if code == SECTION and is_no_way(field.id, care):
            label = gettext("%(what)s, only for the record: do not phone") % {"what": label}
            last.append((label, value, source))
        else:
            found.append((label, value, source))
    return [*found, *last]


def _path(track: Any, here: str, been: set[str]) -> list[dict[str, str]]:
    """The places a person passed, where she is, and what usually lies ahead."""
    usual = {"signal", "triage", "screening", "presumed", "fi_pending", "identified"}
    usual |= {"none", "assistance", "solution", "follow_up", "closed"}
    return [
        {"label": str(state.name), "place": "now" if state.id == here else "was" if state.id in been else ""}
        for state in track.states
        if state.id == here or state.id in been or state.id in usual
    ]


def _period(procedure: Procedure, now: datetime) -> str:
    """Which day of the reflection period it is, while it runs."""
    machine = pack().machine("procedure")
    for period in machine.periods.values():
        started = next(
            (
                step.recorded_at
                for step in reversed(queries.steps_of(procedure, procedure.id))
                if step.state == StepState.DONE and step.to_state == period.opens_with
            ),
            None,
        )
        if started is not None and procedure.help not in machine.tracks["help"].terminal:
            day, length = (now - started).days + 1, period.length.value
            if day <= length:
                return gettext("%(name)s: day %(day)s of %(length)s") % {
                    "name": period.name,
                    "day": day,
                    "length": length,
                }
    return ""


def agreed_rows(actor: Actor, procedure: Procedure, now: datetime) -> list[dict[str, Any]]:
    """What was agreed with units: who may see what, until when; refusals too. Steps of the work are left out."""
    country = pack()
    rows = []
    records, withdraws = (queries.may_as_own(actor, verb, procedure) for verb in ("consent.record", "consent.withdraw"))
    agreements = [each for each in consent.agreements_of(procedure.id) if each.unit_id and not each.withdrawn_at]
    units = trust.units([each.unit_id for each in agreements if each.unit_id])
    section_names = {code: str(country.section_name(code)) for code in country.section_codes}
    field_names = {field.id: str(field.label) for each in country.handover_lists.values() for field in each}
    for each in agreements:
        assert each.unit_id is not None
        ended = each.expires_at is not None and each.expires_at <= now
        names = [section_names[code] for code in sorted(each.sections)]
        names += [field_names.get(name, name) for name in sorted(each.fields)]
        purpose = country.purposes.get(each.facts.get("purpose", ""))
        rows.append(
            {
                "who": units[each.unit_id].full_name if each.unit_id in units else "",
                "purpose": str(purpose) if purpose else "",
                "sees": gettext("Nothing. The person said no") if each.refused else join_words(names),
                "until": each.expires_at,
                "until_words": _until_words(each.refused, ended, each.expires_at),
                "refused": each.refused,
                "withdraw_url": None
                if each.refused or ended or not withdraws
                else reverse("cases:withdraw", args=[procedure.id, each.id]),
                "receipt_url": reverse("cases:receipt", args=[procedure.id, each.id]) if records else None,
                "confirmed": each.confirmed_by is not None,
                "has_words": each.words is not None,
                "refused_or_ended": each.refused or ended,
            }
        )
    return rows


def _until_words(refused: bool, ended: bool, expires_at: datetime | None) -> str:
    if refused:
        return gettext("the person changes their mind")
    if ended:
        return gettext("ended")
    return gettext("the person withdraws") if expires_at is None else ""


def section_rows(
    actor: Actor, procedure: Procedure, opened: tuple[str, dict[str, Any]] | None, now: datetime
) -> list[dict[str, Any]]:
    """The five sections: shut with the reason, shut with a button, or the one that was opened."""
    country = pack()
    allowed = queries.sections_open_to(actor, procedure)
    sealed, facts = queries.sealed_sections(procedure), queries.facts_of(procedure)
    care = care_of(facts)
    keys, seen = vault.texts.openable(actor, list(sealed.values())), queries.emptiness_of_sections(procedure)
    names = trust.users([row.changed_by for row in sealed.values() if row.changed_by])
    rows = []
    for code in country.section_codes:
        row = sealed.get(code)  # a database that keeps rows by policy gives no row that the reader has no key to
        may = row is not None and code in allowed and row.id in keys
        by = names[row.changed_by].name if row is not None and row.changed_by in names else ""
        note = gettext("Not open to you. If you need something from it, ask the person or the case manager.")
        if may and row is not None:
            note = _note_of(row.revision, row.changed_at, by, seen.get(code))
        is_open = opened is not None and opened[0] == code
        pairs = (
            section_pairs(code, opened[1], care, queries.sources_in(procedure, code))
            if is_open and opened is not None
            else []
        )
        rows.append(
            {
                "name": str(country.section_name(code)),
                "note": note,
                "opened": is_open,
                "pairs": pairs,
                "careful": careful_of(facts) if is_open and code == SECTION else "",
                "open_url": reverse("cases:open_section", args=[procedure.id, code]) if may else "",
                "earlier_url": reverse("cases:earlier_values", args=[procedure.id, code])
                if is_open and queries.may_as_own(actor, "cases.read", procedure)
                else "",
                "close_url": reverse("cases:one", args=[procedure.id]),
                "change_url": reverse("cases:change_section", args=[procedure.id, code])
                if may and actor.can("cases.manage")
                else "",
            }
        )
    return rows


def _note_of(revision: int, changed_at: datetime, changed_by: str, seen_empty: int | None) -> str:
    """The line under the name of a section that the reader may open: that it is empty, or who wrote or changed it and when.

    A section that was never changed and of which nothing was noted may be empty: the line says no more than is known.
    """
    told = {"day": dates.day(changed_at), "who": changed_by}
    if seen_empty == revision:
        return gettext("Nothing is written here yet.")
    if revision > 1:
        return gettext("Changed on %(day)s by %(who)s.") % told if changed_by else gettext("Changed on %(day)s.") % told
    if seen_empty is None:
        return gettext("Not changed since %(day)s.") % told
    return gettext("Written on %(day)s by %(who)s.") % told if changed_by else gettext("Written on %(day)s.") % told


def team_rows(actor: Actor, procedure: Procedure) -> list[dict[str, str]]:
    """Who is helping: the team with their roles."""
    team = queries.team_of(procedure)
    cards = trust.users([row.user for row in team])
    rows = []
    for row in team:
        if row.user not in cards:
            continue
        name = cards[row.user].name
        label = gettext("%(name)s (you)") % {"name": name} if row.user == actor.user_id else name
        rows.append({"name": label, "what": str(pack().role(row.role).name)})
    return rows
