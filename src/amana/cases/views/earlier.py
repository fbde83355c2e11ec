"""What a section said before it was changed: for the team of the case and its supervisors."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amana.cases import commands, queries
from amana.cases.display import describe_or_dash
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def earlier_values(request: HttpRequest, id: UUID, code: str) -> HttpResponse:
    """Each change, newest first: the fields that changed, what they said, who changed it and when."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if code not in pack().section_codes:
        raise NotFound
    found, shut = commands.open_earlier(actor, procedure, code, now())
    names = trust.users({each.by for each in found if each.by})
    labels = {field.id: field for field in pack().section_fields(code)}
    rows = [
        {
            "at": each.at,
            "by": names[each.by].name if each.by in names else "",
            "pairs": [
                (str(labels[name].label), describe_or_dash(labels[name], value))
                for name, value in each.fields.items()
                if name in labels
            ],
            "corrected": [str(labels[name].label) for name in sorted(each.corrected) if name in labels],
        }
        for each in found
    ]
    return render(
        request,
        "cases/earlier.html",
        {
            "rows": rows,
            "shut": shut,
            "name": pack().section_name(code),
            "reference": queries.reference(procedure),
            "corrections_url": reverse("cases:corrections", args=[id, code]),
            "back": reverse("cases:one", args=[id]),
        },
    )
