"""One record of every kind that an address names, made by the people of the house that holds the case."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage

from amana.accounts import commands as accounts
from amana.accounts import joining
from amana.accounts.models import RoleRequest
from amana.assessments.commands.assessments import note_needs
from amana.assessments.commands.children import begin_notice
from amana.assessments.models import Task
from amana.assistance import commands as assistance
from amana.assistance.models import Movement
from amana.assistance.tests import scenes as helping
from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.duplicates.commands import choose
from amana.emergencies import commands as emergencies
from amana.erasure import commands as erasure
from amana.erasure.tests.scenes import agree_and_wait
from amana.exchange import commands as exchange
from amana.exchange.tests.scenes import RUTH, key_service
from amana.exports import commands as leaving
from amana.exports.models import Export
from amana.intake import commands as desk
from amana.intake.models import SignFile
from amana.intake.tests import scenes as intake
from amana.justice import commands as justice
from amana.justice.commands.requests import Asked
from amana.justice.pack import formal_fields
from amana.justice.tests.scenes import FACTS as LETTER_FACTS
from amana.justice.tests.scenes import WORDS as LETTER_WORDS
from amana.messages import commands as messages
from amana.outreach import commands as prevention
from amana.outreach.tests import scenes as outreach
from amana.oversight import findings, incidents, witnesses
from amana.own_page import commands as own_pages
from amana.own_page.models import Feedback, OwnWord
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.public_reports.tests import letters as box
from amana.referrals import commands as referrals
from amana.referrals.tests.scene import FIELDS, MEDICAL, SAID, entry_of
from amana.releases import commands as publishing
from amana.releases import queries as reporting
from amana.saved_views import commands as views
from amana.saved_views.queries import views_of
from amana.screening.tests import scenes as screening_scenes
from amana.signin.commands import ask_for_new_password
from amana.steps.commands import take_step
from amana.steps.rules import Word
from amana.steps.tests.test_steps import told
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.vault.clock import now as clock
from amana_methods.trail import VerifierKey
from tests.access.people import Asker, make_askers, share_case
from tests.cast import PASSWORD, World
from tests.paper import PDF
from tests.second_person import confirm_step

NAMES = ("Selam Tesfaye", "Tesfaye", "EP1234567", "made-up words of hers")


def make_objects(world: World) -> tuple[dict[str, Asker], dict[str, Any]]:
    """(askers, records by name), all of the organisation whose "own" people ask."""
    askers = make_askers(world)
    case = world.case()
    found: dict[str, Any] = {"case": case.id, "number": case.number}
    found |= _in_the_file(world, case)
    found |= _help(world, case)
    found |= _referrals(world, case, askers)
    found |= _own_page(world, case)
    found |= _before_help(world)
    found |= _prevention(world)
    found |= _justice(world, case, askers)
    found |= _between(world, case)
    found |= _another_file(world, case)
    found |= _emergencies(askers["own:case_manager"], world)
    share_case(world, case, askers)
    found |= _releases(world, askers)
    found |= _exports(world, askers)
    found["saved_view"] = _saved_view(world, askers["own:case_manager"].actor)
    found |= _lawyers_note(world, case, askers)
    found |= {
        "account": askers["own:screener"].actor.user_id,
        "organisation": world.cast.organisations["hawa"],
        "protection": world.units["protection"],
        "newcomer": _newcomer(world),
        "forgotten": _forgotten(world),
        "role_request": _role_request(world),
        **_witnesses(world),
        "finding": _finding(askers["own:auditor"]),
        "incident": _incident(askers["own:data_protection_officer"]),
        "draft_state": "draft",
        **_forgetting(askers, world),
    }
    return askers, found


def _emergencies(asker: Asker, world: World) -> dict[str, UUID]:
    """A case that the house's case manager opened in an emergency, and one that can be ended."""
    case = world.case()
    told: dict[str, Any] = {"kind": "danger_to_life", "reason": "a colleague writes here why it could not wait"}
    grants = [emergencies.break_glass(asker.actor, case, sections=["contact"], now=world.now, **told) for _ in range(2)]
    return {"glass": grants[0].id, "glass_to_end": grants[1].id}


def _incident(asker: Asker) -> UUID:
    """A telephone was lost, which a data-protection officer of the house wrote down."""
    at = clock()
    row = incidents.record_incident(
        asker.actor, kind="lost_or_stolen", classes=["place"], band="few", discovered_at=at, words="lost", now=at
    )
    return row.id


