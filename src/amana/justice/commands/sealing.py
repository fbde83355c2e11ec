"""Texts of the legal side, sealed for the team, and for units that she lets into the legal section."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.justice import queries
from amana.trust.actor import Actor
from amana.trust.authorise import part_of_a_command
from amana.vault.models import Sealed

SECTION = "legal"


@part_of_a_command
def seal_legal(
    actor: Actor, procedure: Procedure, *, kind: str, content: Mapping[str, Any] | bytes, now: datetime
) -> Sealed:
    """Seals `content` in the legal section; units with her consent, also the writer's, see it through that consent."""
    team = cases.holders_of_file(procedure)
    assert actor.user_id is not None
    writer = vault.texts.Holder("user", actor.user_id)
    given: dict[str, Any] = {
        "lock": procedure.lock, "kind": kind, "section": SECTION, "holders": [*team, writer], "by": actor, "at": now,
    }  # fmt: skip
    if isinstance(content, bytes):
        sealed = vault.texts.seal_bytes(content=content, **given)
    else:
        sealed = vault.texts.seal(content=content, **given)
    share_with_agreed(actor, procedure, [sealed], now)
    if writer not in team:
        vault.texts.remove_writer(sealed, writer)
    return sealed


@part_of_a_command
def share_with_agreed(actor: Actor, procedure: Procedure, texts: Iterable[Sealed], now: datetime) -> None:
    """Wraps these texts for units with a valid consent for the legal section, as long as it is valid."""
    mine = [text for text in texts if vault.texts.can_open(actor, text)]
    for each in queries.legal_agreements(procedure, now):
        assert each.unit_id is not None
        vault.texts.share(
            actor, mine, vault.texts.Holder("unit", each.unit_id), consent_id=each.id, expires_at=each.expires_at
        )
