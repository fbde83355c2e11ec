"""What the person herself gets: the receipt of a yes, and who opened her file; on the page, read aloud, and on paper."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana import vault
from amana.cases import queries
from amana.cases.asking import aloud
from amana.cases.openings import Seen, list_openings, openings_of
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.consent.queries import Agreement
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.printing import Unprintable, as_printed, qr
from amana.subject_access import commands
from amana.subject_access.pack_sections import RECEIPT
from amana.subject_access.paper import Part, paper
from amana.subject_access.receipts import Receipt, day_of, opening_line, receipt_of
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

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
    agreed, at = _agreement(procedure, consent), now()
    words = _words(actor, procedure, agreed)
    receipt = receipt_of(procedure, agreed, words.get("limits", ""))
    if request.method == "POST":
        content = _receipt_paper(procedure, agreed, receipt, words.get("limits", ""))
        commands.printed_for_her(actor, procedure, "receipt", at)
        return pdf(content, "receipt")
    page = {
        "agreed": agreed,
        "receipt": receipt,
        "witness": words if "witness_name" in words else None,
        "lines": [text for _name, text in receipt.lines],
        "no_translation": [] if receipt.translated else receipt.lacking(RECEIPT.of(pack()).no_translation),
        "draft": receipt.language in pack().consent.in_languages,
        "aloud": aloud(receipt.spoken),
        "fields": qr(_code_of(receipt)),
        "reference": queries.reference(procedure),
        "seen": list_openings(_openings(procedure, consent)),
        "back": reverse("cases:one", args=[id]),
    }
    return render(request, "subject_access/receipt.html", page)


def _words(actor: Actor, procedure: Procedure, agreed: Agreement) -> dict[str, str]:
    """Her limits and the witness, where the reader holds a key to them; the opening is in the trail."""
    if agreed.words is None or not vault.texts.can_open(actor, agreed.words):
        return {}
    ground = queries.grounds(actor, "cases.read", procedure)
    return consents.open_words(actor, agreed, ground=ground.ground if ground else "", now=now())


def _code_of(receipt: Receipt) -> str:
    """What the QR code says: the receipt without her own words, which stay on the paper."""
    return "\n".join([receipt.title, *(text for name, text in receipt.lines if name != "limits")])


def _receipt_paper(procedure: Procedure, agreed: Agreement, receipt: Receipt, limits: str) -> bytes:
    """The receipt as a paper, in her language as far as its letters can be printed; else it says so, in all three languages.

    Raises Unprintable where not even a name on it can be printed.
    """
    said = RECEIPT.of(pack())
    warnings = [] if receipt.translated else receipt.lacking(said.no_translation)
    try:
        return _typeset(receipt, warnings)
    except Unprintable:
        plain = receipt_of(procedure, agreed, limits, for_reader=True)
    if receipt.language not in LANGUAGES:
        warnings = receipt.lacking(said.not_printable)
    try:
        return _typeset(plain, warnings)
    except Unprintable:
        without = receipt_of(procedure, agreed, for_reader=True)
        return _typeset(without, [*warnings, *((each, said.limits_not_printed.text(each)) for each in LANGUAGES)])


def _typeset(receipt: Receipt, warnings: Sequence[tuple[str, str]]) -> bytes:
    said = [Part(lines=[text for _name, text in receipt.lines]), Part(list=receipt.rights)]
    warned = [Part(lines=[text], language=language) for language, text in warnings]
    return paper(receipt.language, receipt.title, [*warned, *said], code=_code_of(receipt), code_says=receipt.title)


def _agreement(procedure: Procedure, consent_id: UUID) -> Agreement:
    return consent.agreement(procedure.id, consent_id)


def _openings(procedure: Procedure, consent_id: UUID) -> list[consent.Opening]:
    return consent.openings_by(procedure.id, consent_id)


@require_http_methods(["GET", "POST"])
def openings(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who opened what in this case, when and on which ground: for the organisation that holds it; a POST prints it for her."""
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
        request,
        "subject_access/openings.html",
        {**page, "languages_of_paper": LANGUAGES, "may_copy": actor.can("cases.manage")},
    )


def _openings_paper(language: str, procedure: Procedure, rows: Sequence[Seen]) -> bytes:
    """For her: what was opened, by which function of which organisation, on which ground. Without names of those who work."""
    lines = [
        gettext("Each line says what was opened, when, and by whom: by their work, not by their name."),
        gettext("Number of the file: %(number)s") % {"number": as_printed(queries.reference(procedure))},
        gettext("Printed on %(day)s.") % {"day": day_of(now())},
    ]
    listed = [opening_line(row) for row in rows]
    rest = [gettext("If you do not know why somebody looked, ask. You may complain, and you lose nothing by it.")]
    if not listed:
        listed = [gettext("Nobody yet.")]
    return paper(language, gettext("Who opened my file"), [Part(lines=lines), Part(list=listed), Part(lines=rest)])
