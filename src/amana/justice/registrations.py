"""What this room adds to the case page, the story, the actions, my day and the diary."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.numbers import Numbered
from amana.cases.queries import Procedure
from amana.cases.states import StepState
from amana.cases.story import StoryLine
from amana.countrypacks import pack
from amana.diary.entries import Entry, Kind
from amana.justice import queries, rules, words
from amana.justice.pack import LETTER, PROCEEDING, state_name
from amana.justice.pack_sections import WAIVER
from amana.justice.states import LetterState, RequestState
from amana.my_day import WorkItem, group_of, group_of_news
from amana.trust import queries as trust
from amana.trust.actor import Actor

_AT_MOST = 40


def find_by_number(actor: Actor, number: str) -> Iterable[Numbered]:
    """Yields the letter with this number among those that the actor may know of."""
    for letter in queries.letters_for(actor).filter(number=number):
        yield Numbered(number, gettext("Letter"), reverse("justice:letter", args=[letter.id]))


def panel(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Letters, proceedings and requests to a judge of one case, for those who see its legal side."""
    if not queries.may_see_legal(actor, procedure):
        return None
    letters, proceedings = queries.letters_of(actor, procedure), queries.proceedings_of(actor, procedure)
    requests = queries.requests_of(procedure) if queries.is_own(actor, procedure) else []
    if not letters and not proceedings and not requests:
        return None
    units = trust.units([row.unit for row in requests])
    return "justice/_panel.html", {
        "letters": [
            {
                "id": row.id,
                "number": row.number,
                "state": state_name(LETTER, row.state),
                "chip": words.chip_of(row.state),
                "hindrances": queries.hindrances_of(row, now) if row.state == LetterState.LEGAL_REVIEW else [],
                "since": row.state_since,
            }
            for row in letters
        ],
        "proceedings": [
            {
                "id": row.id,
                "state": state_name(PROCEEDING, row.state),
                "since": row.state_since,
                "next_hearing": row.next_hearing,
            }
            for row in proceedings
        ],
        "requests": [
            {
                "court": units[row.unit].full_name if row.unit in units else "",
                "state": row.state,
                "sent_at": row.sent_at,
            }
            for row in requests
        ],
    }


# The story ------------------------------------------------------------------------------------------


def story(actor: Actor, procedure: Procedure) -> Iterable[StoryLine]:
    """Returns one sentence each for letters, proceedings and requests."""
    if not queries.may_see_legal(actor, procedure):
        return
    for row in queries.letters_of(actor, procedure):
        for step in queries.steps_of(procedure, row.id):
            text = letter_words(step.to_state)
            if step.state == StepState.DONE and text:
                turn = step.to_state in (LetterState.GRANTED_FULL, LetterState.GRANTED_PARTIAL)
                yield StoryLine(step.happened_at, text, row.number or "", turn=turn)
    for proceeding in queries.proceedings_of(actor, procedure):
        for step in queries.steps_of(procedure, proceeding.id):
            if step.state == StepState.DONE:
                told = {"state": state_name(PROCEEDING, step.to_state)}
                yield StoryLine(step.happened_at, gettext("Proceeding: %(state)s.") % told)
    if queries.is_own(actor, procedure):
        for each in queries.requests_of(procedure):
            yield StoryLine(each.sent_at, gettext("A court was asked for formal identification."))


def letter_words(state: str) -> str:
    """Returns one sentence for a place that a letter reached; empty for a draft."""
    sentences: dict[str, str] = {
        LetterState.LEGAL_REVIEW: gettext("The letter about the fines was given to the lawyer."),
        LetterState.SIGNED: gettext("The letter about the fines was signed."),
        LetterState.SENT: gettext("The letter about the fines was sent."),
        LetterState.ACKNOWLEDGED: gettext("The council has received the letter about the fines."),
        LetterState.GRANTED_FULL: gettext("The fines were waived in full."),
        LetterState.GRANTED_PARTIAL: gettext("The fines were waived in part."),
        LetterState.REFUSED: gettext("The waiver of the fines was refused."),
        LetterState.APPEALED: gettext("An appeal was made against the answer about the fines."),
        LetterState.EXECUTED: gettext("The answer about the fines was carried out."),
        LetterState.WITHDRAWN: gettext("The letter about the fines was taken back."),
    }
    return sentences.get(state, "")


