"""A letter for the waiver of fines from draft to answer: who drafts, who signs, what holds it back, what is printed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from amana.cases import queries as case_queries
from amana.cases.models import Procedure, Step
from amana.consent import commands as consents
from amana.countrypacks import commands as confirmations
from amana.countrypacks.errors import NotATransition
from amana.errors import Conflict, NotAllowed, NotFound
from amana.justice import commands, queries
from amana.justice.commands.steps import Entry, LetterSubject
from amana.justice.errors import (
    ConsentEnded,
    FineWithoutDocument,
    MoreDaysThanAll,
    NotEligible,
    NotSigned,
    SignedByAnother,
)
from amana.justice.letters import NoAddressee, Unconfirmed
from amana.justice.models import Letter
from amana.justice.tests.scenes import (
    FACTS,
    SAID,
    WORDS,
    answer,
    case_with_lawyer,
    draft,
    fresh,
    given,
    sent,
    sign,
    withdraw,
)
from amana.my_day import day_of
from amana.printing.tests.reading import read
from amana.printing.wording import arabic_digits
from amana.steps.commands import Told
from amana.steps.errors import ConditionsUnmet, ConsentForStepMissing, PaperMissing, SecondPersonMissing
from amana.trust.models import Line
from amana.vault.models import Instance
from tests.access.crawl import links_of
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step
from tests.world import Desk

pytestmark = pytest.mark.poppler  # letters are read back with it


def test_a_lawyer_signs_what_a_case_manager_drafted_and_the_number_is_given(world: World) -> None:
    letter = sign(world, given(world, case_with_lawyer(world)))
    assert letter.state == "signed"
    assert letter.number == f"IQ-W-{world.year}-0001"
    assert letter.signed_by == world.amal.user_id


def test_who_had_a_hand_in_the_draft_does_not_sign(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    both = replace(world.rawan, roles=world.rawan.roles | {"legal_counsel"})
    with pytest.raises(SignedByAnother):
        sign(world, letter, both)
    assert (fresh(letter).state, fresh(letter).number) == ("legal_review", None)
    assert sign(world, letter).state == "signed"


def test_a_case_manager_alone_cannot_sign(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    with pytest.raises(NotAllowed):
        sign(world, letter, world.rawan)


def test_nobody_signs_around_the_page_where_the_number_is_given(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    with pytest.raises(NotSigned):
        commands.record_letter_step(
            world.amal, letter, "w3", Entry("legal_counsel", "legal_review", Told()), now=world.now
        )
    told = Told({"signed_on": "2026-01-01"}, {}, {"signatory": "x", "letter_number": "x"})
    with pytest.raises(NotSigned):
        commands.enter(
            world.amal, LetterSubject(letter), "w3", Entry("legal_counsel", "legal_review", told), now=world.now
        )
    assert fresh(letter).state == "legal_review"


def test_what_nobody_confirmed_holds_the_signature_back(world: World) -> None:
    letter = given(world, case_with_lawyer(world), territory="IQ-KRI")
    with pytest.raises(Unconfirmed) as stopped:
        sign(world, letter)
    assert stopped.value.details == {"paths": "waiver.addressee.IQ-KRI"}
    assert fresh(letter).state == "legal_review"
    assert world.sara.user_id is not None
    confirmations.confirm_value(
        world.sara.user_id, "waiver.addressee.IQ-KRI", "looked up, made up", world.now, made_up=True
    )
    assert sign(world, letter).state == "signed"


def test_without_her_agreement_the_letter_stays(world: World) -> None:
    case = case_with_lawyer(world)
    letter = draft(world, case)
    with pytest.raises(ConsentForStepMissing):
        commands.give_to_lawyer(world.rawan, letter, said=None, seen="draft", now=world.now)
    assert fresh(letter).state == "draft"
    commands.give_to_lawyer(world.rawan, letter, said=SAID, seen="draft", now=world.now)
    letter = fresh(letter)
    assert letter.consent is not None
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=letter.consent, now=world.now)
    with pytest.raises(ConsentEnded):
        sign(world, letter)
    assert fresh(letter).state == "legal_review"


def test_a_letter_needs_a_presumption(world: World) -> None:
    case = world.case()
    Procedure.objects.filter(id=case.id).update(identification="other_protection")
    with pytest.raises(NotEligible):
        draft(world, Procedure.objects.get(id=case.id))
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"assessed_fine_document": ""}, FineWithoutDocument),
        ({"attributable_days": 412}, MoreDaysThanAll),
        ({"territory": "IQ-DISPUTED"}, NoAddressee),
    ],
)
def test_a_refused_draft_keeps_nothing(world: World, changed: dict[str, object], refusal: type[Exception]) -> None:
    case = world.case()
    with pytest.raises(refusal):
        draft(world, case, **changed)
    assert not Letter.objects.exists()


def test_two_people_who_change_one_draft_both_keep_their_text(world: World) -> None:
    letter = draft(world, world.case())
    _words, _facts, revision = commands.open_letter(world.rawan, letter, world.now)
    change: dict[str, Any] = {"language": "ar", "facts": FACTS, "revision": revision, "now": world.now}
    commands.change_letter(world.rawan, letter, words={**WORDS, "causal_explanation": "first"}, **change)
    with pytest.raises(Conflict) as stopped:
        commands.change_letter(world.rawan, letter, words={**WORDS, "causal_explanation": "second"}, **change)
    assert stopped.value.theirs["causal_explanation"] == "first"
    assert stopped.value.mine["causal_explanation"] == "second"


def test_a_waiver_on_paper_waits_for_a_second_person_and_becomes_a_milestone(world: World) -> None:
    letter = sent(world)
    step = answer(world, letter, "w6")
    assert (step.state, fresh(letter).state) == ("waits", "sent")
    assert case_queries.milestones_of(letter.procedure) == []
    with pytest.raises(SecondPersonMissing):
        confirm_step(world.rawan, LetterSubject(letter), step, agree=True, now=world.now)
    confirm_step(world.nasrin, LetterSubject(letter), step, agree=True, now=world.now)
    assert fresh(letter).state == "granted_full"
    [(_at, facts)] = case_queries.milestones_of(letter.procedure)
    assert facts["kind"] == "waiver_granted_full"


def test_the_page_of_a_letter_leads_to_the_entry_those_alone_who_may_confirm_it(world: World, desk: Desk) -> None:
    letter = sent(world)
    answer(world, letter, "w6")
    page, second = (
        reverse("justice:letter", args=[letter.id]),
        reverse("cases:second_person", args=[letter.procedure_id]),
    )
    leads = {
        who: second in {link.address for link in links_of(desk(who).get(page).content.decode(), page)}
        for who in ("rawan", "nasrin")
    }
    assert leads == {"rawan": False, "nasrin": True}
    assert desk("nasrin").get(second).status_code == 200


def test_the_council_is_never_quoted_without_its_paper(world: World) -> None:
    letter = sent(world)
    with pytest.raises(PaperMissing):
        commands.record_letter_step(
            world.rawan, letter, "w6", Entry("supreme_judicial_council", "sent", _said_on_paper(world)), now=world.now
        )
    assert fresh(letter).state == "sent"


def _said_on_paper(world: World) -> Told:
    return Told({"decided_on": world.today.isoformat()}, {"authority": "SJC", "number": "1"}, {"scan_id": "x"})


def test_a_letter_is_carried_out_with_its_proof(world: World) -> None:
    letter = sent(world)
    step = answer(world, letter, "w6")
    confirm_step(world.nasrin, LetterSubject(letter), step, agree=True, now=world.now)
    told = Told({"executed_on": world.today.isoformat(), "how": "cancelled"})
    entry = Entry("case_manager", "granted_full", told, proof=("proof.pdf", PDF))
    done = commands.record_letter_step(world.rawan, fresh(letter), "w10", entry, now=world.now)
    assert (done.state, fresh(letter).state) == ("done", "executed")
    assert done.scan is not None


def test_a_refused_letter_is_carried_out_only_where_the_fine_was_settled_otherwise(world: World) -> None:
    letter = sent(world)
    Letter.objects.filter(id=letter.id).update(state="refused")

    def carry_out(how: str) -> Step:
        told = Told({"executed_on": world.today.isoformat(), "how": how})
        entry = Entry("case_manager", "refused", told, proof=("proof.pdf", PDF))
        return commands.record_letter_step(world.rawan, fresh(letter), "w10", entry, now=world.now)

    for how in ("cancelled", "rest_paid"):
        with pytest.raises(ConditionsUnmet):
            carry_out(how)
    assert fresh(letter).state == "refused"
    assert carry_out("paid_in_full").state == "done"


@pytest.mark.parametrize("who", ["rawan", "amal", "nasrin"])
def test_her_withdrawal_counts_from_the_entry(world: World, who: str) -> None:
    letter = sent(world)
    step = withdraw(world, letter, getattr(world, who))
    assert (step.state, fresh(letter).state) == ("done", "withdrawn")
    assert step.confirm_due is not None


def test_nothing_leaves_a_letter_that_was_withdrawn(world: World) -> None:
    letter = draft(world, world.case())
    withdraw(world, letter)
    with pytest.raises(NotATransition):
        commands.give_to_lawyer(world.rawan, fresh(letter), said=SAID, seen="withdrawn", now=world.now)


def test_the_page_holds_name_and_assessed_amount_and_says_that_it_is_a_specimen(world: World) -> None:
    letter = sign(world, given(world, case_with_lawyer(world)))
    name, pdf = commands.page_of(world.amal, letter, world.now)
    text = read(pdf)
    assert name == f"{letter.number}.pdf"
    assert "SELAM TESFAYE" in text and "EP1234567" in text
    assert arabic_digits("4,200,000") in text
    assert "نموذج" in text
    assert str(letter.number) in text


def test_where_people_are_real_only_the_draft_is_a_specimen(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    Instance.objects.update(demo=False)
    assert "نموذج" in read(commands.page_of(world.amal, letter, world.now)[1])
    assert "نموذج" not in read(commands.page_of(world.amal, sign(world, letter), world.now)[1])


def test_an_unsigned_letter_is_shown_as_a_specimen_without_a_number(world: World) -> None:
    letter = draft(world, world.case())
    name, pdf = commands.page_of(world.rawan, letter, world.now)
    assert name == "specimen.pdf"
    assert "نموذج" in read(pdf)
    assert "IQ-W-" not in read(pdf)


def test_every_opening_of_a_letter_is_in_the_trail(world: World) -> None:
    letter = draft(world, world.case())
    before = Line.objects.filter(verb="justice.letter_opened").count()
    commands.page_of(world.rawan, letter, world.now)
    assert Line.objects.filter(verb="justice.letter_opened").count() == before + 1


def test_the_lawyer_loses_the_letter_when_she_withdraws(world: World) -> None:
    case = case_with_lawyer(world)
    letter = given(world, case)
    assert queries.letter(world.amal, letter.id) == letter
    [agreed] = queries.legal_agreements(case, world.now)
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=agreed.id, now=world.now)
    assert not queries.letters_for(world.amal).exists()
    with pytest.raises(NotFound):
        queries.letter(world.amal, letter.id)


def test_a_partner_who_sees_the_legal_section_reads_and_only_a_lawyer_records(world: World) -> None:
    letter = sent(world)
    case = letter.procedure
    consents.give_sections(
        world.rawan, consents.About(case.id, case.lock), SAID, type="assistance", purpose="assistance",
        unit_id=world.units["relief_team"], sections={"legal"},
        sealeds=case_queries.texts_of_section(case, {"legal"}), expires_at=world.now + timedelta(days=30),
        now=world.now,
    )  # fmt: skip
    assert queries.letter(world.yusuf, letter.id) == letter
    with pytest.raises(NotFound):
        withdraw(world, letter, world.yusuf)
    assert fresh(letter).state == "sent"
    assert withdraw(world, letter, world.amal).state == "done"


@pytest.mark.parametrize("who", ["yusuf", "shilan", "sara", "karwan", "hiwa", "omar"])
def test_strangers_find_no_letter(world: World, who: str) -> None:
    letter = given(world, case_with_lawyer(world))
    assert not queries.letters_for(getattr(world, who)).exists()
    with pytest.raises(NotFound):
        queries.letter(getattr(world, who), letter.id)


def test_a_draft_is_prefilled_from_the_file_and_the_opening_is_in_the_trail(world: World) -> None:
    case = world.case()
    known = commands.prefill_letter(world.rawan, case, language="ar", now=world.now)
    assert known["full_name_as_in_passport"] == "Selam Tesfaye"
    assert known["nationality"] == "ET"
    assert Line.objects.filter(verb="cases.section_opened", object=case.id).count() == 2


def test_the_tariffs_advise_and_a_range_computes_nothing(world: World) -> None:
    case = world.case()
    federal = draft(world, case)
    assert "computed_gross_fine" not in queries.letter_facts(federal)
    regional = draft(world, case, territory="IQ-KRI")
    assert queries.letter_facts(regional)["computed_gross_fine"] == 411 * 20000
    [row] = queries.tariff_estimates(regional, world.today)
    assert (row.gross.amount, row.net.amount) == (411 * 20000, 12 * 20000)


def test_silence_becomes_a_reminder_and_never_a_refusal(world: World) -> None:
    letter = sent(world)
    assert not _orders(world, 29, "late")
    assert "Ask the council about the letter" in _orders(world, 31, "late")
    commands.remind(world.rawan, letter, now=world.now + timedelta(days=31))
    assert not _orders(world, 32, "late")
    assert fresh(letter).state == "sent"


def _orders(world: World, days: int, group: str) -> list[str]:
    at = world.now + timedelta(days=days)
    refs = {row.number for row in Letter.objects.all()}
    return [item.order for item in day_of(world.rawan, at).get(group, []) if item.ref in refs]


# On the desk ----------------------------------------------------------------------------------------


def test_a_letter_is_drafted_given_and_signed_on_the_desk(world: World, desk: Desk) -> None:
    case = case_with_lawyer(world)
    rawan, amal = desk("rawan"), desk("amal")
    new = reverse("justice:new_letter", args=[case.id])
    assert b"Selam Tesfaye" in rawan.get(new).content
    data = {"head-language": "ar"} | {f"letter-{name}": value for name, value in {**FACTS, **WORDS}.items()}
    refused = rawan.post(new, data | {"letter-assessed_fine_document": ""})
    assert refused.status_code == 422
    assert "لم تكن وثائقها" in refused.content.decode()
    assert rawan.post(new, data).status_code == 302
    letter = Letter.objects.get()
    assert rawan.get(reverse("justice:letter", args=[letter.id])).status_code == 200
    give = reverse("justice:give", args=[letter.id])
    said = {
        "step-seen": "draft",
        "said-language": "am",
        "said-how": "witnessed_oral",
        "said-witness_name": "Hana",
        "said-witness_role": "nurse",
    }
    assert rawan.post(give, said).status_code == 302
    assert amal.get(reverse("justice:letter", args=[letter.id])).status_code == 200
    sign_page = reverse("justice:sign", args=[letter.id])
    assert rawan.get(sign_page).status_code == 404
    assert amal.get(sign_page).status_code == 200
    signed = {"sign-signed_on": world.today.isoformat(), "sign-signatory": "أمل", "sign-seen": "legal_review"}
    assert amal.post(sign_page, signed).status_code == 302
    pdf = amal.get(reverse("justice:page", args=[letter.id]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Security-Policy"].startswith("sandbox")
    assert pdf["Cache-Control"] == "no-store"
    assert str(fresh(letter).number) in pdf["Content-Disposition"]
    assert desk("yusuf").get(reverse("justice:page", args=[letter.id])).status_code == 404


def test_an_answer_is_typed_once_with_its_paper(world: World, desk: Desk) -> None:
    letter = sent(world)
    rawan, address = desk("rawan"), reverse("justice:step", args=[letter.id, "w6"])
    page = rawan.get(address).content.decode()
    assert page.count('name="paper-number"') == 1 and "told-number" not in page
    assert rawan.post(address, {"step-seen": "sent", "step-decided_by": "supreme_judicial_council"}).status_code == 422
    assert fresh(letter).state == "sent"


@pytest.mark.parametrize("who", ["rawan", "nasrin", "amal"])
def test_case_list_and_letter_pages_open_for_those_who_work_on_it(world: World, desk: Desk, who: str) -> None:
    letter = sent(world)
    client = desk(who)
    for address in (
        reverse("justice:list"),
        reverse("justice:letter", args=[letter.id]),
        reverse("cases:one", args=[letter.procedure_id]),
        reverse("my_day"),
    ):
        answered = client.get(address)
        assert answered.status_code == 200, address
    assert str(letter.number) in client.get(reverse("justice:list")).content.decode()


def test_a_draft_on_the_desk_shows_both_texts_of_a_conflict(world: World, desk: Desk) -> None:
    letter = draft(world, world.case())
    address, rawan = reverse("justice:change", args=[letter.id]), desk("rawan")
    assert rawan.get(address).status_code == 200
    data = {f"letter-{name}": value for name, value in {**FACTS, **WORDS}.items()}
    head = {"head-language": "ar", "head-revision": "1"}
    assert rawan.post(address, data | head | {"letter-causal_explanation": "first"}).status_code == 302
    conflict = rawan.post(address, data | head | {"letter-causal_explanation": "second"})
    assert conflict.status_code == 409
    assert "first" in conflict.content.decode() and "second" in conflict.content.decode()
    assert (
        rawan.post(address, data | head | {"head-revision": "2", "letter-causal_explanation": "both"}).status_code
        == 302
    )
