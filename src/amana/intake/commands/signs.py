"""A sign is taken: typed in by a colleague or written on the public page; sealed before anybody is told it was received."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana.cases.commands import Told, start_procedure
from amana.cases.commands.opening import next_number
from amana.countrypacks import pack
from amana.errors import CannotOpen, NotFound
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.errors import NobodyReads, NoReporter, NotAnIntakeUnit
from amana.intake.models import Reply, Sign
from amana.trust import queries as trust
from amana.trust import rows, vault
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@dataclass(frozen=True)
class SignText:
    """What somebody told, as it was sealed, and its coded facts."""

    told: Told
    danger: str
    observations: tuple[str, ...]
    language: str
    child: str = ""

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
    now: datetime,
) -> Sign:
    """The sign is sealed for the unit that takes it in, and a procedure begins. Raises NotAnIntakeUnit.

    `child` is yes, no or unknown where somebody looked whether the person may be one.
    """
    if unit_id not in {card.id for card in queries.intake_units()}:
        raise NotAnIntakeUnit
    text = SignText(told, danger, tuple(observations), language, child)
    return _keep(actor, unit_id, text, None, now)


def receive_public_sign(*, text: str, governorate: str, danger: str, language: str, now: datetime) -> tuple[Sign, str]:
    """What a stranger wrote is stored, sealed for the unit that reads the public page; returns it with its code.

    The code is shown once and kept nowhere. Raises NobodyReads when no unit has a key; then nothing is stored.
    """
    unit_id = trust.public_intake_unit()
    readers = {card.id for card in queries.intake_units()}
    if unit_id not in readers:
        unit_id = min(readers, default=None)
    if unit_id is None:
        raise NobodyReads
    code = vault.new_code()
    told = Told(
        facts={"channel": says.PUBLIC_CHANNEL, "area_pcode": governorate, "urgency": says.most_urgent_first()[-1]},
        sealed={"what_was_seen": text},
        working={"received_at": now.isoformat()},
    )
    keys = vault.keys_of(code)  # slow on purpose, so it's done before anything is locked
    with transaction.atomic():
        return _keep(SYSTEM, unit_id, SignText(told, danger, (), language), keys, now), code


def _keep(actor: Actor, unit_id: UUID, text: SignText, code: vault.CodeKeys | None, now: datetime) -> Sign:
    """Whoever tells something hands it to a unit that need not be their own: its file is never theirs."""
    with rows.acting_as(rows.SYSTEM):
        return _kept(actor, unit_id, text, code, now)


def _kept(actor: Actor, unit_id: UUID, text: SignText, code: vault.CodeKeys | None, now: datetime) -> Sign:
    unit = trust.unit(unit_id)
    facts = _facts(text)
    procedure = start_procedure(
        actor, unit_id=unit_id, organisation_id=unit.organisation_id, facts=_about_the_person(facts), now=now
    )
    box = vault.make_mailbox(code, now) if code is not None else None
    sealed = vault.seal(
        lock=procedure.lock,
        kind="sign",
        content={
            "sealed": dict(text.told.sealed),
            "working": {name: str(value) for name, value in text.told.working.items()},
            "danger": text.danger,
        },
        holders=holders_at(unit_id, unit.supervised_by),
        by=actor,
        at=now,
    )
    sign = Sign.objects.create(
        id=uuid4(),
        number=f"S-{now.year}-{next_number('sign', now.year):04d}",
        procedure=procedure,
        unit=unit_id,
        supervised_by=unit.supervised_by,
        taken_by=actor.user_id,
        came_at=now,
        sealed=sealed.id,
        lookup=code.lookup if code is not None else None,
        mailbox=box.id if box is not None else None,
    )
    vault.put_facts(procedure.lock, "sign", sign.id, facts)
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
        "observations": sorted(text.observations),
        "screening_prompted": prompt.screen,
        **({"child": text.child} if text.child else {}),
    }


def _about_the_person(facts: dict[str, Any]) -> dict[str, Any]:
    """Those facts of the sign that are facts of the case: channel, urgency, governorate, language."""
    country = pack()
    area = str(facts.get("area_pcode") or "")
    governorate = country.districts[area].parent if area in country.districts else area
    found = {"urgency": facts["urgency"], "channel": facts.get("channel", ""), "governorate": governorate}
    if facts["language"]:
        found["languages"] = [facts["language"]]
    return {name: value for name, value in found.items() if value}


def holders_at(unit_id: UUID, supervised_by: UUID | None) -> list[vault.Holder]:
    """The intake unit, and the unit that supervises it as soon as that one has a key."""
    holders = [vault.Holder("unit", unit_id)]
    if supervised_by is not None and vault.has_unit_key(supervised_by):
        holders.append(vault.Holder("unit", supervised_by))
    return holders


def text_of(actor: Actor, sign: Sign) -> SignText:
    """The text of a sign; leaves no line: that is the caller's act. Raises CannotOpen."""
    content, facts = vault.open_sealed(actor, sign.sealed), vault.get_facts("sign", sign.id)
    coded = {name: value for name, value in facts.items() if name not in _OWN_FACTS}
    return SignText(
        Told(coded, content["sealed"], content["working"]),
        content["danger"],
        tuple(facts.get("observations", ())),
        facts.get("language", ""),
        facts.get("child", ""),
    )


