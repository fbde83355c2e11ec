"""What cases adds to my day, to the story and to the actions: its own steps, clocks and agreements."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from amana.cases import confirming, queries
from amana.cases.deeds import Deed, Group
from amana.cases.pack import START_PLAN
from amana.cases.proposing import (
    acting_roles,
    deciders_for,
    is_for,
    missing_first,
    places_of,
    review_of,
    roles_in_words,
)
from amana.cases.queries import Procedure
from amana.cases.states import StepState
from amana.cases.story import StoryLine
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.machines import possible_moves, proposed_moves
from amana.countrypacks.wording import join_words
from amana.my_day import WorkItem, group_of, group_of_news
from amana.trust import queries as trust
from amana.trust.actor import Actor

OPENED_LATELY = timedelta(days=14)
TURNS = frozenset({"presumed", "identified", "closed"})
_BEFORE_HELP = frozenset({"signal", "triage", "screening", "inconclusive"})


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Clocks of the procedure, entries for a second person, agreements that end, newcomers to let in."""
    yield from _newly_presumed(actor, now)
    yield from _clocks(actor, now)
    yield from _second_person(actor, now)
    yield from _agreements(actor, now)
    yield from _opened_to_me(actor, now)
    for notice in queries.corrections_to_read(actor)[:20]:
        correction = notice.correction
        yield WorkItem(
            "new",
            None,
            gettext("The person objected to what is written in: %(section)s")
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
            "open",
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
            reverse("accounts:me"),
        )


