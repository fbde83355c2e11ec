"""Somebody whose case was closed is exploited again: a new case, linked to the closed one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from amana.cases import queries
from amana.cases.commands.opening import open_case, start_procedure
from amana.cases.commands.sections import open_section
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.countrypacks import pack
from amana.duplicates.commands.links import point_to_first
from amana.duplicates.errors import CaseNotClosed
from amana.duplicates.models import Link
from amana.errors import NotFound
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record

# Who the person is and how to reach them goes along; what happened, her health and her papers are asked again.
_TAKEN_ALONG: Final = ("identity", "contact")
_FACTS: Final = ("sex", "age_group", "age_band", "child_flag", "nationality", "languages", "interpreter_language")


@needs("cases.open")
@transaction.atomic
def open_linked_case(actor: Actor, procedure: Procedure, *, said: consents.Said, now: datetime) -> Procedure:
    """A new case of the same person stands at its beginning, linked to the closed one, which stays closed.

    Identity and contact are copied as far as the actor may open them, which leaves a line for each; the new exploitation
    is screened again. `said` is her agreement to be helped again. Raises CaseNotClosed, NotFound, CannotOpen.
    """
    queries.require_own(actor, "cases.open", procedure)
    earlier = Procedure.objects.select_for_update().get(id=procedure.id)
    if earlier.help not in pack().machine("procedure").tracks["help"].terminal:
        raise CaseNotClosed
    if earlier.number is None or earlier.manager is None:
        raise NotFound
    allowed = queries.sections_open_to(actor, earlier)
    sections: dict[str, Mapping[str, Any]] = {
        code: open_section(actor, earlier, code, now)[0] for code in _TAKEN_ALONG if code in allowed
    }
    known = queries.facts_of(earlier)
    facts = {name: known[name] for name in _FACTS if known.get(name) not in (None, "", [])}
    with rows.acting_as(rows.SYSTEM):  # until it has a manager the new file is its intake unit's
        started = start_procedure(
            actor, unit_id=earlier.intake_unit, organisation_id=earlier.organisation, facts=facts, now=now
        )
        opened = open_case(actor, started, manager_id=earlier.manager, sections=sections, facts=facts, now=now)
    about = consents.About(opened.id, opened.lock)
    consents.agree(actor, about, said, type="assistance", purpose="assistance", expires_at=None, now=now)
    Link.objects.update_or_create(
        one=earlier,
        other=opened,
        defaults={
            "organisation": earlier.organisation, "state": "same", "proposed_by": actor.user_id, "proposed_at": now,
            "decided_by": actor.user_id, "decided_at": now,
        },
    )  # fmt: skip
    point_to_first(earlier.organisation, {earlier.id, opened.id})
    record(actor, "cases.opened_again_linked", opened.id, now, earlier=earlier.id)
    opened.refresh_from_db()
    return opened
