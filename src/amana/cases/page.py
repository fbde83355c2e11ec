"""What the case page says, gathered: the head with both places, the next step, agreements, sections, the team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries
from amana.cases.deeds import Deed
from amana.cases.queries import Procedure
from amana.cases.step_pages import pairs_of, shown
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.wording import joined
from amana.trust import queries as trust
from amana.trust import vault
from amana.trust.actor import Actor

_HEAD_FACTS = ("sex", "age_group", "nationality", "languages", "risk_level")


@dataclass(frozen=True)
class Head:
    """The head of a case: both places with their paths, coded facts, who holds it, the careful word."""

    identification: str
    help: str
    facts: list[tuple[str, str]]
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
    facts = pairs_of((fields[key] for key in _HEAD_FACTS if key in fields), told)
    manager = gettext("you") if procedure.manager == actor.user_id else trust.user_name(procedure.manager)
    places = {"identification": procedure.identification, "help": procedure.help}
    been: dict[str, set[str]] = {"identification": set(), "help": set()}
    for step in queries.steps_of(procedure, procedure.id):
        if step.state == "done":
            been[step.track].add(step.from_state)
    paths = [
        (str(machine.tracks[track].name), _path(machine.tracks[track], places[track], been[track]))
        for track in ("identification", "help")
    ]
    care = fields.get("care_instructions")
    careful = shown(care, told["care_instructions"]) if care and told.get("care_instructions") else ""
    return Head(
        identification=str(machine.state(procedure.identification).name),
        help=str(machine.state(procedure.help).name),
        facts=facts,
        manager=manager,
        paths=paths,
        period=_period(procedure, now),
        careful=careful,
    )


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
                if step.state == "done" and step.to_state == period.opens_with
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


def next_step(procedure: Procedure, deeds: list[Deed]) -> dict[str, Any] | None:
    """The lightest open deed; else the step whose clock ends first among those the actor may take; with its clock."""
    deadline = queries.next_deadline(procedure)
    first = next((deed for deed in deeds if deed.url and deed.weight < 40), None)
    if first is not None:
        return {
            "title": first.label,
            "url": first.url,
            "deed": first.label,
            "due": deadline.due_at if deadline else None,
        }
    urls = {deed.url for deed in deeds if deed.url}
    machine = pack().machine("procedure")
    for clock in queries.running_clocks(procedure):
        url = reverse("cases:step", args=[procedure.id, clock.transition])
        if url in urls:
            name = str(machine.transition(clock.transition).name)
            return {"title": name, "url": url, "deed": name, "due": clock.due_at}
    return None


def agreed_rows(procedure: Procedure, now: datetime) -> list[dict[str, Any]]:
    """What was agreed with units: who may see what, until when; refusals too. Steps of the work are left out."""
    country = pack()
    rows = []
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
                "sees": gettext("Nothing. She said no") if each.refused else joined(names),
                "until": each.expires_at,
                "until_words": _until_words(each.refused, ended, each.expires_at),
                "refused": each.refused,
                "withdraw_url": None
                if each.refused or ended
                else reverse("cases:withdraw", args=[procedure.id, each.id]),
                "receipt_url": reverse("cases:receipt", args=[procedure.id, each.id]),
                "confirmed": each.confirmed_by is not None,
                "confirm_url": reverse("cases:confirm_consent", args=[procedure.id, each.id]),
                "refused_or_ended": each.refused or ended,
            }
        )
    return rows


def _until_words(refused: bool, ended: bool, expires_at: datetime | None) -> str:
    if refused:
        return gettext("she changes her mind")
    if ended:
        return gettext("ended")
    return gettext("she withdraws") if expires_at is None else ""


def section_rows(
    actor: Actor, procedure: Procedure, opened: tuple[str, dict[str, Any]] | None, now: datetime
) -> list[dict[str, Any]]:
    """The five sections: shut with the reason, shut with a button, or the one that was opened."""
    country = pack()
    allowed = queries.sections_open_to(actor, procedure)
    sealed = queries.sealed_sections(procedure)
    keys = vault.openable(actor, list(sealed.values()))
    names = trust.users([row.changed_by for row in sealed.values() if row.changed_by])
    rows = []
    for code in country.section_codes:
        row = sealed.get(code)  # a database that keeps rows by policy gives no row that the reader has no key to
        may = row is not None and code in allowed and row.id in keys
        by = names[row.changed_by].name if row is not None and row.changed_by in names else ""
        note = (
            gettext("Changed by %(who)s.") % {"who": by}
            if may
            else gettext("Not open to you. If you need something from it, ask the person or her case manager.")
        )
        is_open = opened is not None and opened[0] == code
        pairs = pairs_of(country.section_fields(code), opened[1]) if is_open and opened is not None else []
        rows.append(
            {
                "name": str(country.section_name(code)),
                "note": note,
                "changed_at": row.changed_at if row is not None else None,
                "opened": is_open,
                "pairs": pairs,
                "open_url": reverse("cases:open_section", args=[procedure.id, code]) if may else "",
                "close_url": reverse("cases:one", args=[procedure.id]),
                "change_url": reverse("cases:change_section", args=[procedure.id, code])
                if may and actor.can("cases.manage")
                else "",
            }
        )
    return rows


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
