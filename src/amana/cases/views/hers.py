"""What the person herself gets: the receipt of a yes, and who opened her file; on the page, read aloud, and on paper."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.cases import commands, queries
from amana.cases.hers import Part, paper
from amana.cases.openings import Seen, openings_of, seen
from amana.cases.queries import Procedure
from amana.cases.told_to_her import day_of, opening_line, receipt_lines
from amana.consent import queries as consent
from amana.consent.queries import Agreement
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.printing import as_printed, qr
from amana.trust.actor import actor_of
from amana.trust.clock import now

LANGUAGES = ("ar", "ckb", "en")


def pdf(content: bytes, name: str) -> HttpResponse:
    """The answer that gives a paper; its file name says nothing about anybody."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def chosen_language(request: HttpRequest, spoken: str = "") -> str:
    """The language of a paper: as chosen on the page, else hers, else that of the page."""
    wanted = request.POST.get("language", "") or spoken
    return wanted if wanted in LANGUAGES else translation.get_language() or "en"


@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, id: UUID, consent: UUID) -> HttpResponse:
    """What she may take with her: what was agreed, in her language, without her name; a POST prints it."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "consent.record", procedure)
    agreed = _agreement(procedure, consent)
    language = chosen_language(request, agreed.facts.get("language", ""))
    with translation.override(language):
        rows = receipt_lines(procedure, agreed)
        rights = [str(each) for each in pack().receipt.rights]
        aloud = [f"{text}." if not text.endswith((".", "؟", "。")) else text for _, text in rows]
        title = str(pack().receipt.title)
        code = "\n".join([title, *(text for _, text in rows)])
        if request.method == "POST":
            commands.printed_for_her(actor, procedure, "receipt", now())
            parts = [Part(lines=[text for _, text in rows]), Part(list=rights)]
            return pdf(paper(language, title, parts, code=code, code_says=title), "receipt")
        page = {
            "agreed": agreed,
            "title": title,
            "lines": [text for _, text in rows],
            "rights": rights,
            "aloud": [*aloud, *rights],
            "fields": qr(code),
            "reference": queries.reference(procedure),
            "receipt_language": language,
            "seen": seen(_openings(procedure, consent)),
            "back": reverse("cases:one", args=[id]),
        }
        return render(request, "cases/receipt.html", page)


def _agreement(procedure: Procedure, consent_id: UUID) -> Agreement:
    return consent.agreement(procedure.id, consent_id)


def _openings(procedure: Procedure, consent_id: UUID) -> list[consent.Opening]:
    return consent.openings_by(procedure.id, consent_id)


@require_http_methods(["GET", "POST"])
def openings(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who opened what in this case, when and on which ground: for the house that holds it; a POST prints it for her."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if queries.only_by_consent(actor, procedure):
        raise NotFound
    if request.method == "POST":
        language = chosen_language(request)
        with translation.override(language):
            content = _openings_paper(language, procedure, openings_of(procedure))
        commands.printed_for_her(actor, procedure, "openings", now())
        return pdf(content, "openings")
    page = {"rows": openings_of(procedure), "reference": queries.reference(procedure), "procedure": procedure}
    return render(
        request, "cases/openings.html", {**page, "languages_of_paper": LANGUAGES, "may_copy": actor.can("cases.manage")}
    )


def _openings_paper(language: str, procedure: Procedure, rows: Sequence[Seen]) -> bytes:
    """For her: what was opened, by which function of which house, on which ground. Without names of those who work."""
    lines = [
        gettext("Each line says what was opened, when, and by whom: by their work, not by their name."),
        gettext("Number of the file: %(number)s") % {"number": as_printed(queries.reference(procedure))},
        gettext("Printed on %(day)s.") % {"day": day_of(now())},
    ]
    listed = [opening_line(row) for row in rows]
    rest = [gettext("If you do not know why somebody looked, ask. You may complain, and it costs you nothing.")]
    if not listed:
        listed = [gettext("Nobody yet.")]
    return paper(language, gettext("Who opened my file"), [Part(lines=lines), Part(list=listed), Part(lines=rest)])
