"""Makes what a screening found out about the person a fact of the case, with its source; nobody types it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amana.cases.commands import change_facts
from amana.cases.models import Procedure
from amana.cases.queries import facts_of, source_of
from amana.cases.sources import SCREENING, is_known
from amana.trust.actor import Actor
from amana.trust.authorise import part_of_a_command


@part_of_a_command
def carry_to_case(actor: Actor, procedure: Procedure, learnt: Mapping[str, Any], now: datetime) -> None:
    """Records these coded facts of the person. In an open case they only fill what is empty: its team corrects it."""
    there, known = facts_of(procedure), source_of(procedure)
    fresh = {
        name: value
        for name, value in learnt.items()
        if is_known(value) and (procedure.number is None or not is_known(there.get(name)))
    }
    if any(there.get(name) != value or known.get(name) != SCREENING for name, value in fresh.items()):
        change_facts(actor, procedure, facts=fresh, sources=dict.fromkeys(fresh, SCREENING), now=now)
