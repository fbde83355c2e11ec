"""The words about a help, sealed in the section they belong to. Rows do not point to them: the facts do, locked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.trust.actor import Actor
from amana.trust.authorise import part_of_a_command


@part_of_a_command
def keep_words(
    actor: Actor,
    procedure: Procedure,
    parts: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, list[str]],
    *,
    referral: UUID | None = None,
    now: datetime,
) -> dict[str, list[str]]:
    """Seals the words. Returns the ids of the texts by section, those of `before` first.

    They are held by those who hold the file; for a referral also by the unit that wrote them.
    """
    holders = cases.holders_of_file(procedure)
    if referral is not None:
        holders = [*holders, vault.texts.Holder("unit", actor.unit_id)]
    texts = {section: list(ids) for section, ids in before.items()}
    for section, said in parts.items():
        sealed = vault.texts.seal(
            lock=procedure.lock,
            kind="delivery",
            section=section,
            content={"said": dict(said)},
            holders=holders,
            by=actor,
            at=now,
        )
        texts.setdefault(section, []).append(str(sealed.id))
    return texts
