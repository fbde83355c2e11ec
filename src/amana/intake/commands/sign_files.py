"""A photo or file that a colleague hands in with a sign: cleaned first, then sealed for the unit as the sign itself is."""

import json
import re
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.cases.errors import TooLarge
from amana.cases.rules import MAX_FILE_BYTES
from amana.intake import queries
from amana.intake.commands.signs import holders_at, take_sign
from amana.intake.models import Sign, SignFile
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record
from amana.uploads.cleaning import Cleaned, clean


@needs("signs.take")
def take_sign_with_file(actor: Actor, /, *, name: str, content: bytes, now: datetime, **told: Any) -> Sign:
    """As `take_sign`, with a file; both or neither. Whoever hands it in doesn't see it again.

    Raises TooLarge, NotKept in the class that says why, and what `take_sign` raises.
    """
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge
    copy = clean(content, name)  # takes its time, so before anything is locked
    with transaction.atomic():
        sign = take_sign(actor, now=now, **told)
        with rows.acting_as(rows.SYSTEM):  # the file is the unit's and never theirs
            _keep(actor, sign, copy, now)
    return sign


def _keep(actor: Actor, sign: Sign, copy: Cleaned, now: datetime) -> None:
    head, lock = json.dumps({"kind": "file", "type": copy.type}).encode(), sign.procedure.lock
    sealed = vault.texts.seal_bytes(
        lock=lock, kind="report_file", content=head + b"\n" + copy.content,
        holders=holders_at(sign.unit, sign.supervised_by), by=actor, at=now,
    )  # fmt: skip
    row = SignFile.objects.create(id=uuid4(), sign=sign, sealed=sealed.id, came_at=now)
    ending = re.sub("[^a-z0-9]", "", PurePath(copy.name).suffix.lower())[:5]
    facts = {"type": copy.type, "outcome": copy.outcome, "ending": ending, "said": list(copy.said)}
    vault.facts.put(lock, queries.FILE_FACTS, row.id, facts)
    record(actor, "intake.file_came", sign.id, now, sealed=sealed.id)
