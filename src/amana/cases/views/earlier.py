"""What a section or the coded facts said before they were changed: for the team of the case and its supervisors."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from amana.cases import commands, queries
from amana.cases.display import describe_or_dash
from amana.countrypacks import pack
from amana.countrypacks.values import Field
from amana.earlier.page import Describe, show_earlier
from amana.errors import NotFound
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def earlier_values(request: HttpRequest, id: UUID, code: str) -> HttpResponse:
    """Each change of a section, newest first: the fields that changed, what they said, who changed it and when."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if code not in pack().section_codes:
        raise NotFound
    return show_earlier(
        request,
        *commands.open_earlier(actor, procedure, code, now()),
        describe=_by_field(pack().section_fields(code)),
        name=str(pack().section_name(code)),
        reference=queries.reference(procedure),
        back=reverse("cases:one", args=[id]),
        corrections_url=reverse("cases:corrections", args=[id, code]),
    )


@require_GET
def earlier_facts(request: HttpRequest, id: UUID) -> HttpResponse:
    """Each change of the coded facts, newest first."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    return show_earlier(
        request,
        *commands.open_earlier_facts(actor, procedure, now()),
        describe=_by_field(pack().case_facts),
        name=gettext("What counts, without a name"),
        reference=queries.reference(procedure),
        back=reverse("cases:one", args=[id]),
    )


def _by_field(fields: Iterable[Field]) -> Describe:
    by_name = {field.id: field for field in fields}

    def describe(name: str, value: Any) -> tuple[str, str] | None:
        if name == "urgency":  # the one fact that is no field of the pack
            return gettext("Urgency"), next((str(each.name) for each in pack().urgencies if each.id == value), "-")
        return (str(by_name[name].label), describe_or_dash(by_name[name], value)) if name in by_name else None

    return describe
