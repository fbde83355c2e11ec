"""What is printed for the person leaves a line: which paper, of which file, by whom."""

from datetime import datetime

from django.db import transaction

from amana.cases import queries
from amana.cases.models import Procedure
from amana.trust.actor import Actor
from amana.trust.authorise import decides
from amana.trust.trail import record


@transaction.atomic
@decides("cases.read", on_record=True)
def printed_for_her(actor: Actor, procedure: Procedure, what: str, now: datetime) -> None:
    """A paper for the person (receipt, openings or copy) was made. Only for the team and its supervisors. Raises NotFound."""
    queries.require_own(actor, "cases.read", procedure)
    record(actor, "cases.printed_for_her", procedure.id, now, paper=what)
