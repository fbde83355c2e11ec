"""Steps of letters and proceedings: the state machines of the pack, through `cases.take_step`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases import commands as cases
from amana.cases.models import Attachment, Procedure, Step
from amana.cases.subjects import Subject
from amana.consent.commands import Said
from amana.countrypacks import pack
from amana.countrypacks.values import Transition
from amana.errors import NotFound
from amana.justice import queries
from amana.justice.commands.sealing import SECTION, share_with_agreed
from amana.justice.errors import AddresseeNotAgreed, ConsentEnded, NotSigned
from amana.justice.models import Letter, Proceeding
from amana.justice.pack import LETTER, PROCEEDING, addressee_read
from amana.justice.states import LetterState
from amana.steps.commands import Told, take_step
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor
from amana.trust.authorise import decides, needs, part_of_a_command, require
from amana.trust.capabilities import CapabilityId
from amana.vault.models import Sealed


class LetterSubject:
    """A letter as the subject of a step."""

    machine_name = LETTER

    def __init__(self, letter: Letter) -> None:
        self.letter = letter

    @property
    def id(self) -> UUID:
        """The id of the letter."""
        return self.letter.id

    @property
    def procedure(self) -> Procedure:
        """The procedure that the letter belongs to."""
        return self.letter.procedure

    def places(self) -> Mapping[str, str]:
        """The letter's place."""
        return {LETTER: self.letter.state}

    def set_place(self, track: str, state: str, at: datetime) -> None:
        """Moves the letter to this place; without a number it never counts as signed."""
        row = self.letter
        if state == LetterState.SIGNED and row.number is None:
            raise NotSigned
        row.state, row.state_since = state, at
        if state == LetterState.SENT:
            row.sent_at = at
        row.revision += 1
        row.save(update_fields=["state", "state_since", "sent_at", "revision"])

    def lock_again(self) -> "LetterSubject":
        """Reads the letter again, locked for update."""
        return LetterSubject(Letter.objects.select_for_update().get(id=self.letter.id))


class ProceedingSubject:
    """A proceeding as the subject of a step."""

    machine_name = PROCEEDING

    def __init__(self, proceeding: Proceeding) -> None:
        self.proceeding = proceeding

    @property
    def id(self) -> UUID:
        """The id of the proceeding."""
        return self.proceeding.id

    @property
    def procedure(self) -> Procedure:
        """The procedure that it runs alongside."""
        return self.proceeding.procedure

    def places(self) -> Mapping[str, str]:
        """The proceeding's place."""
        return {PROCEEDING: self.proceeding.state}

    def set_place(self, track: str, state: str, at: datetime) -> None:
        """Moves the proceeding to this place; one that has ended has no hearing to come."""
        row = self.proceeding
        row.state, row.state_since = state, at
        if state in pack().machine(PROCEEDING).tracks[PROCEEDING].terminal:
            row.next_hearing = None
        row.revision += 1
        row.save(update_fields=["state", "state_since", "next_hearing", "revision"])

    def lock_again(self) -> "ProceedingSubject":
        """Reads the proceeding again, locked for update."""
        return ProceedingSubject(Proceeding.objects.select_for_update().get(id=self.proceeding.id))


def letter_in(procedure: Procedure, letter_id: UUID) -> LetterSubject:
    """Returns the letter of a procedure as a subject. Raises NotFound."""
    found = Letter.objects.filter(procedure=procedure, id=letter_id).first()
    if found is None:
        raise NotFound
    return LetterSubject(found)


def proceeding_in(procedure: Procedure, proceeding_id: UUID) -> ProceedingSubject:
    """Returns the proceeding of a procedure as a subject. Raises NotFound."""
    found = Proceeding.objects.filter(procedure=procedure, id=proceeding_id).first()
    if found is None:
        raise NotFound
    return ProceedingSubject(found)


@dataclass(frozen=True)
class Entry:
    """The input of a step: who decided, the field values, the paper or the word, a proof as (name, bytes)."""

    decided_by: str
    seen: str
    told: Told
    paper: Paper | None = None
    word: Word | None = None
    said: Said | None = None
    proof: tuple[str, bytes] | None = None


