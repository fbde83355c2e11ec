"""Scenes that the tests of intake share: a sign, a triage, a screening, as far as each test needs them."""

from typing import Any

from amana.cases.commands import Told, take_step
from amana.cases.commands.steps import ProcedureSubject
from amana.cases.models import Procedure, Step
from amana.consent.commands import Said
from amana.intake import commands, queries
from amana.intake.models import Concern, Screening, Sign
from amana.intake.rules import Entry
from amana.trust.actor import Actor
from tests.cast import World
from tests.second_person import confirm_step

WORDS = "A woman behind the bakery cries at night and never comes out. zanbaq-7741"
CALM = {
    "immediate_danger_answer": "no",
    "medical_emergency_answer": "no",
    "child_flag": "no",
    "interpreter_language": "am",
    "private_place": "yes",
    "sex_of_interviewer_choice": "female",
    "exploiter_present": "no",
    "note": "She is calm.",
}
SAID = Said(language="am", how="written")
TRAFFICKED = ("ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD14", "check.recruitment")


def told(**facts: Any) -> Told:
    """A sign as somebody types it in."""
    return Told(
        {"channel": "in_person", "area_pcode": "IQG11", "person_aware": "no", "urgency": "routine", **facts},
        {"what_was_seen": WORDS, "safe_contact": "through the baker"},
        {"received_at": "2026-03-01T10:00:00+03:00"},
    )


def sign(world: World, by: Actor | None = None, *, danger: str = "no", **more: Any) -> Sign:
    """Karwan of the community police heard something and hands it to the Hawa Centre."""
    return commands.take_sign(
        by or world.karwan,
        unit_id=world.units["intake"],
        told=told(**more.pop("facts", {})),
        danger=danger,
        now=world.now,
        **more,
    )


def triaged(world: World, card: dict[str, Any] | None = None) -> Sign:
    """Berivan has opened the sign, begun the triage and written the card."""
    row = sign(world)
    commands.open_sign(world.berivan, row, world.now)
    commands.begin_triage(
        world.berivan, row, changes=Told(), decided_by="screener", seen=row.procedure.identification, now=world.now
    )
    row = fresh(row)
    commands.write_card(world.berivan, row.procedure, fields=card or CALM, revision=0, now=world.now)
    return row


def concern(
    world: World, by: Actor | None = None, words: str = "Men wait at the garage. sosan-3312", **facts: Any
) -> Concern:
    """Karwan of the community police tells the desk what a forum spoke of."""
    return commands.raise_concern(
        by or world.karwan,
        unit_id=world.units["intake"],
        told=Told(
            {"concern_source": "forum", "concern_kind": "road", "area_pcode": "IQG11", **facts},
            {"concern_words": words},
        ),
        now=world.now,
    )


def fresh(row: Sign) -> Sign:
    """The sign read again, with its procedure."""
    return Sign.objects.select_related("procedure").get(id=row.id)


def begin(world: World, row: Sign, **facts: Any) -> Screening:
    """She agrees to be asked, and the screening begins."""
    answers = {name: CALM[name] for name in CALM if name not in ("exploiter_present", "note")}
    step(world.berivan, fresh(row).procedure, "t03", facts={**answers, **facts}, decided_by="screener", said=SAID)
    found = queries.latest_screening(row.procedure)
    assert found is not None
    return found


def step(
    actor: Actor, procedure: Procedure, transition: str, *, decided_by: str, said: Said | None = None, **parts: Any
) -> Step:
    """A step of the procedure."""
    row = Procedure.objects.get(id=procedure.id)
    track = "help" if transition == "t09" or transition == "t02" else "identification"
    return take_step(
        actor,
        ProcedureSubject(row),
        transition,
        told=Told(**parts),
        decided_by=decided_by,
        seen=getattr(row, track),
        said=said,
        now=row.changed_at,
    )


def screened(world: World, yes: tuple[str, ...] = TRAFFICKED) -> Screening:
    """Berivan has asked, and these were answered yes."""
    row = begin(world, triaged(world))
    commands.choose_profile(
        world.berivan, row, age_years=31, kinds=["domestic_servitude"], language="am", now=world.now
    )
    _, revision = commands.open_screening(world.berivan, row, world.now)
    changes = {name: Entry("yes", "their words" if name == "ILO-EX01" else "") for name in yes}
    commands.keep_answers(world.berivan, row, changes, revision=revision, now=world.now)
    return Screening.objects.select_related("procedure").get(id=row.id)


# Before the questions, as the page asks it: nothing urgent, nobody else there but an interpreter, asked by a woman.
SITTING = {
    "urgent": "no",
    "present": ["interpreter"],
    "interpreter": "yes",
    "language": "am",
    "interviewer": "female",
    "as_wished": "yes",
    "words_said": "on",
}
PRESUMPTION = {
    "screening_result": "presumed_victim",
    "rule_set_version": "2-x",
    "act": ["recruitment"],
    "means": ["deception"],
    "purpose_or_child_basis": ["domestic_servitude"],
    "profile": "adult_labour",
}


def confirmed(actor: Actor, waiting: Step) -> Step:
    """A second person has looked at a step of the procedure, and agreed."""
    procedure = Procedure.objects.get(id=waiting.procedure_id)
    return confirm_step(actor, ProcedureSubject(procedure), waiting, agree=True, now=waiting.recorded_at)