def _forgetting(askers: dict[str, Asker], world: World) -> dict[str, UUID]:
    """A case that the house wants forgotten, one that is agreed, one that is held, and the certificate of one that was."""
    officer = askers["own:data_protection_officer"].actor
    first, second, third, fourth = (world.case() for _ in range(4))
    why: dict[str, str] = {"reason": "she_asked", "language": "en"}
    waits = erasure.ask_to_forget(world.nasrin, first, **why, now=world.now)
    hold = erasure.hold_case(officer, second, reason="court_asks", until=None, now=world.now)
    done = agree_and_wait(officer, erasure.ask_to_forget(world.nasrin, third, **why, now=world.now), now=world.now)
    agreed = erasure.agree_to_forget(
        officer, erasure.ask_to_forget(world.nasrin, fourth, **why, now=world.now), now=world.now
    )
    return {"erasure_that_waits": waits.id, "erasure_agreed": agreed.id, "hold": hold.id, "erasure_done": done.id}


def _saved_view(world: World, keeper: Actor) -> UUID:
    """A view that a case manager saved of the list of cases."""
    views.keep_view(keeper, "cases", {"which": "closed"}, now=world.now)
    return views_of(keeper, "cases").values_list("id", flat=True)[0]


def _newcomer(world: World) -> UUID:
    """Somebody who was invited to the protection team and waits to be let in."""
    return accounts.invite(
        world.sara, username="newcomer", name="Newcomer", first_password=PASSWORD, language="en",
        unit_id=world.units["protection"], roles=["case_manager"], made_up=True, now=world.now,
    )  # fmt: skip


def _role_request(world: World) -> UUID:
    """An administrator asked that a colleague becomes one, too."""
    accounts.set_roles(world.sara, user_id=world.karwan.account, roles=["administrator"], now=world.now)
    return RoleRequest.objects.get().id


def _forgotten(world: World) -> UUID:
    """The newcomer forgot the password; whoever is in the unit, or keeps accounts, gives a new one."""
    ask_for_new_password("newcomer", now=world.now)
    return joining.forgotten_for(world.sara).get().id


def _witnesses(world: World) -> dict[str, UUID]:
    """A mailbox that keeps the trail's checkpoints, and a trail of others that this instance witnesses."""
    theirs = VerifierKey("amana.trail/of-others", bytes(32))
    return {
        "witness": witnesses.add_witness(world.sara, kind="mail", address="a@example.org", key=None, now=world.now),
        "watched": witnesses.watch(world.sara, name="Another instance", key=theirs, now=world.now),
    }


def _in_the_file(world: World, case: Procedure) -> dict[str, UUID]:
    """A scan, a note, an entry that waits for a second person, her answer to being helped."""
    scan = cases.attach(world.rawan, case, section="identity", name="passport.pdf", content=PDF, now=world.now)
    proof = cases.attach(
        world.rawan, case, section="identity", name="photo.pdf", content=PDF, now=world.now,
        evidence=cases.Evidence("made-up words of hers"),
    )  # fmt: skip
    note = cases.write_note(world.rawan, case, text="made-up words of hers", now=world.now)
    agreed = consents.agree(
        world.rawan, consents.About(case.id, case.lock), consents.Said(language="am", how="written"),
        type="assistance", purpose="assistance", expires_at=None, now=world.now,
    )  # fmt: skip
    step = take_step(
        world.rawan, ProcedureSubject(case), "t11", told=told("t11"), decided_by="person", seen="none",
        now=world.now, said=consents.Said(language="am", how="written"), word=Word(world.today, "signed"),
    )  # fmt: skip
    message = messages.notify(world.rawan, case, template="call_when_you_can", wanted=world.now, now=world.now)
    return {
        "scan": scan.id,
        "proof": proof.id,
        "note": note,
        "consent": agreed,
        "entry": step.id,
        "message": message.id,
    }


def _own_page(world: World, case: Procedure) -> dict[str, UUID]:
    """She has a page of her own; there she took back one consent, complained, and said what she thinks."""
    given = str(world.share(case, "relief_team", "health"))
    code = own_pages.make_own_page(world.rawan, case, pin="123456", dates=[], words="", now=clock())
    for wish in (
        own_pages.Wish("withdraw", consents=frozenset({given})),
        own_pages.Wish("complain", text="made-up words of hers"),
        own_pages.Wish("feedback", text="made-up words of hers"),
    ):
        own_pages.visit(code, "123456", wish=wish, now=clock())
    own_pages.take_words(clock())
    words = OwnWord.objects.filter(page__procedure=case)
    return {
        "own_order": words.get(for_team=True).id,
        "complaint": words.get(for_team=False).id,
        "feedback": Feedback.objects.get().id,
    }


