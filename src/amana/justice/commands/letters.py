"""A letter for the waiver of fines: drafting, changing, giving it to the lawyer, signing, opening."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries as case_queries
from amana.cases.commands.consenting import about_consent
from amana.cases.commands.opening import next_number
from amana.cases.models import Procedure, Step
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.queries import is_confirmed
from amana.countrypacks.values import Transition
from amana.errors import Conflict, NotFound
from amana.justice import queries, rules
from amana.justice.commands.sealing import seal_legal
from amana.justice.commands.steps import Entry, LetterSubject, check_agreed, enter
from amana.justice.errors import (
    CaseIsClosed,
    FineWithoutDocument,
    MoreDaysThanAll,
    NotADraft,
    NotEligible,
    SignatoryInOtherScript,
    SignedByAnother,
    SignedLater,
)
from amana.justice.letters import Heads, NoAddressee, compose, render
from amana.justice.letters import Letter as Page
from amana.justice.letters.letter import Language
from amana.justice.models import Letter
from amana.justice.pack import LETTER, addressee_name, as_read, day_in
from amana.justice.pack_sections import TARIFFS, WAIVER
from amana.justice.states import LetterState
from amana.justice.tariffs import overstay_days
from amana.steps.commands import Told
from amana.steps.errors import ConsentForStepMissing
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import decides, needs, require
from amana.trust.scripts import is_written_for
from amana.trust.trail import record, shown_on_conflict
from amana.vault.models import Sealed

_FROM_IDENTITY = {"full_name_as_in_passport": "full_name", "passport_no": "document_no"}
_FROM_LEGAL = ("visa_or_residence_type", "valid_until", "entry_date", "issuing_authority", "exploitation_period")
_NOT_YET = "—"


@needs("letters.draft")
def prefill_letter(actor: Actor, procedure: Procedure, *, language: str, now: datetime) -> dict[str, Any]:
    """Returns what the file holds for the form of a letter: opens identity and legal section, recorded in the audit log.

    Days are calculated up to today; what the file does not hold is left out. Raises NotFound, CannotOpen.
    """
    identity, _revision = cases.open_section(actor, procedure, "identity", now)
    legal, _revision = cases.open_section(actor, procedure, "legal", now)
    facts = case_queries.facts_of(procedure)
    today = day_of(now)
    known: dict[str, Any] = {name: identity.get(source) for name, source in _FROM_IDENTITY.items()}
    known |= {name: legal.get(name) for name in _FROM_LEGAL}
    known |= {"nationality": facts.get("nationality"), "territory": facts.get("territory")}
    state = pack().machine("procedure").state(procedure.identification).name.text(language)
    since = day_in(language, day_of(procedure.identification_since))
    known["identification_status_and_date"] = f"{state} ({since})"
    if legal.get("valid_until"):
        until = date.fromisoformat(str(legal["valid_until"]))
        began, ended = str(facts.get("exploitation_began") or ""), str(facts.get("exploitation_ended") or "")
        known["overstay_days"] = overstay_days(until, today)
        known["attributable_days"] = rules.attributable_days(until, today, began, ended)
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def _check_draft(facts: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    territory = facts.get("territory", "")
    if territory and territory not in WAIVER.of(pack()).addressee:
        options = {option.id: str(option.label) for option in pack().lists["territory"]}
        raise NoAddressee(field="territory", territory=options.get(territory, territory))
    if facts.get("assessed_fine") not in (None, "") and not words.get("assessed_fine_document"):
        raise FineWithoutDocument
    if int(facts.get("attributable_days") or 0) > int(facts.get("overstay_days") or 0):
        raise MoreDaysThanAll


def _add_gross(facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Returns the coded facts with the amount on which the tariffs agree; a range gives no amount."""
    kept = {name: value for name, value in facts.items() if name != "computed_gross_fine"}
    rows = rules.reckon(
        TARIFFS.of(pack()),
        str(facts.get("territory") or ""),
        day_of(now),
        overstay_days=int(facts.get("overstay_days") or 0),
        attributable_days=int(facts.get("attributable_days") or 0),
    )
    gross = rules.computed_gross(rows, pack().currency)
    return kept if gross is None else {**kept, "computed_gross_fine": gross}


@needs("letters.draft")
@transaction.atomic
def draft_letter(
    actor: Actor,
    procedure: Procedure,
    *,
    language: str,
    facts: Mapping[str, Any],
    words: Mapping[str, Any],
    now: datetime,
) -> Letter:
    """Saves a draft, sealed in the legal section. `facts` are the coded fields of the letter, `words` all others.

    Raises NotFound unless the case is the actor's own, NotEligible, CaseIsClosed, NoAddressee, FineWithoutDocument,
    MoreDaysThanAll; then nothing is written.
    """
    if require(actor, "letters.draft", procedure).ground == "consent":
        raise NotFound
    if procedure.identification not in WAIVER.of(pack()).eligible:
        raise NotEligible
    if queries.is_closed(procedure):
        raise CaseIsClosed
    _check_draft(facts, words)
    content = {"fields": {**words, "case_reference": case_queries.reference(procedure)}}
    text = seal_legal(actor, procedure, kind="letter", content=content, now=now)
    row = Letter.objects.create(
        id=uuid4(),
        procedure=procedure,
        state=pack().machine(LETTER).tracks[LETTER].initial,
        state_since=now,
        language=language,
        text=text.id,
        hands=[str(actor.user_id)],
        drafted_by=actor.user_id,
        drafted_at=now,
        office=procedure.organisation,
    )
    vault.facts.put(procedure.lock, "letter", row.id, _add_gross(facts, now))
    record(actor, "justice.letter_drafted", procedure.id, now, letter=row.id)
    return row