@part_of_a_command
def enter(actor: Actor, subject: Subject, transition_id: str, entry: Entry, *, now: datetime) -> Step:
    """Records the step with its words in the legal section, also for units that she lets into it.

    What the paper or the word says fills the fields of the same name. Raises what `take_step` raises.
    """
    machine = pack().machine(subject.machine_name)
    known = {step.id: step for step in machine.transitions}
    told = complete_values(entry, known[transition_id]) if transition_id in known else entry.told
    with transaction.atomic():
        proof = _proof(actor, subject.procedure, entry, now)
        step = take_step(
            actor, subject, transition_id, told=told, decided_by=entry.decided_by, seen=entry.seen, now=now,
            paper=entry.paper, word=entry.word, said=entry.said, section=SECTION,
        )  # fmt: skip
        if proof is not None and step.scan is None:
            step.scan = proof.id
            step.save(update_fields=["scan"])
        scans = Attachment.objects.filter(id__in=[step.scan] if step.scan else []).values_list("sealed", flat=True)
        texts = Sealed.objects.filter(id__in=[step.sealed, *scans])
        share_with_agreed(actor, subject.procedure, texts, now)
    return step


def _proof(actor: Actor, procedure: Procedure, entry: Entry, now: datetime) -> Attachment | None:
    if entry.proof is None:
        return None
    name, content = entry.proof
    return cases.attach(actor, procedure, section=SECTION, name=name, content=content, now=now)


def complete_values(entry: Entry, transition: Transition) -> Told:
    """Returns the field values, completed from the paper, the word or the proof."""
    filled: dict[str, str] = {}
    if entry.paper is not None:
        filled |= {
            "decided_on": entry.paper.decided_on.isoformat(),
            "authority": entry.paper.authority,
            "number": entry.paper.number,
            "scan_id": entry.paper.scan_name or "scan",
            "said_on": entry.paper.decided_on.isoformat(),
        }
    if entry.word is not None:
        filled["said_on"] = entry.word.said_on.isoformat()
    if entry.proof is not None:
        filled["proof"] = entry.proof[0] or "scan"
    drawers: dict[str, dict[str, object]] = {
        "facts": dict(entry.told.facts), "sealed": dict(entry.told.sealed), "working": dict(entry.told.working),
    }  # fmt: skip
    for field in transition.required:
        if field.id in filled and not entry.told.has(field.id):
            drawers[field.kept][field.id] = filled[field.id]
    return replace(entry.told, **drawers)


@decides("letters.record", "cases.review", on_record=True)
def record_letter_step(actor: Actor, letter: Letter, transition_id: str, entry: Entry, *, now: datetime) -> Step:
    """Takes a step of a letter other than signing it. Nothing is sent to an addressee to whom the person has not agreed.

    Raises NotFound without a ground, NotSigned, ConsentEnded, AddresseeNotAgreed, and what `take_step` raises.
    """
    _require_ground(actor, letter)
    target = {step.id: step.to for step in pack().machine(LETTER).transitions}.get(transition_id)
    if target == LetterState.SIGNED:
        raise NotSigned
    if target == LetterState.SENT:
        check_agreed(letter, now)
    return enter(actor, LetterSubject(letter), transition_id, entry, now=now)


def check_agreed(row: Letter, now: datetime) -> None:
    """Checks that the person agrees to inform this addressee.

    Raises ConsentEnded where her answer was withdrawn or expired, AddresseeNotAgreed where it names another addressee.
    """
    if queries.agreed_to_inform(row, now) is not None:
        return
    if queries.agreed_for_another(row, now):
        raise AddresseeNotAgreed(addressee=addressee_read(str(queries.letter_facts(row).get("territory") or "")))
    raise ConsentEnded


def _require_ground(actor: Actor, letter: Letter) -> None:
    """Requires the ground for the step: supervisors may withdraw a letter; all others record it."""
    verb: CapabilityId = "letters.record" if actor.can("letters.record") else "cases.review"
    require(actor, verb, letter)


@needs("proceedings.record")
def record_proceeding_step(
    actor: Actor, proceeding: Proceeding, transition_id: str, entry: Entry, *, now: datetime
) -> Step:
    """Takes a step of a proceeding. Raises NotFound without a ground, and what `take_step` raises."""
    require(actor, "proceedings.record", proceeding)
    return enter(actor, ProceedingSubject(proceeding), transition_id, entry, now=now)