# What you can do ------------------------------------------------------------------------------------


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Returns the actions: preparing the letter, following a proceeding, asking a court, keeping notes; or why not."""
    if procedure.number is None or not queries.may_see_legal(actor, procedure):
        return
    closed = queries.is_closed(procedure)
    if queries.is_own(actor, procedure) and not closed:
        yield _letter_action(actor, procedure)
        yield from _request_action(actor, procedure)
    if actor.can("proceedings.record") and queries.may_record(actor, procedure) and not closed:
        yield Deed(
            gettext("Follow a proceeding"), reverse("justice:begin", args=[procedure.id]), weight=65, group=Group.WRITE
        )
    if actor.can("notes.keep"):
        yield Deed(
            gettext("Professional notes"), reverse("justice:notes", args=[procedure.id]), weight=60, group=Group.WRITE
        )


def _letter_action(actor: Actor, procedure: Procedure) -> Deed:
    label = gettext("Prepare the letter about the fines")
    if not actor.can("letters.draft"):
        return Deed(
            label, None, gettext("The case manager prepares it, and a lawyer signs it."), weight=90, group=Group.WRITE
        )
    if procedure.identification not in WAIVER.of(pack()).eligible:
        return Deed(
            label,
            None,
            gettext("First somebody decides that the person is presumed to be a victim."),
            weight=90,
            group=Group.WRITE,
        )
    return Deed(label, reverse("justice:new_letter", args=[procedure.id]), weight=55, group=Group.WRITE)


def _request_action(actor: Actor, procedure: Procedure) -> Iterable[Deed]:
    if procedure.identification != "fi_pending":
        return
    label = gettext("Send the request to the court")
    if any(row.state == RequestState.OPEN for row in queries.requests_of(procedure)):
        yield Deed(label, None, gettext("It lies with the court already."), weight=90, group=Group.ASK)
    elif actor.can("consent.record"):
        yield Deed(
            label, reverse("justice:new_request", args=[procedure.id]), weight=25, proposes=True, group=Group.ASK
        )
    else:
        yield Deed(
            label, None, gettext("The case manager asks the person first, and sends it."), weight=90, group=Group.ASK
        )


# My day ---------------------------------------------------------------------------------------------


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns letters to sign, to change, to send or to ask about; hearings to come; requests for the judge."""
    if actor.can("letters.draft") or actor.can("letters.record"):
        yield from _letters(actor, now)
    if actor.can("proceedings.record"):
        yield from _hearings(actor, now)
    if actor.can("identification.decide"):
        for row in queries.requests_to(actor).filter(state=RequestState.OPEN)[:_AT_MOST]:
            yield WorkItem(
                "new",
                None,
                gettext("Decide on a request for formal identification"),
                gettext("Asked by %(sender)s.") % {"sender": trust.organisation(row.procedure.organisation).name},
                cases.reference(row.procedure),
                reverse("justice:request", args=[row.id]),
            )


def _letters(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    ended = {LetterState.EXECUTED, LetterState.WITHDRAWN, LetterState.REFUSED}
    for row in queries.letters_for(actor).exclude(state__in=ended).order_by("state_since")[: 5 * _AT_MOST]:
        mine = row.procedure.manager == actor.user_id or row.drafted_by == actor.user_id
        item = letter_item(actor, row, mine, now)
        if item is not None:
            yield item


def letter_item(actor: Actor, row: queries.Letter, mine: bool, now: datetime) -> WorkItem | None:
    """Returns this actor's task that follows from a letter's place, or None."""
    ref, url = row.number or cases.reference(row.procedure), reverse("justice:letter", args=[row.id])
    lawyer, news = actor.can("letters.review"), group_of_news(row.state_since, None, now)
    if row.state == LetterState.DRAFT and mine and actor.can("letters.draft"):
        if queries.given_back(row) is not None:
            why = gettext("The lawyer gave it back and says what to change.")
            return WorkItem(news, None, gettext("Change the letter about the fines"), why, ref, url, row.state_since)
        why = gettext("Nobody else has it yet.")
        return WorkItem("waiting", None, gettext("Go on with the letter about the fines"), why, ref, url)
    if row.state == LetterState.LEGAL_REVIEW and lawyer and rules.may_sign(actor.user_id, frozenset(row.hands)):
        if hindrances := queries.hindrances_of(row, now):
            why = ". ".join(hindrances)
            order = gettext("Read the letter; it cannot be signed yet")
            return WorkItem(news, None, order, why, ref, url, row.state_since)
        why = gettext("It waits for you since it was drafted; give it back if something is wrong.")
        return WorkItem(news, None, gettext("Read the letter and sign it"), why, ref, url, row.state_since)
    if row.state == LetterState.LEGAL_REVIEW and mine and (hindrances := queries.hindrances_of(row, now)):
        why = ". ".join(hindrances)
        return WorkItem("waiting", None, gettext("The letter about the fines cannot be signed yet"), why, ref, url)
    if row.state == LetterState.SIGNED and (mine or lawyer):
        why = gettext("It is signed.")
        return WorkItem(news, None, gettext("Send the letter about the fines"), why, ref, url, row.state_since)
    if row.state in rules.AWAITING_ANSWER and (mine or lawyer) and row.sent_at is not None:
        due = (row.reminded_at or max(row.sent_at, row.state_since)) + rules.REMIND_AFTER
        if due > now:
            why = gettext("Silence is a reminder, never a refusal.")
            return WorkItem("waiting", due, gettext("Answer to the letter to come"), why, ref, url)
        why = gettext("No answer for long. Silence is never a refusal.")
        return WorkItem("late", due, gettext("Ask the council about the letter"), why, ref, url)
    if row.state in (LetterState.GRANTED_FULL, LetterState.GRANTED_PARTIAL) and mine:
        why = gettext("The council answered: %(state)s.") % {"state": state_name(LETTER, row.state)}
        return WorkItem("new", None, gettext("See that the waiver is carried out"), why, ref, url)
    return None


def _hearings(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    until = now + rules.HEARING_SHOWN_BEFORE
    rows = queries.proceedings_for(actor).filter(next_hearing__gt=now, next_hearing__lte=until).order_by("next_hearing")
    for row in rows[:_AT_MOST]:
        assert row.next_hearing is not None
        yield WorkItem(
            group_of(row.next_hearing, now),
            row.next_hearing,
            gettext("Prepare the hearing with the person"),
            state_name(PROCEEDING, row.state),
            cases.reference(row.procedure),
            reverse("justice:proceeding", args=[row.id]),
        )


# The diary ------------------------------------------------------------------------------------------


def dates(actor: Actor, begin: datetime, end: datetime) -> Iterable[Entry]:
    """Yields the hearings of proceedings that the actor may follow."""
    rows = queries.proceedings_for(actor).filter(next_hearing__gte=begin, next_hearing__lt=end)
    for row in rows.order_by("next_hearing"):
        assert row.next_hearing is not None
        yield Entry(
            Kind.APPOINTMENT,
            row.next_hearing,
            gettext("Hearing"),
            reverse("justice:proceeding", args=[row.id]),
            state_name(PROCEEDING, row.state),
            cases.reference(row.procedure),
        )
