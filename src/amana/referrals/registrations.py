"""What referrals adds to the case page, the story, the actions, my day and the diary."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.numbers import Numbered
from amana.cases.queries import Procedure
from amana.cases.states import StepState
from amana.cases.story import StoryLine
from amana.countrypacks.dates import day_of
from amana.diary.entries import Entry, Kind
from amana.my_day import NEW_FOR, WorkItem, group_of, group_of_news
from amana.referrals import pack, queries, rules, words
from amana.referrals.queries.referrals import case_is_closed
from amana.referrals.states import ReferralState
from amana.trust import queries as trust
from amana.trust.actor import Actor

ANSWERS = frozenset({ReferralState.RETURNED_FOR_INFO})  # states after a provider's answer that need attention at once
_AT_MOST = 40


def case_panel(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """The referrals of a case, for its team and supervisors."""
    rows = queries.of_procedure(actor, procedure)
    may_ask = actor.can("referrals.send") and not case_is_closed(procedure) and _own(actor, procedure)
    if not rows and not may_ask:
        return None
    ask_url = reverse("referrals:ask", args=[procedure.id]) if may_ask else ""
    return "referrals/_case_panel.html", {"rows": row_views(rows, now), "ask_url": ask_url}


def find_by_number(actor: Actor, number: str) -> Iterable[Numbered]:
    """Yields the referral with this reference that the actor sent or received."""
    found = queries.by_reference(actor, number)
    if found is not None:
        yield Numbered(found.reference, gettext("Referral"), reverse("referrals:one", args=[found.id]))


def _own(actor: Actor, procedure: Procedure) -> bool:
    ground = cases.grounds(actor, "cases.read", procedure)
    return ground is not None and ground.ground != "consent"


def row_views(rows: Iterable[queries.Referral], now: datetime) -> list[dict[str, Any]]:
    """Returns referrals as rows of a table: what was asked, of whom, its state and deadline."""
    rows = list(rows)
    facts = queries.facts_of_many(rows)
    units = trust.units([row.procedure.intake_unit for row in rows])
    found = []
    for row in rows:
        intake = units.get(row.procedure.intake_unit)
        found.append(
            {
                "id": row.id,
                "reference": row.reference,
                "service": pack.service_name(facts.get(row.id, {}).get("service", "")),
                "provider": queries.name_of(row.provider) or gettext("nobody chosen yet"),
                "asked_by": intake.organisation_name if intake else "",
                "state": pack.state_name(row.state),
                "chip": words.chip_of(row.state),
                "since": row.state_since,
                "agreed_for": row.agreed_for
                if row.state in (ReferralState.ACCEPTED, ReferralState.WAITLISTED)
                else None,
                "due": due_of(row),
                "shut": row.state in rules.SHUT_TO_PROVIDER,
            }
        )
    return found


def due_of(row: queries.Referral) -> datetime | None:
    """Returns the moment at which something is expected of the provider."""
    if row.state == ReferralState.SENT:
        return row.acknowledge_due
    return row.answer_due if row.state == ReferralState.ACKNOWLEDGED else None


def helping(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Returns providers that help or will help."""
    rows = [
        row
        for row in queries.of_procedure(actor, procedure)
        if row.state in (ReferralState.ACCEPTED, ReferralState.IN_SERVICE)
    ]
    return ("referrals/_helping.html", {"rows": row_views(rows, now)}) if rows else None


def story(actor: Actor, procedure: Procedure) -> Iterable[StoryLine]:
    """Returns one sentence for what was asked of whom and what they said; it names the service, never the need."""
    rows = queries.of_procedure(actor, procedure)
    facts = queries.facts_of_many(rows)
    for row in rows:
        service = pack.service_name(facts.get(row.id, {}).get("service", ""))
        provider = queries.name_of(row.provider)
        for step in queries.steps_of(row):
            text = story_words(step.to_state, provider, service)
            if text and step.state == StepState.DONE:
                yield StoryLine(step.recorded_at, text, row.reference)


