"""Letters that ask for overstay fines to be waived: drafted by a case manager, signed by Amal, answered on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from amana.cases import queries as case_queries
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.consent.commands import Said
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.demo.cast import Cast
from amana.demo.second_person import confirm_step
from amana.demo.shape import Life
from amana.demo.telling import again, in_drawers, made_up_scan, moment, territory_of
from amana.justice import commands as justice
from amana.justice import pack as justice_pack
from amana.justice import queries
from amana.justice.commands.steps import Entry
from amana.justice.pack_sections import WAIVER
from amana.steps.commands import Told
from amana.steps.rules import Paper
from amana.trust.actor import Actor
from amana.trust.commands import confirm_pack_value

COUNCIL = "supreme_judicial_council"
RELIEF = ["full", "exit_visa_without_fine"]
CAUSE = "احتفظ صاحب العمل بجواز السفر ولم يجدد الإقامة، ولم يُسمح للشخص بمراجعة الدائرة"


def vouch(cast: Cast, territory: str, now: datetime) -> int:
    """Confirms, as Sara, the fictional values that block a signature; returns how many. The others wait for her."""
    paths = [each.value.path for each in justice_pack.unsure_for(territory, RELIEF) if each.blocks]
    for path in paths:
        confirm_pack_value(cast["sara"], path=path, reason="Made up for the demonstration.", now=now)
    return len(paths)


def may_see(
    cast: Cast,
    manager: Actor,
    procedure: Procedure,
    said: Said,
    unit: str,
    sections: set[str],
    *,
    purpose: str,
    ends: datetime | None,
    at: datetime,
) -> UUID:
    """Gives people of a unit access to some sections, until a moment or until she withdraws it."""
    row = again(procedure)
    return consents.give_sections(
        manager,
        consents.About(row.id, row.lock),
        said,
        type="assistance" if purpose != "justice" else "share_with_justice",
        purpose=purpose,
        unit_id=cast.units[unit],
        sections=sections,
        sealeds=case_queries.texts_of_section(row, sections),
        expires_at=ends,
        now=at,
    )


SIGNATORY = {
    "ar": "أمل، مكتب العون القانوني (مختلَق)",
    "ckb": "ئەمەل، نووسینگەی یارمەتیی یاسایی (دروستکراو)",
    "en": "Amal, Legal Aid Bureau (made up)",
}
ANSWERS = ("granted_full", "granted_partial", "refused", "granted_full", "granted_full", "granted_full")


def choose_people(lives: Iterable[Life]) -> dict[int, str]:
    """Returns whose letters went to the council in the summer of 2019, and how each was answered."""
    federal = [each for each in lives if territory_of(each.governorate) == "IQ-FED"]
    return {life.number: answer for life, answer in zip(reversed(federal), ANSWERS, strict=False)}


@dataclass(frozen=True)
class Hands:
    """The people of a letter: the manager who drafts, the lawyer who signs, the second person."""

    manager: Actor
    lawyer: Actor
    second: Actor


def draft(hands: Hands, procedure: Procedure, at: datetime, *, fine: int = 0, language: str = "ar") -> queries.Letter:
    """Creates a draft with all that the file has, and a fine that was assessed where there is one."""
    row = again(procedure)
    known = justice.prefill_letter(hands.manager, row, language=language, now=at)
    known |= {
        "causal_explanation": CAUSE,
        "requested_relief": RELIEF,
        "signatory": SIGNATORY[language],
    }
    if fine:
        known |= {"assessed_fine": fine, "assessed_fine_document": "كتاب مختلَق رقم MADE-UP-118 من دائرة الإقامة"}
    told = in_drawers(WAIVER.of(pack()).fields, known)
    return justice.draft_letter(
        hands.manager, row, language=language, facts=told.facts, words={**told.sealed, **told.working}, now=at
    )


def pass_to_lawyer(hands: Hands, letter: queries.Letter, said: Said, at: datetime) -> None:
    """Gives the draft to the lawyer, with her agreement that the authority is notified."""
    justice.give_to_lawyer(hands.manager, letter, said=said, seen=letter.state, now=at)


def sign(hands: Hands, letter: queries.Letter, at: datetime) -> queries.Letter:
    """Signs it, after the lawyer has read it."""
    row = queries.letter(hands.lawyer, letter.id)
    justice.sign_letter(
        hands.lawyer, row, signed_on=day_of(at), signatory=SIGNATORY[row.language], seen=row.state, now=at
    )
    return queries.letter(hands.manager, letter.id)


def send(hands: Hands, letter: queries.Letter, at: datetime) -> queries.Letter:
    """Records that it was delivered to the council by hand."""
    told = _step_values("w4", sent_on=day_of(at).isoformat(), authority="Supreme Judicial Council", way="by_hand")
    return _step(hands, letter, "w4", Entry("case_manager", letter.state, told), at)


def record_answer(
    hands: Hands,
    letter: queries.Letter,
    transition: str,
    at: datetime,
    *,
    number: str,
    confirm: bool = True,
    **more: Any,
) -> queries.Letter:
    """Records the council's paper, compared by a second person with what was typed (unless that is still to do)."""
    paper = Paper(
        decided_on=day_of(at - timedelta(days=1)),
        authority="Supreme Judicial Council",
        number=number,
        scan=made_up_scan(f"Made up for the demonstration: {number}"),
        scan_name="answer.pdf",
    )
    entry = Entry(COUNCIL, letter.state, _step_values(transition, **more), paper=paper)
    taken = justice.record_letter_step(hands.manager, letter, transition, entry, now=at)
    if confirm:
        subject = justice.letter_in(again(letter.procedure), letter.id)
        confirm_step(hands.second, subject, taken, agree=True, now=at + timedelta(hours=2))
    return queries.letter(hands.manager, letter.id)