def _help(world: World, case: Procedure) -> dict[str, UUID]:
    """A service that was asked for, cash that waits and cash that was agreed to, a kit from the stock, a goal."""
    asked = helping.record(world, case, "PSS-COUN", stand="requested")
    batch = helping.kits(world, 20)
    kit = helping.give_kit(world, case, batch)
    cash = helping.ask(world, case)
    slip = Movement.objects.get(batch=batch, kind="out").id
    goal = assistance.set_goal(world.rawan, case, category="LEG", words="made-up words of hers", now=world.now)
    return {"help": asked, "kit": kit, "cash": cash, "batch": batch, "slip": slip, "goal": goal}


def _referrals(world: World, case: Procedure, askers: dict[str, Asker]) -> dict[str, Any]:
    """A draft, one that the clinic declined, and those that a unit of the agreed partner got and serves."""
    clinic = referrals.add_provider(world.avin, values=entry_of(world, "clinic"), now=world.now)
    unit = askers["consent:service_provider"].actor.unit_id
    partner = referrals.add_provider(world.avin, values={**entry_of(world, "clinic"), "unit": unit}, now=world.now)
    wanted = referrals.Wanted(MEDICAL, "soon", clinic.id, FIELDS)
    here = referrals.Wanted(MEDICAL, "soon", partner.id, FIELDS)
    draft = referrals.draft_referral(world.rawan, case, wanted, now=world.now)
    sent, served, declined = (
        referrals.ask_for_help(
            world.rawan, case, each, SAID, expires_at=world.now + timedelta(days=20), now=world.now
        )
        for each in (here, here, wanted)
    )  # fmt: skip
    partner_answers = askers["consent:service_provider"].actor
    for actor, row, name, values in (
        (partner_answers, served, "acknowledge", {}),
        (partner_answers, served, "accept",
         {"focal_point": "Dr Made Up", "first_appointment_at": world.now + timedelta(days=1)}),
        (partner_answers, served, "start", {"started_at": world.now}),
        (world.jihan, declined, "acknowledge", {}),
    ):  # fmt: skip
        row.refresh_from_db()
        getattr(referrals, name)(actor, row, seen=row.state, now=world.now, **values)
    return {
        "provider": partner.id, "draft": draft.id, "referral": sent.id, "served": served.id, "elsewhere": declined.id,
        "reference": sent.reference,
    }  # fmt: skip


def _exports(world: World, askers: dict[str, Asker]) -> dict[str, Any]:
    """Lists of the manager's own work: one that can be fetched, one that waits, one called back; a key of a recipient."""
    maker = askers["own:case_manager"].actor
    to = leaving.Recipient("Hiwa")
    asked = leaving.ExportRequest("my_cases", {}, "assistance", "for the meeting", to, "csv", "en")
    ready, waits, back = (leaving.make_export(maker, asked, now=world.now).id for _ in range(3))
    Export.objects.filter(id=waits).update(state="waiting")
    Export.objects.filter(id=back).update(state="recalled", recalled_at=world.now)
    public = str(pyrage.x25519.Identity.generate().to_public())
    key = leaving.add_age_key(maker, label="Court", public=public, now=world.now)
    return {
        "export": ready, "export_that_waits": waits, "export_called_back": back, "age_key": key,
        "export_kind": "my_cases", "agreed": "agree",
    }  # fmt: skip


def _releases(world: World, askers: dict[str, Asker]) -> dict[str, UUID]:
    """A programme of the house with a cap that waits, and a draft of a release."""
    maker, month = askers["own:data_officer"].actor, world.month
    programme = reporting.programme(maker, publishing.open_programme(maker, "hawa", "Hawa", now=world.now))
    cap = publishing.propose_cap(maker, programme, epsilon=4, delta=1e-6, now=world.now)
    row = publishing.prepare_release(maker, programme, indicator="I-02", first=month, last=month, now=world.now)
    return {"programme": programme.id, "cap": cap, "release": row.id}


