"""Pairs of files that may be one person's: the list of a supervisor, and the two side by side."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana import vault
from amana.cases import queries
from amana.cases.commands import open_section
from amana.cases.display import describe_value
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.countrypacks.values import Field
from amana.duplicates import commands
from amana.duplicates.forms import LinkForm
from amana.duplicates.queries import finding, likeness
from amana.duplicates.queries import links as pairs
from amana.duplicates.queries.links import Link
from amana.duplicates.reasons import LIKELY, judge, reasons_of
from amana.duplicates.states import LinkState
from amana.errors import Conflict, NotAllowed, NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

_AT_ONCE = 25
_STATES = {"waiting": ("proposed", "chosen", "later"), "same": ("same",), "different": ("different",)}
_FACTS = ("sex", "age_group", "nationality", "languages", "governorate")
_IDENTITY = ("full_name", "other_names", "alias", "date_of_birth", "place_of_birth", "document_no")


def _supervisor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("cases.review"):
        raise NotAllowed
    return actor


@require_GET
def links(request: HttpRequest) -> HttpResponse:
    """Pairs that wait for a supervisor, and those that were decided."""
    actor = _supervisor(request)
    which = request.GET.get("which", "waiting")
    rows = pairs.links_for(actor).filter(state__in=_STATES.get(which, _STATES["waiting"]))
    page = Paginator(rows, _AT_ONCE).get_page(request.GET.get("page"))
    shown_rows = list(page.object_list)
    facts = _codes(shown_rows)
    return render(
        request,
        "duplicates/links.html",
        {
            "rows": sorted((_row(actor, row, facts) for row in shown_rows), key=_by_likelihood),
            "page": page,
            "which": which if which in _STATES else "waiting",
            "not_indexed": next(finding.not_indexed(actor), None) is not None,
        },
    )


def _row(actor: Actor, row: Link, facts: dict[UUID, Any]) -> dict[str, Any]:
    scored = pairs.pair_score(row.organisation, facts, row.one_id, row.other_id)
    return {
        "link": row,
        "ones": [queries.reference(each) for each in (row.one, row.other)],
        "probability": scored.probability if scored else 0.0,
        "judged": judge(scored) if scored else None,
        "reasons": reasons_of(scored)[:3] if scored else [],
        "chosen_by": trust.user_name(row.proposed_by) if row.state == LinkState.CHOSEN else "",
        "decided_by": trust.user_name(row.decided_by),
    }


def _by_likelihood(row: dict[str, Any]) -> tuple[int, float]:
    """The strongest word first, pairs that were not compared last."""
    judged = row["judged"]
    return (judged.rank if judged else len(LIKELY), -row["probability"])


@dataclass(frozen=True)
class Compared:
    """One line of the two files side by side; `differs` only where both say something."""

    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.one and self.other and self.one != self.other)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, id: UUID) -> HttpResponse:
    """Two files side by side, what differs, what each field says; and what the supervisor decides."""
    actor = _supervisor(request)
    row = _find_link(actor, id)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: commands.decide_link(
                actor, row, values["answer"], reason=values["reason"], revision=_revision_in(request), now=now()
            ),
        )
        if done is not None:
            return redirect("cases:links")
    return _page(request, actor, row, form)


@require_POST
def open_link(request: HttpRequest, id: UUID) -> HttpResponse:
    """The two identities opened side by side, where the supervisor holds a key to both; each opening leaves a line."""
    actor = _supervisor(request)
    row = _find_link(actor, id)
    if not _both_open(actor, row):
        raise NotFound
    at = now()
    identities = [open_section(actor, each, "identity", at)[0] for each in (row.one, row.other)]
    reason = commands.open_reason(actor, row, at)
    return _page(request, actor, row, LinkForm(), identities=identities, reason=reason)


@require_POST
def undo_link(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was decided holds no more."""
    actor = _supervisor(request)
    row = _find_link(actor, id)
    commands.undo_link(actor, row, revision=_revision_in(request), now=now())
    return redirect("cases:link", id)


@require_POST
def index_more(request: HttpRequest) -> HttpResponse:
    """The next files that nobody can find by name yet are indexed; pressed again, it goes on."""
    commands.index_what_waits(_supervisor(request), now())
    return redirect("cases:links")


def _find_link(actor: Actor, id: UUID) -> Link:
    row = pairs.link(actor, id)
    if row is None:
        raise NotFound
    return row


def _revision_in(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _codes(rows: Sequence[Link]) -> dict[UUID, bytes]:
    """The codes of all files of these pairs."""
    files: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        files[row.organisation] |= {row.one_id, row.other_id}
    return {id: codes for house, ids in files.items() for id, codes in likeness.read_kept_codes(house, ids).items()}


def _both_open(actor: Actor, row: Link) -> bool:
    files = (row.one, row.other)
    visible = queries.visible_to(actor).filter(id__in=[each.id for each in files]).count() == 2
    if not visible:
        return False
    sealed = [queries.sealed_sections(each).get("identity") for each in files]
    return all(each is not None and vault.texts.can_open(actor, each) for each in sealed)


def _page(
    request: HttpRequest,
    actor: Actor,
    row: Link,
    form: LinkForm,
    *,
    identities: list[dict[str, Any]] | None = None,
    reason: str = "",
) -> HttpResponse:
    files = (row.one, row.other)
    facts = _codes([row])
    scored = pairs.pair_score(row.organisation, facts, row.one_id, row.other_id)
    mine = {each.id for each in queries.own_among(actor, files)}
    conflict = isinstance(getattr(form, "refusal", None), Conflict)
    return render(
        request,
        "duplicates/link.html",
        {
            "link": row,
            "form": form,
            "heads": [_head(each, each.id in mine) for each in files],
            "lines": _lines(files, mine, identities),
            "opened": identities is not None,
            "may_open": identities is None and _both_open(actor, row),
            "reasons": reasons_of(scored) if scored else [],
            "judged": judge(scored) if scored else None,
            "chosen_by": trust.user_name(row.proposed_by) if row.state == LinkState.CHOSEN else "",
            "decided_by": trust.user_name(row.decided_by),
            "decided": row.state in (LinkState.SAME, LinkState.DIFFERENT, LinkState.LATER),
            "reason": reason,
        },
        status=409 if conflict else 422 if form.errors else 200,
    )


def _head(procedure: Procedure, mine: bool) -> dict[str, Any]:
    name, phone = finding.contact_of(procedure)
    machine = pack().machine("procedure")
    return {
        "reference": queries.reference(procedure),
        "url": reverse("cases:one", args=[procedure.id]) if mine else "",
        "since": procedure.opened_at or procedure.begun_at,
        "help": machine.state(procedure.help).name,
        "contact": name,
        "phone": phone,
    }


def _lines(
    files: tuple[Procedure, Procedure], mine: set[UUID], identities: list[dict[str, Any]] | None
) -> list[Compared]:
    """Coded facts of files of the actor's own supervision, and the identities where they were opened."""
    told = [queries.facts_of(each) if each.id in mine else {} for each in files]
    coded = {field.id: field for field in pack().case_facts}
    lines = [_line(coded[name], told) for name in _FACTS if name in coded]
    if identities is not None:
        fields = {field.id: field for field in pack().section_fields("identity")}
        lines = [*(_line(fields[name], identities) for name in _IDENTITY if name in fields), *lines]
    return [line for line in lines if line.one or line.other]


def _line(field: Field, told: list[dict[str, Any]]) -> Compared:
    one, other = (
        str(describe_value(field, each[field.id])) if each.get(field.id) not in (None, "", []) else "" for each in told
    )
    return Compared(str(field.label), one, other)
