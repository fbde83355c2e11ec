"""What the scenes of this room share: a case, a lawyer whom she lets into its legal section, a draft on its way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from amana.cases import queries as case_queries
from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.consent.commands import About, Said
from amana.justice import commands
from amana.justice.commands.requests import Asked
from amana.justice.commands.steps import Entry
from amana.justice.models import JudgeRequest, Letter
from amana.steps import commands as steps
from amana.steps.commands import Told
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step

SAID = Said(language="am", how="written")
FACTS: dict[str, Any] = {
    "nationality": "ET",
    "visa_or_residence_type": "work",
    "territory": "IQ-FED",
    "overstay_days": 411,
    "attributable_days": 399,
    "assessed_fine": 4200000,
    "requested_relief": ["full", "exit_visa_without_fine"],
}
WORDS: dict[str, Any] = {
    "full_name_as_in_passport": "SELAM TESFAYE",
    "passport_no": "EP1234567",
    "valid_until": "2025-02-06",
    "entry_date": "2024-02-01",
    "issuing_authority": "مديرية شؤون الإقامة",
    "exploitation_period": "2024 - 2026",
    "causal_explanation": "لم تكن وثائقها في حوزتها.",
    "identification_status_and_date": "ضحية مفترضة منذ 12 آذار 2026",
    "assessed_fine_document": "كتاب مديرية شؤون الإقامة 44 في 3 آذار 2026",
    "signatory": "مركز حواء",
}


def case_with_lawyer(world: World) -> Procedure:
    """A case of Rawan's whose legal section Amal's unit may see for ninety days."""
    case = world.case()
    consents.give_sections(
        world.rawan,
        About(case.id, case.lock),
        SAID,
        type="assistance",
        purpose="legal",
        unit_id=world.units["lawyers"],
        sections={"legal"},
        sealeds=case_queries.texts_of_section(case, {"legal"}),
        expires_at=world.now + timedelta(days=90),
        now=world.now,
    )
    return case


def draft(world: World, case: Procedure, **changed: Any) -> Letter:
    """Rawan's draft; `changed` are fields of the letter."""
    facts = {**FACTS, **{name: value for name, value in changed.items() if name in FACTS}}
    words = {**WORDS, **{name: value for name, value in changed.items() if name in WORDS}}
    return commands.draft_letter(world.rawan, case, language="ar", facts=facts, words=words, now=world.now)


def given(world: World, case: Procedure, **changed: Any) -> Letter:
    """The letter lies with the lawyer, and she agreed that an authority is informed."""
    letter = draft(world, case, **changed)
    commands.give_to_lawyer(world.rawan, letter, said=SAID, seen="draft", now=world.now)
    return fresh(letter)


def sign(world: World, letter: Letter, actor: Actor | None = None) -> Letter:
    """Amal, or another actor, signs; success and refusals share this."""
    commands.sign_letter(
        actor or world.amal,
        letter,
        signed_on=world.today,
        signatory="المحامية أمل",
        seen="legal_review",
        now=world.now,
    )
    return fresh(letter)


def sent(world: World) -> Letter:
    """A signed letter on its way to the council."""
    letter = sign(world, given(world, case_with_lawyer(world)))
    told = Told({"sent_on": world.today.isoformat(), "way": "by_hand"}, {"authority": "SJC"})
    commands.record_letter_step(world.rawan, letter, "w4", Entry("case_manager", "signed", told), now=world.now)
    return fresh(letter)


def answer(world: World, letter: Letter, transition: str, **facts: Any) -> Step:
    """The council's answer on paper, recorded by Rawan."""
    paper = Paper(world.today, "Supreme Judicial Council", "77/2026", PDF, "answer.pdf")
    entry = Entry("supreme_judicial_council", letter.state, Told(facts), paper=paper)
    return commands.record_letter_step(world.rawan, letter, transition, entry, now=world.now)


def withdraw(world: World, letter: Letter, actor: Actor | None = None) -> Step:
    """The person takes the letter back, by word."""
    entry = Entry("person", letter.state, Told(), word=Word(world.today, "signed"))
    return commands.record_letter_step(actor or world.rawan, letter, "w11", entry, now=world.now)


def asked_for_judge(world: World) -> Procedure:
    """A case in which formal identification was asked for, by her own word and with a second person."""
    case = world.case()
    facts = {"fi_request_min_data": True, "lawyer_or_waiver": "lawyer"}
    step = steps.take_step(
        world.rawan,
        ProcedureSubject(case),
        "t13",
        told=Told(facts),
        decided_by="person",
        seen="presumed",
        word=Word(world.today, "signed"),
        said=SAID,
        now=world.now,
    )
    confirm_step(world.nasrin, ProcedureSubject(case), step, agree=True, now=world.now)
    return Procedure.objects.get(id=case.id)


def request(world: World, case: Procedure, actor: Actor | None = None, **changed: Any) -> JudgeRequest:
    """The request to Judge Hiwa's court; success and refusals share this."""
    asked = Asked(
        world.units["court"],
        frozenset({"full_name", "nationality", "presumption_date", "evidence_list"}),
        {"evidence_list": "three payslips"},
        world.now + timedelta(days=60),
    )
    return commands.send_request(actor or world.rawan, case, replace(asked, **changed), said=SAID, now=world.now)


def fresh(letter: Letter) -> Letter:
    """The letter as it stands now."""
    return Letter.objects.get(id=letter.id)


def judge_of_another_court(world: World) -> Actor:
    """A judge whose unit is no court that was asked."""
    return replace(world.hiwa, unit_id=world.units["relief_team"], unit_ids=frozenset({world.units["relief_team"]}))
