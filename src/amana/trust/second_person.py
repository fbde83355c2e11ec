"""Proof that a second person saw the details of an entry when they confirm it.

The page that shows the details carries a proof: signed by this server, for one user and one entry, with the state of
the entry at that moment. A confirmation without it is refused, and so is one of an entry that was changed since.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.core import signing

from amana.trust.actor import Actor
from amana.trust.errors import DetailsChanged, DetailsNotShown

_SALT: Final = "amana.second_person"
_HOURS: Final = 12  # how long a page may stay open before its details are shown again


def issue_proof(actor: Actor, entry: UUID, state: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Returns a proof that `details` of the entry, in this `state`, are on the page that is sent to the actor.

    `state` is what a change of the entry would change; `details` are what the page says, kept so that both versions can
    be shown after a change.
    """
    payload = [str(actor.account), str(entry), _digest(state), json.loads(_canonical(details))]
    return signing.dumps(payload, salt=_SALT, compress=True)


def check_proof(actor: Actor, entry: UUID, state: Mapping[str, Any], proof: str) -> None:
    """Checks that the actor saw the entry as it is now. Raises DetailsNotShown; DetailsChanged with what they saw."""
    digest, details = _read_proof(actor, entry, proof)
    if digest != _digest(state):
        raise DetailsChanged(mine=details)


def _read_proof(actor: Actor, entry: UUID, proof: str) -> tuple[str, dict[str, Any]]:
    try:
        account, of, digest, details = signing.loads(proof, salt=_SALT, max_age=_HOURS * 3600)
    except (signing.BadSignature, ValueError) as error:
        raise DetailsNotShown from error
    if account != str(actor.account) or of != str(entry):
        raise DetailsNotShown
    return digest, details


def _canonical(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)


def _digest(state: Mapping[str, Any]) -> str:
    return sha256(_canonical(state).encode()).hexdigest()
