"""The tabs of the desk: what an actor finds beside the signs, with how much waits there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from amana.intake import queries
from amana.intake.queries import letters, own_page
from amana.trust.actor import Actor


def desk_tabs(actor: Actor) -> dict[str, Any]:
    """`desk_tabs` and `reads`, for the pages that show them."""
    found = []
    if actor.can("signs.triage"):
        count = letters.waiting_for(actor).count()
        label = gettext("Quarantine")
        found.append({"id": "quarantine", "url": reverse("intake:quarantine"), "label": label, "count": count})
    if actor.can("calls.take"):
        label = pgettext("of the hotline", "Calls")
        count = len(queries.calls.to_call_back(actor))
        found.append({"id": "calls", "url": reverse("intake:calls"), "label": label, "count": count})
    if actor.can("concerns.record") or actor.can("signs.triage"):
        count = queries.concerns.concerns_for(actor).filter(looked_at=None).count()
        found.append(
            {"id": "concerns", "url": reverse("intake:concerns"), "label": gettext("Concerns"), "count": count}
        )
    if actor.can("screening.run") or actor.can("presumption.decide"):
        label = gettext("Second look")
        found.append({"id": "second_look", "url": reverse("intake:second_look"), "label": label, "count": 0})
    if actor.can("voices.read"):
        label, count = gettext("Complaints and feedback"), own_page.complaints_for(actor).filter(seen_at=None).count()
        found.append({"id": "voices", "url": reverse("intake:voices"), "label": label, "count": count})
    reads = any(actor.can(verb) for verb in ("signs.triage", "screening.run", "presumption.decide"))
    return {"desk_tabs": found, "reads": reads}