@needs("letters.draft")
@shown_on_conflict("justice.letter_opened")
def change_letter(
    actor: Actor,
    letter: Letter,
    *,
    language: str,
    facts: Mapping[str, Any],
    words: Mapping[str, Any],
    revision: int,
    now: datetime,
) -> int:
    """Changes the draft. Returns its new revision. Authors of any revision may not sign the letter.

    Raises Conflict with both texts when somebody saved after `revision`, NotADraft, and what `draft_letter` raises.
    """
    require(actor, "letters.draft", letter)
    row = Letter.objects.select_for_update().get(id=letter.id)
    if row.state != LetterState.DRAFT:
        raise NotADraft
    _check_draft(facts, words)
    before = queries.letter_facts(row)
    fields = {**words, "case_reference": case_queries.reference(row.procedure)}
    try:
        changed = vault.texts.reseal(actor, row.text, {"fields": fields}, revision=revision, at=now)
    except Conflict as conflict:
        raise Conflict(
            theirs={**before, **conflict.theirs["fields"]},
            mine={**facts, **words},
            revision=conflict.details["revision"],
        ) from conflict
    row.language = language
    row.hands = sorted({*row.hands, str(actor.user_id)})
    row.revision += 1
    row.save(update_fields=["language", "hands", "revision"])
    vault.facts.put(row.procedure.lock, "letter", row.id, _add_gross(facts, now))
    record(actor, "justice.letter_changed", row.procedure_id, now, letter=row.id, revision=changed.revision)
    return changed.revision


