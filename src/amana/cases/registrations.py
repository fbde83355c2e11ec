"""What cases adds to my day, to the story and to the deeds: its own steps, clocks and agreements."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries
from amana.cases.deeds import Deed
from amana.cases.queries import Procedure
from amana.cases.step_pages import deciders_for
from amana.cases.story import StoryLine
from amana.cases.work import WorkItem, group_of
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.machines import possible_moves
from amana.countrypacks.wording import joined
from amana.trust import queries as trust
from amana.trust.actor import Actor

BY_WORD = frozenset({"person", "guardian"})
TURNS = frozenset({"presumed", "identified", "closed"})
_BEFORE_HELP = frozenset({"signal", "triage", "screening", "inconclusive"})


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Clocks of the procedure, entries for a second person, agreements that end, newcomers to let in."""
    machine = pack().machine("procedure")
    ids = {step.id: step for step in machine.transitions}
    for deadline in queries.deadlines_for(actor).filter(transition__in=ids)[:60]:
        procedure = deadline.procedure
        if procedure.number is None and procedure.identification in _BEFORE_HELP:
            continue  # the intake room says these in its own words
        step = ids[deadline.transition]
        # A judge's or a council's clock is somebody else's: it is waited for, not done.
        others = not frozenset(step.decides) & (actor.roles | BY_WORD) or not frozenset(step.records) & actor.roles
        yield WorkItem(
            "waiting" if others else group_of(deadline.due_at, now),
            deadline.due_at,
            str(step.name),
            str(machine.state(procedure.help).name),
            queries.reference(procedure),
            reverse("cases:one", args=[procedure.id]),
        )
    for entry in queries.steps_to_confirm(actor)[:40]:
        name = pack().machine(entry.machine).transition(entry.transition).name
        yield WorkItem(
            group_of(entry.confirm_due, now) if entry.confirm_due else "today",
            entry.confirm_due,
            gettext("Look at an entry as the second person"),
            gettext("%(name)s, recorded by %(who)s") % {"name": name, "who": trust.user_name(entry.recorded_by)},
            queries.reference(entry.procedure),
            reverse("cases:confirm", args=[entry.procedure_id, entry.id]),
        )
    yield from _agreements(actor, now)
    for notice in queries.corrections_to_read(actor)[:20]:
        correction = notice.correction
        yield WorkItem(
            "new",
            None,
            gettext("She objected to what stands in: %(section)s")
            % {"section": pack().section_name(correction.section)}
            if correction.refused
            else gettext("Read what was corrected in: %(section)s")
            % {"section": pack().section_name(correction.section)},
            gettext("Whatever you copied from it before may be wrong."),
            queries.reference(correction.procedure),
            reverse("cases:corrections", args=[correction.procedure_id, correction.section]),
        )
    for door in consent.closed_doors_for(actor)[:20]:
        yield WorkItem(
            "today",
            None,
            gettext("Destroy what you copied of a file that is closed to you"),
            gettext("Openings by your unit: %(count)s") % {"count": door.openings},
            consent.door_reference(door.id),
            reverse("cases:closed_doors"),
        )
    for card, unit in trust.waiting_for_admission(actor):
        yield WorkItem(
            "new",
            None,
            gettext("Let %(name)s into your unit") % {"name": card.name},
            unit.full_name,
            "",
            reverse("trust:me"),
        )


