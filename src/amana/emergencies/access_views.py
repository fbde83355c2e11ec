"""The auditor's page: a sample of openings, emergencies, refusals; findings and their answers."""

import secrets
from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.openings import ground_words, what_of
from amana.countrypacks.forms import Words, clean_text
from amana.emergencies import queries as glass
from amana.emergencies.access_queries import oversight, readers, short
from amana.errors import NotFound
from amana.oversight import findings
from amana.trust.actor import Actor, actor_of
from amana.trust.trail import watch
from amana.vault.clock import now


class FindingForm(forms.Form):
    """A finding on a line of the audit log."""

    line = forms.IntegerField(label=_("Line"), min_value=1)
    words = Words(label=_("What you found"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("trail.read"):
        raise NotFound
    return actor


def _purpose_words() -> dict[str, str]:
    return {
        "identification": gettext("identification"),
        "protection": gettext("protection"),
        "assistance": gettext("help"),
        "return": gettext("return"),
        "justice": gettext("justice"),
        "coordination": gettext("coordination"),
        "prevention": gettext("prevention"),
        "account": gettext("account of the work"),
        "oversight": gettext("oversight"),
        "administration": gettext("administration"),
    }


@require_http_methods(["GET", "POST"])
def oversight_page(request: HttpRequest) -> HttpResponse:
    """Shows a sample of openings, drawn by a repeatable number; emergencies; who was refused; findings."""
    actor = _reader(request)
    form = FindingForm(request.POST or None, initial={"line": request.GET.get("line", "")})
    if request.method == "POST" and form.is_valid():
        findings.note(actor, line=form.cleaned_data["line"], words=form.cleaned_data["words"], now=now())
        return redirect("emergencies:oversight")
    seed, upto = _number(request, "seed"), _number(request, "upto")
    seed = seed if seed is not None else secrets.randbelow(1_000_000)
    at = now()
    seen = oversight(actor, seed, upto)
    purposes = _purpose_words()
    emergencies = [
        {
            "staff": short(each.row.user),
            "at": each.row.at,
            "due": each.row.review_due,
            "reviewed": each.row.reviewed_at,
            "outcome": each.outcome,
            "late": each.row.reviewed_at is None and each.row.review_due < at,
        }
        for each in glass.all_for(actor, at - timedelta(days=90))
    ]
    context = {
        "seen": seen,
        "sample": [
            (each, what_of(each.verb), ground_words(each.ground) or each.ground, purposes[each.purpose])
            for each in seen.sample
        ],
        "seed": seed,
        "emergencies": emergencies,
        "often": [(short(user), times) for user, times in glass.frequent_users(actor, at).items()],
        "form": form,
        "readers": readers(actor, at),
        "checked": watch.last_check(),
        "findings": findings.newest(actor, now=at),
        "may_answer": actor.can("protection.watch"),
        "now": at,
    }
    return render(request, "emergencies/oversight.html", context, status=422 if form.errors else 200)


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None


@require_POST
def answer_finding(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answers a finding, as the data-protection officer."""
    actor = actor_of(request)
    if not actor.can("protection.watch"):
        raise NotFound
    words = clean_text(request.POST.get("words", ""))[:4000]
    if words.strip():
        findings.answer(actor, id, words=words, now=now())
    return redirect("emergencies:oversight")
