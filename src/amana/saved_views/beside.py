"""The saved views of the reader, next to a list."""

from typing import Any

from amana.lists.pages import ListPage
from amana.lists.rules import Asked, address_of
from amana.saved_views import queries
from amana.trust.actor import Actor


def views_beside(actor: Actor, shown: ListPage[Any]) -> tuple[str, dict[str, Any]]:
    """Links to the views that the actor saved of this list, each with its button to remove it, and the button to keep one."""
    here = address_of(shown.asked)
    rows = [
        {
            "id": row.id,
            "address": row.address,
            "label": shown.list.label_of(queries.asked_by(row)),
            "here": row.address == here,
        }
        for row in queries.views_of(actor, shown.list.code)
    ]
    may_keep = shown.asked != Asked() and not any(row["here"] for row in rows)
    return "saved_views/_beside.html", {"rows": rows, "keep": shown.asked_pairs if may_keep else []}