def _agreements(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    if not actor.can("consent.record") and not actor.can("decisions.confirm"):
        return
    own = queries.visible_to(actor).filter(manager=actor.user_id)
    ending = consent.ending_before(queries.within(own), now, now + timedelta(days=2))
    cases = {row.id: row for row in own.filter(id__in=[each.procedure_id for each in ending])}
    for each in ending:
        who = trust.unit(each.unit_id).full_name if each.unit_id else ""
        yield WorkItem(
            "today",
            each.expires_at,
            gettext("Ask her if %(who)s may still see what she shared") % {"who": who},
            gettext("If she says nothing, sharing ends by itself. That is also an answer."),
            queries.reference(cases[each.procedure_id]),
            reverse("cases:one", args=[each.procedure_id]),
        )
    if not actor.can("decisions.confirm"):
        return
    own = queries.own_of(actor)
    waiting = consent.to_confirm(queries.within(own), but_by=actor.user_id)
    cases = {row.id: row for row in own.filter(id__in=[each.procedure_id for each in waiting])}
    for each in waiting:
        assert each.confirm_due is not None  # that is what it was asked for
        yield WorkItem(
            group_of(each.confirm_due, now),
            each.confirm_due,
            gettext("Confirm what she agreed to"),
            gettext("Recorded by %(who)s") % {"who": trust.user_name(each.recorded_by)},
            queries.reference(cases[each.procedure_id]),
            reverse("cases:confirm_consent", args=[each.procedure_id, each.id]),
        )


def story(actor: Actor, procedure: Procedure) -> Iterable[StoryLine]:
    """Each step of the procedure in one sentence, with who decided, who recorded, who confirmed."""
    country = pack()
    for step in queries.steps_of(procedure, procedure.id):
        machine = country.machine(step.machine)
        name = str(machine.state(step.to_state).name)
        detail = gettext("Decided by: %(decided)s. Recorded by %(recorded)s.") % {
            "decided": country.role(step.decided_by).name,
            "recorded": trust.user_name(step.recorded_by),
        }
        if step.state == "waits":
            detail = gettext("%(detail)s Waits for a second person.") % {"detail": detail}
        elif step.state == "rejected":
            detail = gettext("%(detail)s The second person did not agree; nothing moved.") % {"detail": detail}
        elif step.confirmed_by:
            detail = gettext("%(detail)s Confirmed by %(who)s.") % {
                "detail": detail,
                "who": trust.user_name(step.confirmed_by),
            }
        yield StoryLine(step.happened_at, name, detail, turn=step.state == "done" and step.to_state in TURNS)
    if procedure.opened_at:
        yield StoryLine(procedure.opened_at, gettext("The case was opened."))
    yield StoryLine(procedure.begun_at, gettext("A sign came in."))


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Steps of the procedure that this actor can record now; what the team can do beside them."""
    case = reverse("cases:one", args=[procedure.id])
    ground = queries.grounds(actor, "cases.read", procedure)
    if ground is None or ground.ground == "consent":
        return
    closed = procedure.help in pack().machine("procedure").tracks["help"].terminal
    if actor.can("forgetting.decide"):
        yield Deed(gettext("Forget the case, or hold it"), reverse("cases:forget_case", args=[procedure.id]), weight=99)
    if procedure.number is None and actor.can("cases.open") and not closed:
        yield Deed(gettext("Open the case"), reverse("cases:begin", args=[procedure.id]), weight=5)
    if procedure.number is not None and not closed:
        if actor.can("cases.manage"):
            yield Deed(gettext("Write a note"), reverse("cases:notes", args=[procedure.id]), weight=60)
            yield Deed(gettext("Print her own copy"), reverse("cases:own_copy", args=[procedure.id]), weight=82)
            yield Deed(gettext("Change what counts"), reverse("cases:facts", args=[procedure.id]), weight=80)
        yield Deed(gettext("Scans and files"), reverse("cases:files", args=[procedure.id]), weight=70)
        if actor.can("consent.record") and ground.ground == "team":
            yield Deed(gettext("Record what she agrees to"), reverse("cases:agreement", args=[procedure.id]), weight=45)
        if actor.can("cases.assign"):
            yield Deed(gettext("Add somebody to the team"), reverse("cases:assign", args=[procedure.id]), weight=85)
            yield Deed(gettext("Hand the case over"), reverse("cases:hand_over", args=[procedure.id]), weight=90)
    yield from _steps(actor, procedure, case)


def _steps(actor: Actor, procedure: Procedure, case: str) -> Iterable[Deed]:
    country = pack()
    machine = country.machine("procedure")
    places = {"identification": procedure.identification, "help": procedure.help}
    for move in possible_moves(machine, places):
        if move.track == "identification" and procedure.number is None:
            continue  # the intake room offers these on its own pages
        label = str(move.name)
        if not frozenset(move.records) & actor.roles:
            if move.track == "help" or procedure.number is not None:
                who = joined(country.role(role).name for role in move.records)
                yield Deed(label, None, gettext("Recorded by: %(who)s.") % {"who": who}, weight=95)
            continue
        if queries.waiting_step(procedure.id, move.id) is not None:
            yield Deed(label, None, gettext("Recorded already; it waits for a second person."), weight=94)
        elif move.not_by_who_did and queries.last_recorder(procedure.id, move.not_by_who_did) == actor.user_id:
            yield Deed(
                label, None, gettext("You took the step before it, so another person takes this one."), weight=94
            )
        elif not deciders_for(actor, move):
            who = joined(country.role(role).name for role in move.decides)
            yield Deed(label, None, gettext("Decided by: %(who)s.") % {"who": who}, weight=95)
        else:
            first = move.track == "help" and procedure.help == machine.tracks["help"].initial
            weight = 20 if first else 50
            yield Deed(label, reverse("cases:step", args=[procedure.id, move.id]), weight=weight)