def story_words(state: str, provider: str, service: str) -> str:
    """Returns the story's sentence for a state that a referral reached; empty for states that add nothing new."""
    told = {"provider": provider, "service": service}
    sentences: dict[str, str] = {
        ReferralState.SENT: gettext("%(provider)s was asked for help: %(service)s."),
        ReferralState.ACCEPTED: gettext("%(provider)s said yes: %(service)s."),
        ReferralState.WAITLISTED: gettext("%(provider)s put the person on the waiting list: %(service)s."),
        ReferralState.RETURNED_FOR_INFO: gettext("%(provider)s asked a question about: %(service)s."),
        ReferralState.IN_SERVICE: gettext("%(provider)s began: %(service)s."),
        ReferralState.COMPLETED: gettext("%(provider)s completed: %(service)s."),
        ReferralState.ENDED_EARLY: gettext("%(provider)s ended early: %(service)s."),
        ReferralState.DECLINED_BY_PROVIDER: gettext("%(provider)s said no: %(service)s."),
        ReferralState.DECLINED_BY_PERSON: gettext("The person did not want this from %(provider)s: %(service)s."),
        ReferralState.EXPIRED: gettext("%(provider)s did not answer: %(service)s."),
        ReferralState.WITHDRAWN: gettext("The request to %(provider)s was taken back: %(service)s."),
    }
    return sentences[state] % told if state in sentences else ""


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Returns the action "ask somebody for help", or why it is not possible."""
    if not _own(actor, procedure):
        return
    label = gettext("Ask somebody for help")
    if case_is_closed(procedure):
        yield Deed(label, None, gettext("The case is closed."), weight=45, group=Group.ASK)
    elif actor.can("referrals.send"):
        yield Deed(label, reverse("referrals:ask", args=[procedure.id]), weight=45, group=Group.ASK)
    else:
        yield Deed(label, None, gettext("The case manager asks other organisations."), weight=45, group=Group.ASK)


# My day ---------------------------------------------------------------------------------------------


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns the tasks about referrals: of senders, receivers, supervisors and who maintains the directory."""
    if actor.can("referrals.send"):
        yield from _of_sender(actor, now)
    if actor.can("referrals.answer"):
        yield from _of_receiver(actor, now)
    if actor.can("cases.review"):
        yield from _of_supervisor(actor, now)
    if actor.can("mechanism.watch"):
        yield from _of_coordinator(actor, now)
    if actor.can("directory.keep"):
        yield from _of_keeper(actor, now)


