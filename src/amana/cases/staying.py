"""Whether an open page with texts of a case may stay: the ground that opened it has to stand still."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from amana.cases import queries
from amana.countrypacks import pack
from amana.trust.actor import Actor
from amana.trust.queries import Sealed

_KINDS: Final = frozenset({"section", "attachment", "note", "step", "correction"})


def may_stay(actor: Actor, texts: Sequence[Sealed]) -> bool:
    """Yes to texts of other kinds, whose keys say enough; a text of a case needs its section to be open to the actor.

    The words of a step of a referral lie beside its package, in no section: there too the key says enough.
    """
    mine = [row for row in texts if row.kind in _KINDS]
    cases = {row.lock: row for row in queries.Procedure.objects.filter(lock__in={row.lock for row in mine})}
    opened = {lock: queries.sections_open_to(actor, case) for lock, case in cases.items() if case.number is not None}
    return all(_is_open(row, cases, opened) for row in mine if row.section in pack().section_codes)


def _is_open(row: Sealed, cases: Mapping[UUID, queries.Procedure], opened: Mapping[UUID, frozenset[str]]) -> bool:
    """A case that is not there for the actor is closed, also where the database itself leaves its row out."""
    return row.lock in cases and (row.lock not in opened or row.section in opened[row.lock])