def _newly_presumed(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """People presumed to be victims who have no case yet, for those who may open one."""
    machine = pack().machine("procedure")
    if not actor.can("cases.open"):
        return
    ends = machine.tracks["help"].terminal
    waiting = queries.before_help_for(actor).filter(identification__in=machine.rights_hold).exclude(help__in=ends)
    rows = list(waiting.order_by("-identification_since")[:40])
    dues = queries.clocks_of_step(rows, START_PLAN)
    for procedure in rows:
        due, since = dues.get(procedure.id), procedure.identification_since
        yield WorkItem(
            group_of_news(since, due, now),
            due,
            gettext("Open the case"),
            str(machine.state(procedure.identification).name),
            queries.reference(procedure),
            reverse("cases:begin", args=[procedure.id]),
            since,
        )


def _clocks(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Clocks of steps that the pack's order proposes; a clock of another step asks for the work that its place names."""
    machine = pack().machine("procedure")
    ids = {step.id: step for step in machine.transitions}
    reviewed = set()
    for deadline in queries.deadlines_for(actor).filter(transition__in=ids)[:60]:
        procedure, step = deadline.procedure, ids[deadline.transition]
        if procedure.number is None and (
            procedure.identification in _BEFORE_HELP or (step.id == START_PLAN and actor.can("cases.open"))
        ):
            continue  # the intake room says these in its own words; a case that is to be opened is said above
        places = places_of(procedure)
        order = str(step.name) if step in proposed_moves(machine, places) else review_of(machine, places, step)
        if not order or (procedure.id, order) in reviewed:
            continue
        reviewed.add((procedure.id, order))
        # A judge's or a council's clock is somebody else's: it is waited for, not done.
        mine = is_for(actor, step)
        since = procedure.identification_since if step.id == START_PLAN else None
        yield WorkItem(
            group_of_news(since, deadline.due_at, now) if mine else "waiting",
            deadline.due_at,
            order,
            str(machine.state(places[step.track]).name)
            if mine
            else gettext("Waits for: %(who)s.") % {"who": roles_in_words(acting_roles(step))},
            queries.reference(procedure),
            reverse("cases:one", args=[procedure.id]),
            since if mine else None,
        )


def _agreements(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    if not actor.can("consent.record"):
        return
    own = queries.visible_to(actor).filter(manager=actor.user_id)
    ending = consent.ending_before(queries.within(own), now, now + timedelta(days=2))
    cases = {row.id: row for row in own.filter(id__in=[each.procedure_id for each in ending])}
    for each in ending:
        assert each.expires_at is not None  # that is what it was asked for
        who = trust.unit(each.unit_id).full_name if each.unit_id else ""
        yield WorkItem(
            group_of(each.expires_at, now),
            each.expires_at,
            gettext("Ask the person if %(who)s may still see what was shared") % {"who": who},
            gettext("If the person says nothing, sharing ends by itself. That is also an answer."),
            queries.reference(cases[each.procedure_id]),
            reverse("cases:one", args=[each.procedure_id]),
        )


def _opened_to_me(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Files that a person lately opened to the actor's unit, in words, until the actor has opened something of it."""
    if not actor.can("cases.read"):
        return
    opened = [each for each in consent.lately_opened_to(actor, now - OPENED_LATELY, now) if each.sections]
    cases = {row.id: row for row in queries.visible_to(actor).filter(id__in=[each.procedure_id for each in opened])}
    for each in opened:
        procedure = cases.get(each.procedure_id)
        if procedure is None or any(line.by == actor.user_id for line in consent.openings_by(procedure.id, each.id)):
            continue
        told = {
            "sections": join_words(str(pack().section_name(code)) for code in sorted(each.sections)),
            "purpose": str(pack().purposes.get(each.facts.get("purpose", ""), "")),
        }
        yield WorkItem(
            group_of_news(each.given_at, None, now),
            None,
            gettext("You may now see of a file: %(sections)s") % told,
            gettext("The person agreed to it, for: %(purpose)s. Nothing else of the file is open to you.") % told,
            queries.reference(procedure),
            reverse("cases:one", args=[procedure.id]),
            each.given_at,
        )


def _second_person(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """One line for each case in which something waits for the actor as the second person."""
    cases: dict[UUID, list[confirming.Waiting]] = {}
    for each in confirming.waiting_for(actor):
        cases.setdefault(each.procedure.id, []).append(each)
    for entries in cases.values():
        procedure, due = entries[0].procedure, entries[0].due
        yield WorkItem(
            group_of(due, now) if due else "open",
            due,
            ngettext(
                "Confirm %(n)s entry as the second person", "Confirm %(n)s entries as the second person", len(entries)
            )
            % {"n": len(entries)},
            join_words(dict.fromkeys(each.name for each in entries)),
            queries.reference(procedure),
            reverse("cases:second_person", args=[procedure.id]),
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
        if step.state == StepState.WAITS:
            detail = gettext("%(detail)s Waits for a second person.") % {"detail": detail}
        elif step.state == StepState.REJECTED:
            detail = gettext("%(detail)s The second person did not agree; nothing moved.") % {"detail": detail}
        elif step.confirmed_by:
            detail = gettext("%(detail)s Confirmed by %(who)s.") % {
                "detail": detail,
                "who": trust.user_name(step.confirmed_by),
            }
        yield StoryLine(step.happened_at, name, detail, turn=step.state == StepState.DONE and step.to_state in TURNS)
    if procedure.opened_at:
        yield StoryLine(procedure.opened_at, gettext("The case was opened."))
    yield StoryLine(procedure.begun_at, gettext("A report came in."))


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Steps of the procedure that this actor can record now; what the team can do beside them."""
    case = reverse("cases:one", args=[procedure.id])
    ground = queries.grounds(actor, "cases.read", procedure)
    if ground is None or ground.ground == "consent":
        return
    closed = procedure.help in pack().machine("procedure").tracks["help"].terminal
    if actor.can("forgetting.decide") and ground.ground in ("team", "supervision"):
        yield Deed(
            gettext("Erase the case, or put it on legal hold"),
            reverse("erasure:forget_case", args=[procedure.id]),
            weight=99,
        )
    if procedure.number is None and actor.can("cases.open") and not closed:
        wanted = procedure.identification not in _BEFORE_HELP
        due = queries.clocks_by_step(procedure).get(START_PLAN) if wanted else None
        begin = reverse("cases:begin", args=[procedure.id])
        yield Deed(gettext("Open the case"), begin, weight=5, proposes=wanted, due=due, group=Group.NOW)
    if not closed and ground.ground in ("team", "supervision"):
        yield Deed(
            gettext("Record an attempt to reach the person"),
            reverse("cases:contact", args=[procedure.id]),
            weight=86,
            group=Group.WRITE,
        )
    if procedure.number is not None and closed and actor.can("cases.open"):
        yield Deed(
            gettext("Open a new case linked to this one"),
            reverse("cases:again", args=[procedure.id]),
            weight=55,
            group=Group.NOW,
        )
    if procedure.number is not None and not closed:
        if actor.can("cases.manage"):
            yield Deed(
                gettext("Write a note"), reverse("cases:notes", args=[procedure.id]), weight=60, group=Group.WRITE
            )
            yield Deed(
                gettext("Print the person’s own copy"),
                reverse("cases:own_copy", args=[procedure.id]),
                weight=82,
                group=Group.WRITE,
            )
            yield Deed(
                gettext("Change what counts"), reverse("cases:facts", args=[procedure.id]), weight=80, group=Group.WRITE
            )
        yield Deed(
            gettext("Scans and files"), reverse("cases:files", args=[procedure.id]), weight=70, group=Group.WRITE
        )
        if actor.can("consent.record") and ground.ground == "team":
            yield Deed(
                gettext("Record what the person agrees to"),
                reverse("cases:agreement", args=[procedure.id]),
                weight=45,
                group=Group.AGREE,
            )
        if actor.can("cases.assign"):
            yield Deed(gettext("Add somebody to the team"), reverse("cases:assign", args=[procedure.id]), weight=85)
            yield Deed(
                gettext("Pass the case on to a colleague"), reverse("cases:hand_over", args=[procedure.id]), weight=90
            )
    yield from _steps(actor, procedure, case, now)


def _steps(actor: Actor, procedure: Procedure, case: str, now: datetime) -> Iterable[Deed]:
    country = pack()
    machine = country.machine("procedure")
    places = places_of(procedure)
    proposed = {move.id for move in proposed_moves(machine, places)}
    for move in possible_moves(machine, places):
        if move.track == "identification" and procedure.number is None:
            continue  # the intake room offers these on its own pages
        label = str(move.name)
        if not frozenset(move.records) & actor.roles:
            if move.track == "help" or procedure.number is not None:
                who = trust.name_roles(move.records)
                yield Deed(
                    label, None, gettext("Recorded by: %(who)s.") % {"who": who}, weight=95, ends=move.ends is not None
                )
            continue
        if queries.waiting_step(procedure.id, move.id) is not None:
            yield Deed(
                label,
                None,
                gettext("Recorded already; it waits for a second person."),
                weight=94,
                ends=move.ends is not None,
            )
        elif move.not_by_who_did and queries.last_recorder(procedure.id, move.not_by_who_did) == actor.user_id:
            yield Deed(
                label,
                None,
                gettext("You took the step before it, so another person takes this one."),
                weight=94,
                ends=move.ends is not None,
            )
        elif missing := missing_first(procedure, move, now):
            yield Deed(label, None, missing, weight=94, ends=move.ends is not None)
        elif not deciders_for(actor, move):
            who = trust.name_roles(move.decides)
            yield Deed(
                label, None, gettext("Decided by: %(who)s.") % {"who": who}, weight=95, ends=move.ends is not None
            )
        else:
            weight = 20 if move.id in proposed else 50
            url = reverse("cases:step", args=[procedure.id, move.id])
            yield Deed(label, url, weight=weight, ends=move.ends is not None, group=Group.NOW)
