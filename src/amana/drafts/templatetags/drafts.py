"""The tag by which a form asks to be kept while somebody types."""

from typing import Any

from django import template
from django.http import HttpRequest

from amana.drafts.commands import is_kept
from amana.drafts.places import FormPlace, pass_for
from amana.trust.queries import User
from amana.vault.clock import now

register = template.Library()


@register.inclusion_tag("drafts/_keep_typing.html", takes_context=True)
def keep_typing(context: dict[str, Any], name: object = "") -> dict[str, Any]:
    """Keeps this form for its writer from now on; goes inside the form, after its token.

    A form that is not on every version of its page, or is there once for each row, has a `name`, or the id of the row.
    """
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, User):
        return {}
    if not name:
        name = request.kept_forms = getattr(request, "kept_forms", 0) + 1  # type: ignore[attr-defined]
    place, at = FormPlace(request.path, str(name)), now()
    return {"name": name, "draft_pass": pass_for(user.id, place, at), "kept": is_kept(user.id, place, at)}
