"""Scenes that the tests of intake share: a sign, a triage, the step to screening, as far as each test needs them."""

from typing import Any

from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent.commands import Said
from amana.intake import commands
from amana.intake.models import Concern, Sign
from amana.steps.commands import Told, take_step
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


def ask(world: World, row: Sign, **facts: Any) -> Step:
    """She agrees to be asked: the step to screening is taken."""
    answers = {name: CALM[name] for name in CALM if name not in ("exploiter_present", "note")}
    return step(
        world.berivan, fresh(row).procedure, "t03", facts={**answers, **facts}, decided_by="screener", said=SAID
    )


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


def confirmed(actor: Actor, waiting: Step) -> Step:
    """A second person has looked at a step of the procedure, and agreed."""
    procedure = Procedure.objects.get(id=waiting.procedure_id)
    return confirm_step(actor, ProcedureSubject(procedure), waiting, agree=True, now=waiting.recorded_at)
