"""An ordinary change of a section or of the coded facts keeps what they said, for the team of the case and its supervisors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.models import Correction, Procedure
from amana.earlier.commands import EarlierValues, keep_earlier, open_values
from amana.earlier.queries import FACTS, SECTION, texts_of_kind
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command, require
from amana.trust.trail import record


@part_of_a_command
def keep_earlier_here(
    actor: Actor, procedure: Procedure, kind: str, *, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    """Keeps what the changed fields said, sealed to the team and its supervisors; nothing before there is a case.

    The running server reads facts as they are now. What they said before is for people alone.
    """
    if procedure.number is not None:
        holders = queries.holders_of_file(procedure)
        keep_earlier(actor, procedure.lock, kind, before=before, after=after, holders=holders, now=now)


@needs("cases.read")
@transaction.atomic
def open_earlier(actor: Actor, procedure: Procedure, code: str, now: datetime) -> tuple[list[EarlierValues], int]:
    """(earlier values of a section, newest first; how many more the actor's keys do not open). The opening is in the trail.

    Raises NotFound for whom the section is not open, or open by a consent alone.
    """
    decision = require(actor, "cases.read", procedure)
    queries.require_own(actor, "cases.read", procedure)
    section = queries.sealed_sections(procedure).get(code)
    if code not in decision.sections or section is None or not vault.texts.can_open(actor, section):
        raise NotFound
    kept = texts_of_kind(procedure.lock, SECTION + code)
    corrected = _corrected_values(actor, procedure, code) if vault.texts.openable(actor, kept) else []
    found = open_values(actor, kept, corrected=corrected)
    if found:
        record(actor, "cases.earlier_opened", procedure.id, now, section=section.id, count=len(found), **decision.ids)
    return found, len(kept) - len(found)


@needs("cases.read")
@transaction.atomic
def open_earlier_facts(actor: Actor, procedure: Procedure, now: datetime) -> tuple[list[EarlierValues], int]:
    """As `open_earlier`, for the coded facts, which have no corrections. Raises NotFound for others than the team and supervisors."""
    queries.require_own(actor, "cases.read", procedure)
    kept = texts_of_kind(procedure.lock, FACTS)
    found = open_values(actor, kept)
    if found:
        record(actor, "cases.earlier_facts_opened", procedure.id, now, count=len(found))
    return found, len(kept) - len(found)


def _corrected_values(actor: Actor, procedure: Procedure, code: str) -> list[tuple[str, Any]]:
    """(field, wrong value) of everything that the person had corrected in a section."""
    rows = Correction.objects.filter(procedure=procedure, section=code, refused=False).values_list("sealed", flat=True)
    texts = [vault.texts.open_text(actor, sealed) for sealed in rows]
    return [(name, pair[0]) for text in texts for name, pair in text["changes"].items()]
