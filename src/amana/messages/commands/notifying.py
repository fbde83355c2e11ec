"""The way out: only somebody who may open her contact can make a message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries as files
from amana.cases.queries import Procedure
from amana.countrypacks import pack as country
from amana.errors import NotFound
from amana.messages import pack, rules
from amana.messages.commands.ways import channels
from amana.messages.errors import NoSuchText, SameWaits
from amana.messages.models import Outgoing
from amana.messages.states import MessageState
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record

KIND: Final = "message"
LIVING: Final = (MessageState.WAITS, MessageState.SENDING)


@dataclass(frozen=True)
class Preview:
    """What would be sent, to which number, by which channel and when; or why not."""

    verdict: rules.Verdict
    text: str
    channel: str


@needs("messages.send")
@transaction.atomic
def look(actor: Actor, procedure: Procedure, *, template: str, wanted: datetime, now: datetime) -> Preview:
    """Returns what `notify` would do. Opens her contact, which is recorded in the audit log. Raises NoSuchText,
    NotFound, CannotOpen.
    """
    person, _revision = _open_contact(actor, procedure, now)
    return _build_preview(person, template, wanted, now)


@needs("messages.send")
@transaction.atomic
def notify(actor: Actor, procedure: Procedure, *, template: str, wanted: datetime, now: datetime) -> Outgoing:
    """Queues the message for its moment where everything allows it; else makes it a task for a human, and sends nothing.

    Opens her contact, which is recorded in the audit log. Raises NoSuchText, SameWaits, NotFound, CannotOpen.
    """
    person, revision = _open_contact(actor, procedure, now)
    preview = _build_preview(person, template, wanted, now)
    _only_once(procedure, template)
    row = Outgoing(
        id=uuid4(),
        procedure=procedure,
        state=MessageState.HUMAN,
        made_by=actor.user_id,
        made_at=now,
        wanted_at=max(wanted, now),
        contact_revision=revision,
    )
    verdict = preview.verdict
    if verdict.is_allowed:
        row.state, row.send_after, row.expires_at = MessageState.WAITS, verdict.at, now + pack.limits().life
        row.key_version, row.sealed = vault.messenger.seal_for_messenger(row.id, _content(person, preview))
    row.save(force_insert=True)
    facts = {"template": template, "channel": preview.channel, "reasons": list(verdict.reasons)}
    vault.facts.put(procedure.lock, KIND, row.id, facts)
    record(actor, "messages.made", procedure.id, now, message=row.id, state=row.state)
    return row


def _open_contact(actor: Actor, procedure: Procedure, now: datetime) -> tuple[rules.Person, int]:
    """Opens what decides about her, with the revision of her contact. Only for the team: consent and supervision do not
    allow it.
    """
    if require(actor, "messages.send", procedure).ground != "team":
        raise NotFound
    contact, revision = cases.open_section(actor, procedure, "contact", now)
    return rules.person_of(contact, files.facts_of(procedure), closed=is_closed(procedure)), revision


def is_closed(procedure: Procedure) -> bool:
    """Whether this case is closed or not yet open, so that nothing is sent in it."""
    terminal = country().machine("procedure").tracks["help"].terminal
    return procedure.number is None or procedure.help in terminal


def _build_preview(person: rules.Person, template: str, wanted: datetime, now: datetime) -> Preview:
    texts = pack.templates()
    if template not in texts:
        raise NoSuchText
    limits = pack.limits()
    verdict = rules.decide(person, wanted=wanted, now=now, until=now + limits.life, limits=limits, ways=channels())
    language = verdict.language or next((each for each in person.languages if each in rules.LANGUAGES), "en")
    return Preview(verdict, texts[template].compose_text(language, person.code_word), person.channel)


def _only_once(procedure: Procedure, template: str) -> None:
    """Locks the case's row, so that a form submitted twice makes one message."""
    Procedure.objects.select_for_update().get(id=procedure.id)
    living = Outgoing.objects.filter(procedure=procedure, state__in=LIVING).values_list("id", flat=True)
    if any(facts.get("template") == template for facts in vault.facts.by_owner(KIND, living).values()):
        raise SameWaits


def _content(person: rules.Person, preview: Preview) -> dict[str, Any]:
    """Returns what the worker needs to check again and to send; nothing else of her file."""
    return {
        "number": preview.verdict.number,
        "channel": preview.channel,
        "text": preview.text,
        "language": preview.verdict.language,
        "method": person.method,
        "hours": person.hours,
        "code_word": person.code_word,
        "who_answers": person.who_answers,
        "checked_on": person.checked_on,
    }
