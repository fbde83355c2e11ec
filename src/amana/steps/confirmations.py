"""Steps and agreements as entries for a second person: what waits, every detail of it, what confirming means."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from amana.cases import queries
from amana.cases.asking import choices_of
from amana.cases.confirming import Answer, Details, Line, Source, Waiting
from amana.cases.queries import Procedure, Step
from amana.cases.subjects import subject_of
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.wording import join_words
from amana.steps import commands
from amana.steps.pages import pairs_of_step
from amana.steps.queries import may_answer, readable_steps, steps_to_confirm
from amana.trust import queries as trust
from amana.trust.actor import Actor

_AT_MOST = 60


# Steps ----------------------------------------------------------------------------------------------


def _steps(actor: Actor, procedure: Procedure | None) -> Iterable[Waiting]:
    rows = steps_to_confirm(actor)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    for row in readable_steps(actor, rows[:_AT_MOST]):
        if may_answer(actor, row):
            name = str(pack().machine(row.machine).transition(row.transition).name)
            yield Waiting("step", row.id, row.procedure, name, row.recorded_by, row.confirm_due)


def _open_step(actor: Actor, waiting: Waiting, now: datetime) -> Details:
    step = queries.step_in(waiting.procedure, waiting.id)
    details, proof = commands.look_at_step(actor, waiting.procedure, step, now=now)
    return Details(
        lines=_step_lines(step, details),
        meaning=_meaning_of(step),
        agree=gettext("I checked it, and it is as entered"),
        differ=gettext("It is not as entered, and does not count"),
        proof=proof,
        scan=step.scan,
    )


def _meaning_of(step: Step) -> str:
    """What the second person says by confirming; nothing that only the one who recorded it can know."""
    if step.way == "paper":
        return gettext("By confirming you say: I opened the scan, and the entry says the same as the paper.")
    if step.way == "word":
        return gettext(
            "By confirming you say: I asked the person, the witness or the interpreter, and heard the same, or I saw the "
            "signed paper. If you could not check it, leave it open."
        )
    return gettext("By confirming you say: I read the decision and its reasons, and I agree with it.")


def _step_lines(step: Step, details: Mapping[str, Any]) -> tuple[Line, ...]:
    country = pack()
    machine = country.machine(step.machine)
    lines = [
        Line(gettext("What"), str(machine.transition(step.transition).name)),
        Line(gettext("After it"), str(machine.state(step.to_state).name)),
        Line(gettext("Decided by"), str(country.role(step.decided_by).name)),
        Line(gettext("How the decision came"), _way_words(step.way)),
        Line(gettext("When it was decided"), moment=step.happened_at),
        Line(gettext("Recorded by"), trust.user_name(step.recorded_by)),
        Line(gettext("When it was recorded"), moment=step.recorded_at),
    ]
    lines += [Line(label, text) for label, text in pairs_of_step(step, details["facts"], details["words"])]
    return tuple(line for line in lines if line.text or line.moment)


def _way_words(way: str) -> str:
    ways = {
        "paper": gettext("On paper"),
        "word": gettext("By word"),
        "self": gettext("Decided by the one who recorded it"),
    }
    return ways.get(way, "")


def _answer_step(actor: Actor, waiting: Waiting, given: Answer, now: datetime) -> None:
    step = queries.step_in(waiting.procedure, waiting.id)
    subject = subject_of(waiting.procedure, step)
    commands.confirm_step(actor, subject, step, agree=given.agree, shown=given.shown, now=now)


def _read_step(waiting: Waiting, details: Mapping[str, Any]) -> tuple[Line, ...]:
    return _step_lines(queries.step_in(waiting.procedure, waiting.id), details)


# Agreements -----------------------------------------------------------------------------------------


def _agreements(actor: Actor, procedure: Procedure | None) -> Iterable[Waiting]:
    if not actor.can("decisions.confirm"):
        return
    own = queries.own_of(actor)
    if procedure is not None:
        own = own.filter(id=procedure.id)
    rows = consent.to_confirm(queries.within(own), but_by=actor.user_id, most=_AT_MOST)
    cases = {row.id: row for row in own.filter(id__in=[each.procedure_id for each in rows])}
    for each in rows:
        name = gettext("Agreement: %(what)s") % {"what": agreement_name(each.facts)}
        yield Waiting("consent", each.id, cases[each.procedure_id], name, each.recorded_by, each.confirm_due)


def agreement_name(facts: Mapping[str, Any]) -> str:
    """What kind of agreement it is, by the name of its point in the pack."""
    points = pack().consent_points.values()
    return next((str(point.name) for point in points if point.type == facts.get("type")), str(facts.get("type", "")))


def _open_agreement(actor: Actor, waiting: Waiting, now: datetime) -> Details:
    details, proof = consents.look_at(actor, procedure_id=waiting.procedure.id, consent_id=waiting.id, now=now)
    return Details(
        lines=_agreement_lines(details),
        meaning=gettext(
            "By confirming you say: I asked the person, the witness or the interpreter, and heard the same, or I saw the "
            "signed paper. If you could not check it, leave it open."
        ),
        agree=gettext("I checked it, and the person agreed to this"),
        differ=gettext("The person did not agree to this: end it now"),
        proof=proof,
    )


def _agreement_lines(state: Mapping[str, Any]) -> tuple[Line, ...]:
    country, facts = pack(), state["facts"]
    fields = {field.id: str(field.label) for each in country.handover_lists.values() for field in each}
    shared = [str(country.section_name(code)) for code in sorted(facts.get("sections", ()))]
    shared += [fields.get(name, name) for name in sorted(facts.get("fields", ()))]
    purpose = country.purposes.get(facts.get("purpose", ""))
    until = parse_datetime(state["expires_at"]) if state["expires_at"] else None
    lines = [
        Line(gettext("What"), agreement_name(facts)),
        Line(gettext("Who may see it"), trust.unit(UUID(str(state["unit"]))).full_name if state["unit"] else ""),
        Line(gettext("What they may see"), join_words(shared) if shared else ""),
        Line(gettext("For what"), str(purpose) if purpose else ""),
        Line(gettext("Addressee"), str(facts.get("addressee_name", ""))),
        Line(gettext("Until"), "" if until else gettext("until the person takes it back"), until),
        Line(gettext("How the person answered"), dict(choices_of("consent.how")).get(facts.get("how", ""), "")),
        Line(gettext("Language"), dict(choices_of("language")).get(facts.get("language", ""), "")),
        Line(gettext("Who answered"), _given_by(str(facts.get("given_by", "person")))),
        Line(gettext("Code of the interpreter"), str(facts.get("interpreter", ""))),
        Line(gettext("Witness"), trust.user_name(UUID(facts["witness"])) if facts.get("witness") else ""),
        Line(gettext("Limits, in the person’s own words"), str(state["said"].get("limits", ""))),
        Line(gettext("Witness from outside: name"), str(state["said"].get("witness_name", ""))),
        Line(gettext("Recorded by"), trust.user_name(UUID(str(state["recorded_by"]))) if state["recorded_by"] else ""),
        Line(gettext("When it was recorded"), moment=parse_datetime(state["given_at"])),
    ]
    return tuple(line for line in lines if line.text or line.moment)


def _given_by(who: str) -> str:
    country = pack()
    return str(country.role(who).name) if who in country.roles or who in country.parties else who


def _answer_agreement(actor: Actor, waiting: Waiting, given: Answer, now: datetime) -> None:
    queries.require_own(actor, "decisions.confirm", waiting.procedure)
    act = consents.confirm if given.agree else consents.reject
    act(actor, procedure_id=waiting.procedure.id, consent_id=waiting.id, shown=given.shown, now=now)


def _read_agreement(_waiting: Waiting, details: Mapping[str, Any]) -> tuple[Line, ...]:
    return _agreement_lines(details)


STEPS = Source("step", _steps, _open_step, _answer_step, _read_step)
AGREEMENTS = Source("consent", _agreements, _open_agreement, _answer_agreement, _read_agreement)
