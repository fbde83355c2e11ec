"""Sends what is due, after checking the rules again. Nothing is sent twice: what is uncertain becomes a task."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries as files
from amana.errors import CannotOpen
from amana.messages import pack, rules
from amana.messages.commands.ending import cancel, end
from amana.messages.commands.notifying import is_closed
from amana.messages.commands.ways import ways
from amana.messages.connectors import Away, Sender, TurnedDown, Unsure
from amana.messages.models import Outgoing
from amana.messages.states import MessageState
from amana.trust.actor import SYSTEM
from amana.trust.trail import record
from amana.vault.clock import now as clock

_log = logging.getLogger("amana.messages")
_AT_ONCE: Final = 50
_WAIT: Final = timedelta(minutes=2)
_LONGEST_WAIT: Final = timedelta(hours=1)
# A request to a provider takes seconds. A message that has been sending for longer was left behind by a worker that
# stopped.
_LEFT_BEHIND: Final = timedelta(minutes=5)


def send_due(now: datetime) -> int:
    """Sends every due message, postpones it, or makes it a task. Returns the number sent.

    First the message is marked as being sent, and that is committed; only then does it leave. A worker that stops in
    between leaves the mark, and the next one makes a task of it: perhaps she got it, perhaps not. After a provider that
    did not answer the others wait for the next run, so that the worker's other duties are not delayed by it.
    """
    for row in Outgoing.objects.filter(state=MessageState.SENDING, ended_at__lt=now - _LEFT_BEHIND)[:_AT_ONCE]:
        _to_human(row.id, "sending", "unsure", now)
    for row in Outgoing.objects.filter(state=MessageState.WAITS, expires_at__lte=now)[:_AT_ONCE]:
        _to_human(row.id, "waits", "no_safe_hour" if not row.tries else "provider_away", now)
    due = (
        Outgoing.objects.filter(state=MessageState.WAITS, send_after__lte=now)
        .order_by("send_after")
        .values_list("id", flat=True)
    )
    sent = 0
    for item in list(due[:_AT_ONCE]):
        try:
            sent += _send(item, now)
        except (Away, Unsure):
            break
    return sent


def _send(item: UUID, now: datetime) -> bool:
    """Sends one message. Returns whether it left. Where the provider gave no clear answer, records that and raises Away
    or Unsure.
    """
    ready = _mark_sending(item, now)
    if ready is None:
        return False
    sender, content = ready
    try:
        sender.send(content["channel"], content["number"], content["text"], str(item))
    except Away:
        _postpone(item, now)
        raise
    except TurnedDown:
        _to_human(item, "sending", "turned_down", now)
        return False
    except Unsure:
        _to_human(item, "sending", "unsure", now)
        raise
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().filter(id=item, state=MessageState.SENDING).first()
        if row is not None:
            end(row, "sent", None, now)
            record(SYSTEM, "messages.sent", row.procedure_id, now, message=row.id)
    return True


@transaction.atomic
def _mark_sending(item: UUID, now: datetime) -> tuple[Sender, dict[str, Any]] | None:
    """Marks the message as being sent, by whom and what. Returns None where it may not go just now."""
    row = (
        Outgoing.objects.select_for_update(of=("self",))
        .select_related("procedure")
        .filter(id=item, state=MessageState.WAITS)
        .first()
    )
    if row is None or row.sealed is None or row.key_version is None or row.expires_at is None:
        return None
    try:
        content = vault.messenger.open_for_messenger(row.id, row.key_version, bytes(row.sealed))
    except CannotOpen:
        _log.error("message %s does not open", row.id)
        _make_task(row, "unreadable", now=now)
        return None
    contact = files.sealed_sections(row.procedure).get("contact")
    if contact is None or contact.revision != row.contact_revision:
        cancel(row, "contact_changed", None, now)
        return None
    file = ways()
    at = max(now, clock())  # others may have taken their time before this one
    verdict = _check_rules(row, content, at, file.channels)
    sender = file.sender_for(content["channel"])
    if not verdict.is_allowed or sender is None:
        _make_task(row, *(verdict.reasons or ("no_way",)), now=now)
        return None
    if verdict.at is None or verdict.at > at:
        Outgoing.objects.filter(id=row.id).update(send_after=verdict.at)
        return None
    row.state, row.ended_at, row.tries = MessageState.SENDING, now, row.tries + 1
    row.save(update_fields=["state", "ended_at", "tries"])
    return sender, content


def _check_rules(row: Outgoing, content: dict[str, Any], at: datetime, channels: frozenset[str]) -> rules.Verdict:
    """Applies the same rules to what was sealed with the message and to the case's current facts."""
    assert row.expires_at is not None
    told = {
        "phone": content["number"],
        "safe_contact_method": content["method"],
        "message_channel": content["channel"],
        "safe_hours": content["hours"],
        "code_word": content["code_word"],
        "who_answers": content["who_answers"],
        "contact_checked_on": content["checked_on"],
    }
    person = rules.person_of(told, files.facts_of(row.procedure), closed=is_closed(row.procedure))
    return rules.decide(person, wanted=at, now=at, until=row.expires_at, limits=pack.limits(), ways=channels)


def _postpone(item: UUID, now: datetime) -> None:
    """Postpones the message, a little longer each time: the provider was not reached, so nothing left."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().filter(id=item, state=MessageState.SENDING).first()
        if row is not None:
            row.state, row.ended_at = MessageState.WAITS, None
            row.send_after = now + min(_WAIT * (1 << min(row.tries, 6)), _LONGEST_WAIT)
            row.save(update_fields=["state", "ended_at", "send_after"])


@transaction.atomic
def _to_human(item: UUID, state: str, reason: str, now: datetime) -> None:
    row = (
        Outgoing.objects.select_for_update(of=("self",))
        .select_related("procedure")
        .filter(id=item, state=state)
        .first()
    )
    if row is not None:
        _make_task(row, reason, now=now)


def _make_task(row: Outgoing, *reasons: str, now: datetime) -> None:
    """Makes it a task for a human: number and text are deleted, and the reason is a locked fact."""
    end(row, "human", None, now)
    facts = vault.facts.get("message", row.id)
    vault.facts.put(row.procedure.lock, "message", row.id, {**facts, "reasons": list(reasons)})
    record(SYSTEM, "messages.left_to_a_human", row.procedure_id, now, message=row.id)


def leave_to_humans(now: datetime) -> int:
    """Makes a task of every waiting message in a restored copy: it may have left since the copy was made. Returns the number."""
    rows = list(
        Outgoing.objects.filter(state__in=(MessageState.WAITS, MessageState.SENDING)).values_list("id", "state")
    )
    for item, state in rows:
        _to_human(item, state, "unsure", now)
    return len(rows)
