"""Pages of the country pack: each value with its label, its source, how sure it is, and who confirmed it here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks import pack, queries, reading
from amana.countrypacks.forms import Words, attempt
from amana.countrypacks.reading import Entry
from amana.errors import NotFound
from amana.trust import commands
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

ON_A_PAGE = 25
UNCONFIRMED, CONFIRMED, DESIGN = "unconfirmed", "confirmed", "design"
STATES = {
    "": _("All values"),
    UNCONFIRMED: _("Not confirmed yet"),
    CONFIRMED: _("Confirmed"),
    DESIGN: _("Choices of this project"),
}


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("pack.confirm"):
        raise NotFound
    return actor


class ReasonForm(forms.Form):
    """Why the value is right: what was read, or whom somebody asked."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=200)
    reason = Words(
        label=_("What it rests on"), help_text=_("The document you read, or the authority you asked, with its date."),
        max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class SearchForm(forms.Form):
    """Words in a value, and how sure it is; a search in a law book is no secret and stays in the address."""

    q = forms.CharField(label=_("Word"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("How sure"), required=False, choices=list(STATES.items()))


@dataclass(frozen=True)
class Shown:
    """A value on a page: what it says, its state here, and who confirmed it."""

    entry: Entry
    state: str
    confirmation: queries.Confirmation | None
    by: str


@dataclass(frozen=True)
class SectionRow:
    """A section of the pack in the list of sections."""

    id: str
    name: str
    values: int
    unconfirmed: int


def _rows_of(entries: Iterable[Entry]) -> list[Shown]:
    vouched = queries.confirmations()
    names = trust.users([row.confirmed_by for row in vouched.values()])
    return [_one(entry, vouched, names) for entry in entries]


def _one(entry: Entry, vouched: Mapping[str, queries.Confirmation], names: Mapping[Any, Any]) -> Shown:
    row = vouched.get(entry.value.path)
    state = CONFIRMED if row is not None else entry.value.confidence
    return Shown(entry, state, row, names[row.confirmed_by].name if row and row.confirmed_by in names else "")


@require_GET
def values(request: HttpRequest) -> HttpResponse:
    """Lists the sections of the pack with what is unconfirmed in each; with a word or a state, the matching values."""
    actor = actor_of(request)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = _rows_of(reading.entries(pack()))
    context: dict[str, Any] = {
        "pack": pack(), "form": form, "confirms": actor.can("pack.confirm"),
        "unconfirmed": sum(row.state == UNCONFIRMED for row in rows),
    }  # fmt: skip
    if wanted.get("q") or wanted.get("state"):
        return _render_list(request, context, _matching_rows(rows, wanted))
    sections: dict[str, list[Shown]] = {}
    for row in rows:
        sections.setdefault(row.entry.section, []).append(row)
    context["sections"] = [
        SectionRow(id, reading.section_name(id), len(shown), sum(row.state == UNCONFIRMED for row in shown))
        for id, shown in sections.items()
    ]
    return render(request, "trust/pack.html", context)


@require_GET
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Shows the values of one section, a page at a time. Raises NotFound for a section that the pack lacks."""
    actor = actor_of(request)
    form = SearchForm(request.GET)
    rows = _rows_of(entry for entry in reading.entries(pack()) if entry.section == section)
    if not rows:
        raise NotFound
    context = {
        "pack": pack(), "form": form, "confirms": actor.can("pack.confirm"), "section": reading.section_name(section),
        "unconfirmed": sum(row.state == UNCONFIRMED for row in rows),
    }  # fmt: skip
    return _render_list(request, context, _matching_rows(rows, form.cleaned_data if form.is_valid() else {}))


def _matching_rows(rows: list[Shown], wanted: Mapping[str, Any]) -> list[Shown]:
    said = {entry.value.path for entry in reading.find_entries([row.entry for row in rows], wanted.get("q", ""))}
    state = wanted.get("state", "")
    return [row for row in rows if row.entry.value.path in said and state in ("", row.state)]


def _render_list(request: HttpRequest, context: dict[str, Any], rows: list[Shown]) -> HttpResponse:
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(request, "trust/pack_values.html", {**context, "page": page, "asked": asked.urlencode()})


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Shows one value and its source, and takes the reason for confirming it here."""
    actor = _keeper(request)
    path = request.POST.get("path") or request.GET.get("path", "")
    try:
        value = pack().value(path)
    except KeyError:
        raise NotFound from None
    entry = reading.entry_of(value, pack())
    form = ReasonForm(request.POST or None, initial={"path": path})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(form, lambda: commands.confirm_pack_value(actor, path=path, reason=reason, now=now()))
        if done is not None:
            return redirect("trust:pack_section", entry.section)
    return render(
        request,
        "trust/pack_confirm.html",
        {"form": form, "row": _rows_of([entry])[0], "section": reading.section_name(path), "section_id": entry.section},
        status=422 if form.errors else 200,
    )
