"""The pages of exports: making, reviewing, fetching and recalling one; the ledger; keys of recipients."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, succeeds
from amana.errors import NotAllowed, NotFound
from amana.exports import commands, queries
from amana.exports.forms import FingerprintForm, KeyForm, MakeExport
from amana.exports.kinds import kind_of, kinds
from amana.exports.of_lists import VIEW
from amana.exports.queries import ExportCard
from amana.exports.states import ExportState
from amana.signin.reauth import recently_proved
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.agefiles import fingerprint
from amana.vault.clock import now

STATES = {
    "waiting": ("wait", _("waits for a second person")),
    "ready": ("on", _("can be fetched")),
    "refused": ("no", _("stopped by the second person")),
    "recalled": ("late", _("called back")),
    "over": ("done", _("link has ended")),
}


def _maker(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("exports.make"):
        raise NotFound
    return actor


def _rows(cards: list[ExportCard]) -> list[dict[str, object]]:
    """Returns lines as a list shows them, with names of those who made and reviewed them."""
    names = trust.users({each for card in cards for each in (card.maker, card.decided_by) if each})
    return [
        {
            "card": card,
            "kind": _kind_name(card.kind),
            "state": STATES[card.state],
            "maker": names[card.maker].name if card.maker in names else "",
            "decided_by": names[card.decided_by].name if card.decided_by in names else "",
            "purpose": str(pack().purposes.get(card.facts.get("purpose", ""), "")),
            "sections": [str(pack().section_name(code)) for code in card.facts.get("sections", [])],
        }
        for card in cards
    ]


def _kind_name(code: str) -> str:
    try:
        return str(kind_of(code).name)
    except NotFound:
        return code


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Lists what I made or got, what waits for me, what I have to destroy, and what I can make."""
    actor = actor_of(request)
    if not actor.can("exports.make") and not actor.can("exports.approve") and not queries.mine(actor).exists():
        raise NotFound
    page = Paginator(queries.mine(actor), 30).get_page(request.GET.get("page"))
    return render(
        request,
        "exports/exports.html",
        {
            "kinds": [kind for kind in kinds(actor) if VIEW not in kind.asks],  # lists are taken from their pages
            "waiting": _rows(queries.cards(queries.waiting_for(actor)[:30])),
            "to_destroy": _rows(queries.cards(queries.to_destroy(actor)[:30])),
            "rows": _rows(queries.cards(page.object_list)),
            "page": page,
            "watches": actor.can("protection.watch"),
            "makes": actor.can("exports.make"),
        },
    )


@require_http_methods(["GET", "POST"])
@recently_proved
def make_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Makes an export: its line first, then its passphrase, shown once."""
    actor = _maker(request)
    chosen = next((each for each in kinds(actor) if each.code == kind), None)
    if chosen is None:
        raise NotFound
    view = request.GET.dict() if VIEW in chosen.asks else {}  # coded filters and an order, in the address of the page
    form = MakeExport(request.POST if request.method == "POST" else None, actor=actor, kind=chosen, view=view)
    if request.method == "POST" and form.is_valid():
        asked = form.build_request(get_language() or "en")
        made = attempt(form, lambda: commands.make_export(actor, asked, now=now()))
        if made is not None:
            return render(request, "exports/export_made.html", {"made": made, "most": commands.ALONE_UP_TO})
    context = {
        "form": form,
        "heading": chosen.name,
        "lead": chosen.lead,
        "deed": gettext("Make the file"),
        "back": reverse("exports:exports"),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@require_GET
def export(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows one line of the ledger: what, why, for whom; never the content."""
    actor, at = actor_of(request), now()
    row = queries.one(actor, id)
    (shown,) = _rows(queries.cards([row]))
    mine = queries.mine(actor).filter(id=id).exists()
    context = {
        "row": shown,
        "may_fetch": mine and row.state == ExportState.READY and row.expires_at > at,
        "may_decide": queries.waiting_for(actor).filter(id=id).exists(),
        "must_destroy": queries.to_destroy(actor).filter(id=id).exists(),
        "back": reverse("exports:exports"),
    }
    return render(request, "exports/export.html", context)


@require_POST
@recently_proved
def fetch_export(request: HttpRequest, id: UUID) -> HttpResponse:
    """Returns the file, for its maker or its recipient; fetching it is recorded in the audit log."""
    name, content = commands.fetch(actor_of(request), id, now=now())
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )


@require_POST
@recently_proved
def decide_export(request: HttpRequest, id: UUID) -> HttpResponse:
    """Releases or stops the file, by a second person."""
    actor = actor_of(request)
    if not actor.can("exports.approve"):
        raise NotFound
    if request.POST.get("answer") not in ("agree", "stop"):
        raise NotAllowed
    commands.decide(actor, id, agree=request.POST["answer"] == "agree", now=now())
    return redirect("exports:exports")


@require_POST
def export_destroyed(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that every copy of a recalled file is gone."""
    commands.confirm_destroyed(actor_of(request), id, now=now())
    return redirect("exports:exports")


@require_GET
def export_ledger(request: HttpRequest) -> HttpResponse:
    """Lists every export of the instance, for the data-protection officer: who, why, for whom, how many. No content."""
    actor = actor_of(request)
    if not actor.can("protection.watch"):
        raise NotFound
    page = Paginator(queries.ledger(actor), 50).get_page(request.GET.get("page"))
    return render(request, "exports/export_ledger.html", {"rows": _rows(queries.cards(page.object_list)), "page": page})


@require_http_methods(["GET", "POST"])
@recently_proved
def export_keys(request: HttpRequest) -> HttpResponse:
    """Lists public keys of recipients, and adds one."""
    actor, form = _maker(request), KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        key = attempt(
            form, lambda: commands.add_age_key(actor, label=values["label"], public=values["public"], now=now())
        )
        if key is not None:
            return redirect("exports:confirm_key", key)
    rows = queries.age_keys(actor.organisation_id)
    return render(request, "exports/export_keys.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@recently_proved
def confirm_key(request: HttpRequest, id: UUID) -> HttpResponse:
    """Confirms the fingerprint of a key as its holder reads it out; it is not shown, so that nobody copies it."""
    actor, form = _maker(request), FingerprintForm(request.POST or None)
    row = next((each for each in queries.age_keys(actor.organisation_id) if each.id == id), None)
    if row is None:
        raise NotFound
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["typed"]
        if succeeds(form, lambda: commands.confirm_age_key(actor, id, typed=typed, now=now())):
            return redirect("exports:export_keys")
    context = {
        "form": form,
        "heading": row.label,
        "lead": gettext(
            "Call the holder of the key on a number that you know already, and let them read you the fingerprint."
            " Its first five digits here are %(digits)s."
        )
        % {"digits": fingerprint(row.public).split()[0]},
        "deed": gettext("The digits are the same"),
        "back": reverse("exports:export_keys"),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@require_POST
@recently_proved
def end_key(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ends a key: no file is sealed to it any more."""
    commands.end_age_key(_maker(request), id, now=now())
    return redirect("exports:export_keys")
