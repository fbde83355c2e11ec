"""A person with a row in every room that could keep one, and everything that is known of her by id and by word."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from amana.assessments.commands import assessments
from amana.assistance.tests.scenes import agree
from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.exchange import commands as exchange
from amana.intake.tests.scenes import triaged
from amana.referrals.tests.scene import make_scene
from amana.screening.tests.scenes import begin
from amana.trust.models import Line
from amana.vault.models import Facts, Sealed
from tests.cast import World

WORD = "Kanarya-ناوی-Selam"


@dataclass
class Her:
    """Her case, and what a thief would look for: ids that lead to her, words that she said."""

    case: Procedure
    ids: set[UUID] = field(default_factory=set)
    words: tuple[str, ...] = (WORD,)


def somebody(world: World) -> Her:
    """A case with sections, facts, earlier values of both, a note, a file, consents, a referral with its package, how others find her."""
    scene = make_scene(world)
    referral = scene.acknowledged()
    case = referral.procedure
    said = consents.Said(language="am", how="written")
    cases.write_note(world.rawan, case, text=WORD, now=world.now)
    for name in (WORD, "Selam T."):  # the first change keeps her name, the second the word
        told, revision = cases.open_section(world.rawan, case, "identity", world.now)
        told = {**told, "full_name": name}
        cases.change_section(world.rawan, case, "identity", fields=told, revision=revision, now=world.now)
    cases.change_facts(world.rawan, case, facts={"languages": [WORD]}, now=world.now)
    cases.change_facts(world.rawan, case, facts={"languages": ["am"]}, now=world.now)
    agree(world, case)
    exchange.agree_to_be_found(world.rawan, case, said, expires_at=world.now + timedelta(days=30), now=world.now)
    case = Procedure.objects.get(id=case.id)
    return Her(case, ids_of(case))


def screened(world: World) -> Her:
    """Somebody for whom no case was opened: a sign, a card, an interview that began, and needs that were changed."""
    case = begin(world, triaged(world)).procedure
    row = assessments.note_needs(world.berivan, case, {"food": "yes"}, words=WORD, now=world.now)
    assessments.note_needs(world.berivan, case, {"food": "no"}, row=row, revision=1, now=world.now)
    return Her(case, ids_of(case))


def ids_of(case: Procedure) -> set[UUID]:
    """The ids of her case, of its lock, and of every row that stands for something of hers."""
    found = {case.id, case.lock}
    found |= set(Sealed.objects.filter(lock=case.lock).values_list("id", flat=True))
    found |= set(Facts.objects.filter(lock=case.lock).values_list("owner", flat=True))
    return found


def naming(ids: set[UUID]) -> dict[str, int]:
    """The models outside the trail with a row that holds one of the ids in any column, and how many rows."""
    wanted = {str(each) for each in ids} | {each.hex for each in ids}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model is Line or not model._meta.managed:
            continue
        rows = [row for row in model._base_manager.values_list() if _holds(row, wanted)]
        if rows:
            found[model._meta.label] = len(rows)
    return found


def _holds(row: tuple[Any, ...], wanted: set[str]) -> bool:
    text = " ".join(bytes(each).hex() if isinstance(each, bytes | memoryview) else str(each) for each in row)
    return any(each in text for each in wanted)


def links_to_people(model: type[models.Model]) -> list[str]:
    """The columns of a model in which an id of somebody else's row can stand."""
    return [
        each.name
        for each in model._meta.local_fields
        if isinstance(each, models.UUIDField | models.ForeignKey | models.JSONField) and not each.primary_key
    ]