@transaction.atomic
@decides("cases.read", on_record=True)
def open_letter(actor: Actor, letter: Letter, now: datetime) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Returns (words, coded facts, revision) of a letter, and records the opening. Raises NotFound, CannotOpen."""
    _may_open(actor, letter)
    sealed = Sealed.objects.get(id=letter.text)
    words: dict[str, Any] = vault.texts.open_text(actor, sealed)["fields"]
    record(actor, "justice.letter_opened", letter.procedure_id, now, letter=letter.id)
    return words, queries.letter_facts(letter), sealed.revision


def _may_open(actor: Actor, letter: Letter) -> None:
    verbs = [verb for verb in ("letters.draft", "letters.review", "letters.record", "cases.review") if actor.can(verb)]
    if not verbs:
        raise NotFound
    require(actor, "cases.read", letter)


def _step_values(transition: Transition, facts: Mapping[str, Any], words: Mapping[str, Any]) -> Told:
    """Returns the values that a step requires, from the letter itself."""
    values = {**words, **facts}
    drawers: dict[str, dict[str, Any]] = {"facts": {}, "sealed": {}, "working": {}}
    for field in transition.required:
        if values.get(field.id) not in (None, "", []):
            drawers[field.kept][field.id] = values[field.id]
    return Told(drawers["facts"], drawers["sealed"], drawers["working"])


def _transition_to(state: str, start: str) -> Transition:
    """Returns the step of the pack that leads a letter from `start` to `state`."""
    return next(step for step in pack().machine(LETTER).transitions if step.to == state and start in step.from_)


@needs("letters.draft")
@transaction.atomic
def give_to_lawyer(actor: Actor, letter: Letter, *, said: consents.Said | None, seen: str, now: datetime) -> Step:
    """Gives the draft to the lawyer, with the consent that names its addressee.

    `said` is the person's answer where none is valid yet for this addressee. Raises ConsentForStepMissing,
    StepIncomplete with the fields still empty, PlaceMoved; then nothing is written.
    """
    require(actor, "letters.draft", letter)
    row = Letter.objects.select_for_update().get(id=letter.id)
    transition = _transition_to(LetterState.LEGAL_REVIEW, LetterState.DRAFT)
    words, facts, revision = open_letter(actor, row, now)
    agreed = queries.agreed_to_inform(row, now)
    row.consent = agreed.id if agreed else None
    if row.consent is None:
        if said is None:
            raise ConsentForStepMissing
        about = about_consent(row.procedure)
        territory = str(facts.get("territory") or "")
        row.consent = consents.agree(
            actor, about, said, type=queries.INFORM, purpose="authority", expires_at=None, now=now,
            scope={"territory": territory, "addressee_name": addressee_name(territory)},
        )  # fmt: skip
    words["consent_id"] = consent.agreement_reference(row.consent)
    vault.texts.reseal(actor, row.text, {"fields": words}, revision=revision, at=now)
    row.hands = sorted({*row.hands, str(actor.user_id)})
    row.save(update_fields=["consent", "hands"])
    entry = Entry(decided_by="case_manager", seen=seen, told=_step_values(transition, facts, words))
    return enter(actor, LetterSubject(row), transition.id, entry, now=now)


@needs("letters.review")
@transaction.atomic
def sign_letter(actor: Actor, letter: Letter, *, signed_on: date, signatory: str, seen: str, now: datetime) -> Step:
    """Numbers the letter, and seals its page as it was signed.

    Raises SignedByAnother for anybody who worked on the draft, SignedLater, ConsentEnded, AddresseeNotAgreed,
    SignatoryInOtherScript, Unconfirmed with the paths that nobody confirmed, Incomplete, PlaceMoved; then nothing is
    written and no number is used.
    """
    require(actor, "letters.review", letter)
    row = Letter.objects.select_for_update().get(id=letter.id)
    if not rules.may_sign(actor.user_id, frozenset(row.hands)):
        raise SignedByAnother
    if signed_on > day_of(now):
        raise SignedLater
    check_agreed(row, now)
    if not is_written_for(row.language, signatory):
        raise SignatoryInOtherScript
    words, facts, revision = open_letter(actor, row, now)
    words["signatory"] = signatory
    vault.texts.reseal(actor, row.text, {"fields": words}, revision=revision, at=now)
    row.number = rules.letter_number(pack().country.iso2, signed_on.year, next_number("waiver", signed_on.year))
    row.office, row.signed_by, row.signed_at = actor.organisation_id, actor.user_id, now
    transition = _transition_to(LetterState.SIGNED, LetterState.LEGAL_REVIEW)
    page = _compose(row, words, facts, signed_on=signed_on, specimen=False)
    if trust.is_demo():
        page = _compose(row, words, facts, signed_on=signed_on, specimen=True)
    row.signed_page = seal_legal(actor, row.procedure, kind="letter_page", content=render(page), now=now).id
    row.save(update_fields=["number", "office", "signed_by", "signed_at", "signed_page"])
    told = Told({"signed_on": signed_on.isoformat()}, {}, {"signatory": signatory, "letter_number": row.number})
    entry = Entry(decided_by="legal_counsel", seen=seen, told=told)
    return enter(actor, LetterSubject(row), transition.id, entry, now=now)


@decides("cases.read", on_record=True)
def page_of(actor: Actor, letter: Letter, now: datetime) -> tuple[str, bytes]:
    """Returns (file name, PDF) of a letter: the signed page, or the draft as a specimen; records the opening.

    The file name contains no person's name. Raises NotFound, CannotOpen, Incomplete while a field is empty, and for a
    signed letter that is not sent yet ConsentEnded and AddresseeNotAgreed.
    """
    if letter.signed_page is not None:
        _may_open(actor, letter)
        if letter.state == LetterState.SIGNED:
            check_agreed(letter, now)
        page = vault.texts.open_bytes(actor, letter.signed_page)
        record(actor, "justice.letter_opened", letter.procedure_id, now, letter=letter.id)
        return f"{letter.number}.pdf", page
    words, facts, _revision = open_letter(actor, letter, now)
    shown = dict.fromkeys(("consent_id", "signatory"), _NOT_YET) | words
    return "specimen.pdf", render(_compose(letter, shown, facts, signed_on=None, specimen=True))


def _compose(
    letter: Letter, words: Mapping[str, Any], facts: Mapping[str, Any], *, signed_on: date | None, specimen: bool
) -> Page:
    language = cast("Language", letter.language)
    return compose(
        pack(),
        as_read({**words, **facts}, language),
        language=language,
        territory=str(facts.get("territory", "")),
        relief=[each for each in WAIVER.of(pack()).requests if each in (facts.get("requested_relief") or [])],
        heads=_heads(letter.office, language),
        number=letter.number or _NOT_YET,
        date=day_in(language, signed_on) if signed_on else _NOT_YET,
        may_print=is_confirmed,
        specimen=specimen,
    )


def _heads(office: UUID, language: str) -> Heads:
    """Returns the letterhead in the letter's language, and in another one next to it."""
    with translation.override(language):
        name = trust.organisation(office).name
    with translation.override("ar" if language == "en" else "en"):
        beside = trust.organisation(office).name
    return Heads((name,), (beside,) if beside != name else ())


@needs("letters.record")
@transaction.atomic
def remind(actor: Actor, letter: Letter, *, now: datetime) -> None:
    """Records that the council was asked again; the next reminder counts from now. Raises NotFound without a ground."""
    require(actor, "letters.record", letter)
    Letter.objects.filter(id=letter.id, state__in=rules.AWAITING_ANSWER).update(reminded_at=now)
    record(actor, "justice.letter_reminded", letter.procedure_id, now, letter=letter.id)
