"""A sign is taken: typed in by a colleague or written on the public page; sealed before anybody is told it was received."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases.commands import start_procedure
from amana.cases.commands.opening import next_number
from amana.cases.sources import REPORTER
from amana.countrypacks import pack
from amana.countrypacks.dates import year_of
from amana.errors import NotFound
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.errors import NoReporter, NotAnIntakeUnit
from amana.intake.events import reporter_answered, status_changed
from amana.intake.models import Reply, Sign, SignFile
from amana.steps.commands import Told
from amana.trust import queries as trust
from amana.trust import rows
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import decides, needs, part_of_a_command
from amana.trust.trail import record


@dataclass(frozen=True)
class SignText:
    """What somebody told, as it was sealed, and its coded facts.

    `language` is the person's, as `source` knows it; `reporter_language` is that of the person who reported. The one is never taken
    for the other, and `more` (how to reach the reporter, above all) never becomes the person's contact.
    """

    told: Told
    danger: str
    observations: tuple[str, ...]
    language: str
    child: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)  # of a reporter: place_words, answers, contact, sender
    source: str = REPORTER
    reporter_language: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Everything by field id, for a page or a form."""
        return {**self.told.facts, **self.told.sealed, **self.told.working}


@needs("signs.take")
@transaction.atomic
def take_sign(
    actor: Actor,
    *,
    unit_id: UUID,
    told: Told,
    danger: str,
    child: str = "",
    language: str = "",
    observations: Iterable[str] = (),
    source: str = REPORTER,
    reporter_language: str = "",
    reporter_contact: Mapping[str, Any] | None = None,
    now: datetime,
) -> Sign:
    """The sign is sealed for the unit that takes it in, and a procedure begins. Raises NotAnIntakeUnit.

    `child` is yes, no or unknown where somebody looked whether the person may be one. `source` is that of everything
    said here about the person. What the reporter said of himself, `reporter_language` and `reporter_contact`, stays with
    the sign and is never a fact about the person.
    """
    if unit_id not in {card.id for card in queries.intake_units()}:
        raise NotAnIntakeUnit
    more = {"contact": dict(reporter_contact)} if reporter_contact else {}
    text = SignText(told, danger, tuple(observations), language, child, more, source, reporter_language)
    return _keep(actor, unit_id, text, now)


def public_text(channel: str, area: str, danger: str, language: str) -> SignText:
    """The coded part of what came through the letter box; its words are sealed already.

    `language` is the one in which the reporter wrote; of the person's nothing is known by it.
    """
    facts = {"channel": channel, "area_pcode": area, "urgency": says.most_urgent_first()[-1]}
    return SignText(Told(facts, {}, {}), danger, (), "", reporter_language=language)


def place_public(unit_id: UUID, text: SignText, letter: vault.letters.Enclosed, came_at: datetime) -> Sign:
    """A report from the letter box is a sign of its unit: its letter is locked in as it came, and a procedure begins."""

    def locked_in(lock: UUID) -> UUID:
        return vault.letters.lock_in(letter, lock, came_at).id

    with rows.acting_as(rows.SYSTEM):
        return _place(SYSTEM, unit_id, text, locked_in, came_at)


def _keep(actor: Actor, unit_id: UUID, text: SignText, now: datetime) -> Sign:
    """Whoever tells something hands it to a unit that need not be their own: its file is never theirs."""

    def seal_sign(lock: UUID) -> UUID:
        content = {
            "sealed": dict(text.told.sealed),
            "working": {name: str(value) for name, value in text.told.working.items()},
            "danger": text.danger,
            "more": dict(text.more),
        }
        unit = trust.unit(unit_id)
        holders = holders_at(unit_id, unit.supervised_by)
        return vault.texts.seal(lock=lock, kind="sign", content=content, holders=holders, by=actor, at=now).id

    with rows.acting_as(rows.SYSTEM):
        return _place(actor, unit_id, text, seal_sign, now)


def _place(actor: Actor, unit_id: UUID, text: SignText, sealed: Callable[[UUID], UUID], now: datetime) -> Sign:
    """A procedure begins with the sign; `sealed` seals its text under the procedure's lock, and gives the id."""
    unit = trust.unit(unit_id)
    facts = _facts(text)
    about = _about_the_person(facts)
    sources = {name: text.source for name in about if name in _SAID_OF_HER}
    procedure = start_procedure(
        actor, unit_id=unit_id, organisation_id=unit.organisation_id, facts=about, sources=sources, now=now
    )
    sign = Sign.objects.create(
        id=uuid4(),
        number=f"S-{year_of(now)}-{next_number('sign', year_of(now)):04d}",
        procedure=procedure,
        unit=unit_id,
        supervised_by=unit.supervised_by,
        taken_by=actor.user_id,
        came_at=now,
        sealed=sealed(procedure.lock),
    )
    vault.facts.put(procedure.lock, "sign", sign.id, facts)
    record(actor, "intake.sign_taken", sign.id, now, procedure=procedure.id, unit=unit_id)
    return sign


def _facts(text: SignText) -> dict[str, Any]:
    """The coded part, with the urgency that danger asks for at least."""
    urgency = rules.urgency_with_floor(
        str(text.told.facts.get("urgency") or says.most_urgent_first()[-1]),
        danger=text.danger == "yes",
        most_urgent_first=says.most_urgent_first(),
    )
    prompt = rules.prompted_by(says.rule_set(), text.observations)
    return {
        **text.told.facts,
        "urgency": urgency,
        "danger": text.danger,
        "language": text.language,
        "reporter_language": text.reporter_language,
        "source": text.source,
        "observations": sorted(text.observations),
        "screening_prompted": prompt.screen,
        **({"child": text.child} if text.child else {}),
    }


