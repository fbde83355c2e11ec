"""A report in four short pages at one address. Between them everything typed lies in the page, and nowhere else.

What is written is sealed and stored before the receipt is shown. The receipt is shown until somebody typed back its last
block, or leaves. A form without a page is the whole report at once.
"""

from typing import Any, Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amana import vault
from amana.errors import AmanaError, StoreAway
from amana.public_reports import commands as letterbox
from amana.public_reports.forms import (
    FIRST,
    LAST,
    PAGES,
    ReportForm,
    TypedForm,
    asked_on,
    last_block,
    said_elsewhere,
)
from amana.public_reports.rules import MOST_BYTES
from amana.public_reports.views._files import NotTaken, for_the_browser, with_a_form
from amana.public_reports.views.page import page, source_of
from amana.vault.clock import now

_ORDER: Final = tuple(PAGES)
_TYPED_BACK: Final = "typed_back"


@csrf_exempt  # nobody is signed in and no cookie opens anything: a report is not lost because cookies are off
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The page of the report that comes next, or its receipt."""
    if request.method != "POST":
        return _asking(request, FIRST, ReportForm(page=FIRST))
    at = request.POST.get("page", "")
    if at == _TYPED_BACK:
        return _typed_back(request)
    if at not in PAGES:
        return _send(request)
    if request.POST.get("go") == "stay":  # the same page, in another language
        return _asking(request, at, _build_unchecked_form(request, at))
    place = _ORDER.index(at)
    if request.POST.get("go") == "back":
        return _asking(request, _ORDER[max(place - 1, 0)], _build_unchecked_form(request, _ORDER[max(place - 1, 0)]))
    form = ReportForm(request.POST, request.FILES, page=at)
    if not form.is_valid():
        return _asking(request, at, form, status=422)
    if at == LAST:
        return _send(request)
    return _asking(request, _ORDER[place + 1], _build_unchecked_form(request, _ORDER[place + 1]))


def _build_unchecked_form(request: HttpRequest, at: str) -> ReportForm:
    """A page with what was typed on it before, without a word about mistakes."""
    return ReportForm(page=at, initial={name: request.POST.get(name, "") for name in asked_on(at)})


def _asking(request: HttpRequest, at: str, form: ReportForm, *, status: int = 200) -> HttpResponse:
    token = request.POST.get("token") or letterbox.new_token(now())
    context: dict[str, Any] = {
        "form": form,
        "at": at,
        "first": at == FIRST,
        "last": at == LAST,
        "number": _ORDER.index(at) + 1,
        "pages": len(_ORDER),
        "hidden": [("page", at), ("token", token[:200]), *said_elsewhere(request.POST, at)],
        "danger": request.POST.get("danger") == "yes",
    }
    if at == LAST:
        context.update(work_url=reverse("work"), most_bytes=MOST_BYTES, readers=for_the_browser())
    return page(request, "public_reports/report.html", context, status=status, records=True)


def _send(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        wrong = [at for at in _ORDER if set(asked_on(at)) & set(form.errors)]
        at = wrong[0] if wrong else LAST
        again = ReportForm(request.POST, request.FILES, page=at)
        return _asking(request, at, again, status=422)
    said = form.cleaned_data
    try:
        files = with_a_form(request, said["picture"])
        receipt = letterbox.drop(
            letterbox.Words(
                text=said["text"],
                place_words=said["where"],
                governorate=said["place"],
                danger=said["danger"] or "unknown",
                language=(translation.get_language() or "").split("-")[0],
                answers=form.answers(),
                contact=_how_to_reach(form),
                files=files,
            ),
            token=request.POST.get("token", "") or letterbox.new_token(now()),
            work=request.POST.get("work", ""),
            source=source_of(request),
            now=now(),
        )
    except NotTaken as refusal:
        return _not_sent(request, str(refusal), 422)
    except AmanaError as refusal:
        return _not_sent(request, refusal.message, refusal.status)
    except OperationalError:  # the database is away: what was typed goes back to the person who typed it
        return _not_sent(request, StoreAway().message, StoreAway.status)
    if not receipt.code:
        return page(request, "public_reports/receipt_before.html")
    context = {"whole": receipt.code, "groups": receipt.groups, "form": TypedForm(), "again": receipt.again}
    return page(request, "public_reports/receipt.html", context)


def _not_sent(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """The last page once more, with the reason and every word."""
    form = ReportForm(request.POST, page=LAST)
    form.add_error(None, why)
    return _asking(request, LAST, form, status=status)


def _how_to_reach(form: ReportForm) -> dict[str, str]:
    """By the fields of a contact; that somebody wants to hear nothing is said as well."""
    if form.cleaned_data["reach"] == "nothing":
        return {"safe_contact_method": "none_safe"}
    return form.contact()


def _typed_back(request: HttpRequest) -> HttpResponse:
    """The last block was typed back: the code is put away; or it was not, and is shown once more."""
    code = request.POST.get("code", "")[:40]
    if not vault.codes.is_well_formed(code):
        return _asking(request, FIRST, ReportForm(page=FIRST))
    form = TypedForm(request.POST)
    if form.is_valid() and vault.codes.digits_of(form.cleaned_data["typed"]) in (last_block(code), code):
        return page(request, "public_reports/receipt_done.html")
    context = {"whole": code, "groups": vault.codes.in_groups(code), "form": TypedForm(), "differs": True}
    return page(request, "public_reports/receipt.html", context, status=422)
