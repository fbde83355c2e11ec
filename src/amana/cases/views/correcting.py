"""Corrections of a section, and what she objects to: read by users who may open it, noted by those who keep it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from amana.cases import commands, queries
from amana.cases.display import describe_or_dash
from amana.cases.forms import ObjectionForm
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed, NotFound
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest, id: UUID, code: str) -> HttpResponse:
    """What was corrected, with what stood there before, and her objections; a POST notes one."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if code not in pack().section_codes:
        raise NotFound
    form = ObjectionForm(request.POST or None)
    if request.method == "POST":
        if not actor.can("cases.manage"):
            raise NotAllowed
        if form.is_valid():
            words, why = form.cleaned_data["words"], form.cleaned_data["why"]
            kept = attempt(
                form, lambda: commands.note_objection(actor, procedure, code, words=words, why=why, now=now())
            )
            if kept is not None:
                return redirect("cases:corrections", id, code)
    labels = {field.id: field for field in pack().section_fields(code)}
    rows: list[dict[str, Any]] = []
    for row, words in commands.open_corrections(actor, procedure, code, now()):
        changes = [
            (str(labels[name].label), describe_or_dash(labels[name], before), describe_or_dash(labels[name], after))
            for name, (before, after) in words.get("changes", {}).items()
            if name in labels
        ]
        rows.append({"at": row.at, "refused": row.refused, **words, "pairs": changes})
    return render(
        request,
        "cases/corrections.html",
        {
            "rows": rows,
            "form": form,
            "may_note": actor.can("cases.manage"),
            "name": pack().section_name(code),
            "reference": queries.reference(procedure),
            "change_url": reverse("cases:change_section", args=[id, code]),
            "back": reverse("cases:one", args=[id]),
        },
        status=422 if form.errors else 200,
    )