_OWN_FACTS = frozenset({"danger", "child", "language", "observations", "screening_prompted"})


@transaction.atomic
def open_sign(actor: Actor, sign: Sign, now: datetime) -> SignText:
    """What was told; the opening is in the trail, and the reporter's status says "read". Raises NotFound, CannotOpen."""
    if not queries.may_read(actor, sign):
        raise NotFound
    text = text_of(actor, sign)
    if sign.read_at is None:
        Sign.objects.filter(id=sign.id, read_at=None).update(read_at=now)
        sign.read_at = now
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
    sealed = vault.seal(
        lock=sign.procedure.lock,
        kind="reply",
        content={"text": text},
        holders=[*holders_at(sign.unit, sign.supervised_by), vault.mailbox(sign.mailbox)],
        by=actor,
        at=now,
    )
    return Reply.objects.create(id=uuid4(), sign=sign, sealed=sealed.id, written_by=actor.user_id, written_at=now).id


@transaction.atomic
def open_replies(actor: Actor, sign: Sign, now: datetime) -> list[tuple[Reply, str]]:
    """Answers and added words with their text, oldest first; the opening is in the trail. Raises NotFound, CannotOpen."""
    if not queries.may_read(actor, sign):
        raise NotFound
    replies = [(row, str(vault.open_sealed(actor, row.sealed)["text"])) for row in queries.replies_of(sign)]
    if replies:
        record(actor, "intake.replies_opened", sign.id, now, count=len(replies))
    return replies


def follow_by_code(typed: str, *, text: str, now: datetime) -> tuple[Sign, list[tuple[Reply, str]]] | None:
    """The sign that came with this code and what was written since, after `text` was added to it, if any.

    None for any other code, after the same work.
    """
    digits = vault.digits_of(typed)
    keys = vault.keys_of(digits)
    sign = queries.found_by_code(keys.lookup)
    if sign is None or sign.mailbox is None or not vault.is_well_formed(digits):
        return None
    if text:
        with transaction.atomic():
            reply = _reply(SYSTEM, sign, text, now)
            record(SYSTEM, "intake.reporter_added", sign.id, now, reply=reply)
    texts = []
    for row in queries.replies_of(sign):
        try:
            texts.append((row, str(vault.open_with_code(keys, sign.mailbox, row.sealed)["text"])))
        except CannotOpen:
            continue  # the lock of this record was destroyed: what it said is forgotten
    return sign, texts