def _about_the_person(facts: dict[str, Any]) -> dict[str, Any]:
    """Those facts of the sign that are facts of the case: channel, urgency, governorate, the person's language."""
    country = pack()
    area = str(facts.get("area_pcode") or "")
    governorate = country.districts[area].parent if area in country.districts else area
    found = {"urgency": facts["urgency"], "channel": facts.get("channel", ""), "governorate": governorate}
    if facts["language"]:
        found["languages"] = [facts["language"]]
    return {name: value for name, value in found.items() if value}


def holders_at(unit_id: UUID, supervised_by: UUID | None) -> list[vault.texts.Holder]:
    """The intake unit, and the unit that supervises it as soon as that one has a key."""
    holders = [vault.texts.Holder("unit", unit_id)]
    if supervised_by is not None and vault.keyring.has_unit_key(supervised_by):
        holders.append(vault.texts.Holder("unit", supervised_by))
    return holders


@part_of_a_command
def text_of(actor: Actor, sign: Sign) -> SignText:
    """The text of a sign; leaves no line: that is the caller's act. Raises CannotOpen."""
    content, facts = vault.texts.open_text(actor, sign.sealed), vault.facts.get("sign", sign.id)
    coded = {name: value for name, value in facts.items() if name not in _OWN_FACTS}
    return SignText(
        Told(coded, content["sealed"], content["working"]),
        content["danger"],
        tuple(facts.get("observations", ())),
        facts.get("language", ""),
        facts.get("child", ""),
        content.get("more", {}),
        facts.get("source", ""),
        facts.get("reporter_language", ""),
    )


_OWN_FACTS = frozenset(
    {"danger", "child", "language", "reporter_language", "source", "observations", "screening_prompted"}
)
_SAID_OF_HER = frozenset({"governorate", "languages"})


@transaction.atomic
@decides("signs.triage", "screening.run", "presumption.decide", "cases.read", on_record=True)
def open_sign(actor: Actor, sign: Sign, now: datetime) -> SignText:
    """What was told; the opening is in the trail, and the reporter's status says "read". Raises NotFound, CannotOpen."""
    if not queries.may_read(actor, sign):
        raise NotFound
    text = text_of(actor, sign)
    if sign.read_at is None:
        Sign.objects.filter(id=sign.id, read_at=None).update(read_at=now)
        sign.read_at = now
        status_changed.send(sender=Sign, sign=sign, state=queries.status_told_outside(sign))
    record(actor, "intake.sign_opened", sign.id, now, sealed=sign.sealed)
    return text


@needs("signs.triage")
@transaction.atomic
def answer_reporter(actor: Actor, sign: Sign, *, text: str, now: datetime) -> UUID:
    """The reporter reads this with the code. Raises NotFound, NoReporter for a sign without a code."""
    if not queries.may_read(actor, sign):
        raise NotFound
    if sign.mailbox is None:
        raise NoReporter
    reply = _reply(actor, sign, text, now)
    record(actor, "intake.reporter_answered", sign.id, now, reply=reply)
    return reply


def _reply(actor: Actor, sign: Sign, text: str, now: datetime) -> UUID:
    assert sign.mailbox is not None
    sealed = vault.texts.seal(
        lock=sign.procedure.lock,
        kind="reply",
        content={"text": text, "kind": "answer"},
        holders=[*holders_at(sign.unit, sign.supervised_by), vault.codes.mailbox_holder(sign.mailbox)],
        by=actor,
        at=now,
    )
    reporter_answered.send(sender=Sign, sign=sign, sealed=sealed.id, at=now)
    return Reply.objects.create(id=uuid4(), sign=sign, sealed=sealed.id, written_by=actor.user_id, written_at=now).id


@dataclass(frozen=True)
class Said:
    """A word of the dialogue with a reporter. `what` is answer, or of the reporter: words, phone, stop."""

    id: UUID
    ours: bool
    at: datetime
    text: str
    what: str
    contact: Mapping[str, str]


@transaction.atomic
@decides("signs.triage", "screening.run", "presumption.decide", "cases.read", on_record=True)
def open_thread(actor: Actor, sign: Sign, now: datetime) -> list[Said]:
    """The dialogue with the reporter, oldest first; the opening is in the trail. Raises NotFound, CannotOpen."""
    if not queries.may_read(actor, sign):
        raise NotFound
    said = []
    for row in queries.replies_of(sign):
        told, ours = vault.texts.open_text(actor, row.sealed), row.written_by is not None
        what = "answer" if ours else str(told.get("kind", "words"))
        said.append(Said(row.id, ours, row.written_at, str(told["text"]), what, told.get("contact", {})))
    if said:
        record(actor, "intake.replies_opened", sign.id, now, count=len(said))
    return said


@transaction.atomic
@decides("signs.triage", "screening.run", "presumption.decide", "cases.read", on_record=True)
def open_file(actor: Actor, file: SignFile, now: datetime) -> tuple[str, str, bytes]:
    """(photo or voice, type, bytes) as it came; nobody has looked into it yet. The opening is in the trail.

    Raises NotFound, CannotOpen.
    """
    if not queries.may_read(actor, file.sign):
        raise NotFound
    head, _, content = vault.texts.open_bytes(actor, file.sealed).partition(b"\n")
    said = read_head(head)
    record(actor, "intake.file_opened", file.sign_id, now, sealed=file.sealed)
    return str(said.get("kind", "")), str(said.get("type", "")), content


def read_head(head: bytes) -> Mapping[str, Any]:
    """What a file says of itself; a stranger wrote it, and may have written anything."""
    try:
        said = json.loads(head)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