def _of_sender(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    mine = queries.sent_by(actor).filter(left_at=None)
    mine = mine.filter(procedure__manager=actor.user_id) | mine.filter(
        procedure__manager=None, drafted_by=actor.user_id
    )
    rows = list(
        mine.exclude(
            state__in=[
                ReferralState.COMPLETED,
                ReferralState.WITHDRAWN,
                ReferralState.DECLINED_BY_PERSON,
                ReferralState.EXPIRED,
            ]
        ).order_by("-drafted_at")[:200]
    )
    facts = queries.facts_of_many(rows)
    for row in rows:
        item = sender_item(row, pack.service_name(facts.get(row.id, {}).get("service", "")), now)
        if item is not None:
            yield item


def sender_item(row: queries.Referral, service: str, now: datetime) -> WorkItem | None:
    """Returns the case manager's task that follows from a referral's state, or None."""
    told = {"provider": queries.name_of(row.provider), "service": service}
    ref, url = cases.reference(row.procedure), reverse("referrals:one", args=[row.id])
    due = due_of(row)
    if row.state == ReferralState.DRAFT and row.previous_id is not None and row.provider is None:
        silent = queries.name_of(row.previous.provider) if row.previous else ""
        why = gettext("%(provider)s has not answered. The supervisors and the coordinator were told.")
        order = gettext("Choose another one for the person: %(service)s") % told
        return WorkItem(
            "late", row.drafted_at, order, why % {"provider": silent}, ref, reverse("referrals:draft", args=[row.id])
        )
    orders: dict[str, tuple[str, str]] = {
        ReferralState.DRAFT: (gettext("Go on with your draft: %(service)s"), gettext("Nobody has seen it yet.")),
        ReferralState.CONSENT_PENDING: (gettext("Ask the person if %(provider)s may be asked"), "%(service)s"),
        ReferralState.READY: (gettext("Send it to %(provider)s"), gettext("The person agreed. %(service)s")),
        ReferralState.RETURNED_FOR_INFO: (gettext("Answer the question of %(provider)s"), "%(service)s"),
    }
    if row.state in orders:
        order, why = orders[row.state]
        group = group_of_news(row.state_since, None, now) if row.state in ANSWERS else "open"
        return WorkItem(group, None, order % told, why % told, ref, url, row.state_since)
    if row.state in (ReferralState.SENT, ReferralState.ACKNOWLEDGED) and due is not None:
        return _waiting_item(row, told, due, ref, url, now)
    if row.state == ReferralState.ACCEPTED and now - row.state_since <= NEW_FOR:
        return WorkItem("new", None, gettext("%(provider)s said yes") % told, service, ref, url, row.state_since)
    if row.state in rules.LOOK_AGAIN:
        order = gettext("Choose another one for the person: %(service)s") % told
        why, group = gettext("%(provider)s does not help any more.") % told, group_of_news(row.state_since, None, now)
        return WorkItem(group, None, order, why, ref, url, row.state_since)
    if row.state == ReferralState.WAITLISTED:
        return _listed_item(row, told, ref, url, now)
    return None


def _waiting_item(
    row: queries.Referral, told: dict[str, str], due: datetime, ref: str, url: str, now: datetime
) -> WorkItem:
    if due >= now:
        order = gettext("%(provider)s: answer to come") % told
        return WorkItem("waiting", due, order, told["service"], ref, url)
    order = gettext("Call %(provider)s, or choose another one") % told
    if row.state == ReferralState.SENT:
        why = gettext("Nobody there has confirmed that they have it: %(service)s.") % told
    else:
        why = gettext("They have it and have not answered: %(service)s.") % told
    return WorkItem("late", due, order, why, ref, url)


def _listed_item(row: queries.Referral, told: dict[str, str], ref: str, url: str, now: datetime) -> WorkItem:
    if row.agreed_for is not None and row.agreed_for < now:
        order = gettext("Ask %(provider)s for the place that was promised") % told
        return WorkItem("late", row.agreed_for, order, told["service"], ref, url)
    order, since = gettext("%(provider)s: waiting list") % told, row.state_since
    group = "new" if now - since <= NEW_FOR else "waiting"
    return WorkItem(group, row.agreed_for, order, told["service"], ref, url, since)


def _of_receiver(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    over = [
        ReferralState.COMPLETED,
        ReferralState.ENDED_EARLY,
        ReferralState.EXPIRED,
        ReferralState.DECLINED_BY_PROVIDER,
    ]
    rows = list(queries.received_by(actor).exclude(state__in=over).order_by("sent_at")[:200])
    units = trust.units([row.procedure.intake_unit for row in rows])
    facts = queries.facts_of_many([row for row in rows if row.state in rules.OPEN_TO_PROVIDER])
    for row in rows:
        sender = units.get(row.procedure.intake_unit)
        item = receiver_item(
            row,
            sender.organisation_name if sender else "",
            pack.service_name(facts.get(row.id, {}).get("service", "")),
            now,
        )
        if item is not None:
            yield item


def receiver_item(row: queries.Referral, sender: str, service: str, now: datetime) -> WorkItem | None:
    """Returns the provider's task that follows from a referral's state, or None."""
    told, url = {"sender": sender, "service": service}, reverse("referrals:one", args=[row.id])
    due = due_of(row)
    if row.state == ReferralState.SENT and due is not None:
        return WorkItem(
            group_of_news(row.sent_at, due, now),
            due,
            gettext("Confirm to %(sender)s that you have this") % told,
            service,
            row.reference,
            url,
        )
    if row.state == ReferralState.ACKNOWLEDGED and due is not None:
        order = gettext("Answer %(sender)s: can you take this referral?") % told
        return WorkItem(group_of(due, now), due, order, service, row.reference, url)
    if row.state == ReferralState.ACCEPTED and row.agreed_for is not None:
        order = gettext("First appointment: %(service)s") % told
        return WorkItem(
            group_of(row.agreed_for, now),
            row.agreed_for,
            order,
            gettext("Asked by %(sender)s.") % told,
            row.reference,
            url,
        )
    if row.state == ReferralState.WAITLISTED and row.agreed_for is not None and row.agreed_for < now:
        order = gettext("Say if there is a place now")
        return WorkItem("late", row.agreed_for, order, service, row.reference, url)
    if row.state in (ReferralState.WITHDRAWN, ReferralState.DECLINED_BY_PERSON) and now - row.state_since <= NEW_FOR:
        order = gettext("Taken back: destroy what you copied")
        why = gettext("Asked by %(sender)s.") % told
        return WorkItem("new", None, order, why, row.reference, url, row.state_since)
    return None


def _of_supervisor(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    rows = {row.id: row for row in queries.late_for(actor, now)[:_AT_MOST]}
    for late in queries.late_rows(queries.late_for(actor, now)[:_AT_MOST], now):
        row = rows.get(late.id)
        if row is not None:
            yield WorkItem(
                "late", late.due, late_words(late), gettext("The case manager was told."), cases.reference(row.procedure),
                reverse("referrals:one", args=[late.id]),
            )  # fmt: skip


def late_words(late: queries.Late) -> str:
    """Returns the words for the deadline that a provider has missed."""
    if late.what == "answer":
        return gettext("%(provider)s has not answered") % {"provider": late.provider}
    return gettext("%(provider)s has not confirmed that they have it") % {"provider": late.provider}


def _of_coordinator(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    for late in queries.late_rows(queries.overdue(actor, now)[:_AT_MOST], now):
        why = gettext("Call them. You see no person here, only the reference.")
        yield WorkItem("late", late.due, late_words(late), why, late.reference, reverse("referrals:watch"))


def _of_keeper(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    for row in queries.to_check(actor, now)[:_AT_MOST]:
        told = {"provider": queries.name_of(row)}
        ends = row.valid_until is not None and row.valid_until <= day_of(now + timedelta(days=14))
        why = (
            gettext("The entry ends soon or has ended.") if ends else gettext("Nobody has checked this entry for long.")
        )
        yield WorkItem(
            "open", None, gettext("Check the entry of %(provider)s") % told, why, "",
            reverse("referrals:provider", args=[row.id]),
        )  # fmt: skip


def dates(actor: Actor, begin: datetime, end: datetime) -> Iterable[Entry]:
    """Yields the first appointments that a provider gave: those at the actor's unit, and those of the actor's cases."""
    at_ours = queries.appointments(queries.received_by(actor), begin, end)
    of_ours = queries.appointments(queries.managed_by(actor), begin, end)
    facts = queries.facts_of_many([*at_ours, *of_ours])
    units = trust.units([row.procedure.intake_unit for row in at_ours])
    for row in at_ours:
        sender = units.get(row.procedure.intake_unit)
        why = gettext("Asked by %(sender)s.") % {"sender": sender.organisation_name} if sender else ""
        yield _appointment(row, facts, why, row.reference)
    for row in of_ours:
        yield _appointment(row, facts, queries.name_of(row.provider), cases.reference(row.procedure))


def _appointment(row: queries.Referral, facts: Mapping[UUID, Mapping[str, Any]], why: str, ref: str) -> Entry:
    assert row.agreed_for is not None
    service = pack.service_name(facts.get(row.id, {}).get("service", ""))
    text = gettext("First appointment: %(service)s") % {"service": service}
    return Entry(Kind.APPOINTMENT, row.agreed_for, text, reverse("referrals:one", args=[row.id]), why, ref)