def record_execution(hands: Hands, letter: queries.Letter, at: datetime, how: str) -> None:
    """Records that the residence office has closed its book about the fine, with a paper to prove it."""
    told = _step_values("w10", executed_on=day_of(at).isoformat(), how=how)
    proof = ("proof.pdf", made_up_scan("Made up for the demonstration: the fine is settled"))
    _step(hands, letter, "w10", Entry("case_manager", letter.state, told, proof=proof), at)


def _step(hands: Hands, letter: queries.Letter, transition: str, entry: Entry, at: datetime) -> queries.Letter:
    justice.record_letter_step(hands.manager, letter, transition, entry, now=at)
    return queries.letter(hands.manager, letter.id)


def _step_values(transition: str, **values: Any) -> Told:
    return in_drawers(pack().machine("fine_waiver").transition(transition).required, values)


def replay(cast: Cast, hands: Hands, procedure: Procedure, said: Said, day: date, answer: str) -> None:
    """Creates a whole letter of 2019: drafted, read and signed by Amal, sent, received, answered, and executed."""

    def on(days: int) -> datetime:
        return moment(day + timedelta(days=days), 11)

    may_see(
        cast, hands.manager, procedure, said, "lawyers", {"identity", "legal"}, purpose="legal", ends=None, at=on(15)
    )
    letter = draft(hands, procedure, on(18), fine=500_000)
    pass_to_lawyer(hands, letter, said, on(19))
    letter = send(hands, sign(hands, letter, on(22)), on(24))
    letter = record_answer(hands, letter, "w5", on(26), number="MADE-UP-R")
    more: dict[str, Any] = {"amount_left": 120_000, "other_relief": ["exit_visa_without_fine"]}
    step_of = {each.to: each.id for each in pack().machine("fine_waiver").transitions if "acknowledged" in each.from_}
    told = more if answer == "granted_partial" else {}
    letter = record_answer(hands, letter, step_of[answer], on(50), number="MADE-UP-A", **told)
    how = {"granted_full": "cancelled", "granted_partial": "rest_paid", "refused": "paid_in_full"}[answer]
    record_execution(hands, letter, on(58), how)


def legal_papers(sign_on: date, months: int) -> dict[str, Any]:
    """Returns the legal section of somebody who came by a work visa and was never allowed to renew it."""
    entered = sign_on - timedelta(days=30 * months + 20)
    return {
        "visa_or_residence_type": "work",
        "entry_date": entered.isoformat(),
        "valid_until": (entered + timedelta(days=180)).isoformat(),
        "issuing_authority": "مديرية الإقامة (مختلَقة)",
        "status_summary": "Residence ended while the employer kept the passport.",
        "exploitation_period": f"{entered:%m/%Y} - {sign_on:%m/%Y}",
    }