def _between(world: World, case: Procedure) -> dict[str, UUID]:
    """The house answers one other and is answered by it, and asked it about her."""
    relief, hawa = world.cast.organisations["relief"], world.cast.organisations["hawa"]
    answering = exchange.open_answering(
        world.nasrin, asker_id=relief, unit_id=world.units["intake"], phone="", now=world.now
    )
    exchange.open_answering(
        world.noor, asker_id=hawa, unit_id=world.units["relief_intake"], phone="", now=world.now
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, key_service(Path(folder)):
        question = exchange.ask(world.rawan, case, RUTH, holders={relief}, said=SAID, now=world.now)
    return {"answering": answering.id, "question": question}


def _justice(world: World, case: Procedure, askers: dict[str, Asker]) -> dict[str, UUID]:
    """A draft of a letter, a proceeding, and for another person's case the request to the partner's judge."""
    letter = justice.draft_letter(
        world.rawan, case, language="en", facts=LETTER_FACTS, words=LETTER_WORDS, now=world.now
    )
    proceeding = justice.begin_proceeding(world.rawan, case, now=world.now)
    other = world.case(full_name="Abeba Alemu", document_no="EP7654321")
    asked = take_step(
        world.rawan, ProcedureSubject(other), "t13", told=told("t13"), decided_by="person", seen="presumed",
        now=world.now, said=consents.Said(language="am", how="written"), word=Word(world.today, "signed"),
    )  # fmt: skip
    confirm_step(world.nasrin, ProcedureSubject(other), asked, agree=True, now=world.now)
    other.refresh_from_db()
    fields = {field.id for field in formal_fields()}
    court = askers["consent:investigative_judge"].actor.unit_id
    request = justice.send_request(
        world.rawan, other, Asked(court, fields, {}, world.now + timedelta(days=20)),
        said=consents.Said(language="am", how="written"), now=world.now,
    )  # fmt: skip
    return {"letter": letter.id, "proceeding": proceeding.id, "request": request.id}


def _another_file(world: World, case: Procedure) -> dict[str, UUID]:
    """A second file that the case manager takes for the same person's."""
    other = world.case(full_name="Abeba Alemu", document_no="EP7654322")
    return {"link": choose(world.rawan, other, case, now=world.now).id}


def _lawyers_note(world: World, case: Procedure, askers: dict[str, Asker]) -> dict[str, UUID]:
    """A professional note of the lawyer in the team."""
    lawyer = askers["own:legal_counsel"].actor
    case.refresh_from_db()
    return {"lawyers_note": justice.write_note(lawyer, case, text="made-up words of hers", now=world.now).id}


def _before_help(world: World) -> dict[str, Any]:
    """A sign that nobody began, one with a card, one whose person was screened, and one that became a case."""
    sign = intake.sign(world)
    carded = intake.triaged(world)
    screening = screening_scenes.screened(world)
    needs = note_needs(world.berivan, carded.procedure, {"food": "yes"}, now=world.now)
    told_again = intake.sign(world)
    desk.join_sign(world.berivan, told_again, intake.sign(world), now=world.now)
    call = desk.begin_call(world.berivan, now=world.now)
    desk.end_call(world.berivan, call, back_by=world.now + timedelta(hours=1), now=world.now)
    found = _written_to_us(world)
    became = intake.sign(world)
    procedure = became.procedure
    Procedure.objects.filter(id=procedure.id).update(identification="presumed")
    cases.open_case(
        world.rawan, procedure, manager_id=world.rawan.account, sections={"identity": {}, "contact": {}}, facts={},
        now=world.now,
    )  # fmt: skip
    return {
        **found,
        "became": became.id,
        "joined": told_again.id,
        "call": call.id,
        "concern": intake.concern(world).id,
        "notice": begin_notice(world.berivan, carded.procedure, world.now).id,
        "sign": sign.id, "sign_number": sign.number, "carded": carded.id, "procedure": carded.procedure_id,
        "screening": screening.id,
        "assessment": needs.id, "intake_task": Task.objects.get(assessment=needs).id,
    }  # fmt: skip


def _written_to_us(world: World) -> dict[str, Any]:
    """A sign that somebody wrote through the public page, with a voice note; and a report that waits in quarantine."""
    box.drop(world, files=(letterbox.PlainFile("voice", "audio/ogg", b"OggS made up"),))
    letterbox.empty_box(world.now)
    file = SignFile.objects.get()
    box.drop(world)
    waiting = PublicReport.objects.filter(emptied_at=None)
    waiting.update(quarantined=True)
    return {"written": file.sign_id, "written_file": file.id, "quarantined": waiting.get().id}


def _prevention(world: World) -> dict[str, UUID]:
    """A campaign, a session of it, and a training with a line in its register and a pair of tests."""
    day = world.today
    campaign = prevention.plan_campaign(
        world.soran, title="Roadshow", starts_on=day, ends_on=day + timedelta(days=30), targets=["IQG11"],
        now=world.now,
    )  # fmt: skip
    session = outreach.planned(world, campaign=campaign)
    training = outreach.training(world)
    trainee = outreach.trainee(world, training, "Kani Karim")
    pair = prevention.add_tests(world.soran, training, code="K7", pre=40, post=80, now=world.now)
    return {"campaign": campaign, "session": session.id, "training": training.id, "trainee": trainee, "pair": pair}


def _finding(asker: Asker) -> UUID:
    """A finding of the auditor on the newest line of the trail."""
    return findings.note(asker.actor, line=Line.objects.latest("pk").pk, words="why", now=clock())
