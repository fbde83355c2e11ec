"""A person with a case opens her own page by code and PIN, takes back what she agreed to, complains, or says what she thinks."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amana import vault
from amana.countrypacks import dates
from amana.intake.errors import NobodyReads
from amana.own_page.commands import Visit, Wish, visit
from amana.own_page.commands.visiting import COMPLAIN, FEEDBACK, WITHDRAW
from amana.own_page.forms import VisitForm, WishForm
from amana.public_reports import commands as letterbox
from amana.public_reports.errors import ComeBackLater
from amana.public_reports.views.page import page, source_of
from amana.vault.clock import now

PASS_LASTS: Final = timedelta(minutes=20)
_PURPOSE: Final = "own page"


@csrf_exempt  # code and PIN alone open, and no cookie does: there is nothing that another site could use
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Code and PIN, or the pass of an opened page, open her page; wrong ones are told so on the same page."""
    if request.method != "POST":
        return page(request, "own_page/her_door.html", {"form": VisitForm()})
    given = request.POST.get("pass", "")
    if not given:
        form = VisitForm(request.POST)
        if not form.is_valid():
            return page(request, "own_page/her_door.html", {"form": form}, status=422)
        return _open(request, form.cleaned_data["code"], form.cleaned_data["pin"])
    read = vault.passes.read_pass(_PURPOSE, given, now(), lasts=PASS_LASTS)
    if read is None:
        return _ask(request, _("This page was open for long. Type your code and your PIN once more."))
    code, _between, pin = read.partition("|")
    return _further(request, code, pin)


def _further(request: HttpRequest, code: str, pin: str) -> HttpResponse:
    deed, consent = request.POST.get("do", ""), request.POST.get("consent", "")
    if deed == "all":
        return _open(request, code, pin, Wish(WITHDRAW, everything=True))
    if deed == WITHDRAW and consent:
        return _open(request, code, pin, Wish(WITHDRAW, consents=frozenset({consent})))
    if deed in (COMPLAIN, FEEDBACK):
        form = WishForm(request.POST, prefix=deed)
        if form.is_valid():
            return _open(request, code, pin, Wish(deed, text=form.cleaned_data["text"]))
        return _open(request, code, pin, forms={deed: form})
    return _open(request, code, pin)


def _open(
    request: HttpRequest, code: str, pin: str, wish: Wish | None = None, forms: dict[str, WishForm] | None = None
) -> HttpResponse:
    moment = now()
    try:
        found = visit(code, pin, wish=wish, token=request.POST.get("token", ""), source=source_of(request), now=moment)
    except (ComeBackLater, NobodyReads) as later:
        return _ask(request, str(later.message), status=later.status)
    if found is None:
        return _ask(request, _("This code and this PIN open nothing together. Look at both once more."))
    context = {
        **_in_her_language(found),
        "found": found,
        "done": wish.what if wish else "",
        "pass": vault.passes.give_pass(_PURPOSE, f"{vault.codes.digits_of(code)}|{pin}", moment),
        "token": letterbox.new_token(moment),
        "complain": WishForm(prefix=COMPLAIN),
        "feedback": WishForm(prefix=FEEDBACK),
        **(forms or {}),
    }
    return page(request, "own_page/her_page.html", context, status=422 if forms else 200)


def _in_her_language(found: Visit) -> dict[str, Any]:
    spoken = found.spoken.get((translation.get_language() or "").split("-")[0]) or next(iter(found.spoken.values()))
    consents = zip(found.consents, spoken["consents"], strict=True)
    return {
        "consents": [(id, lines, id in found.withdrawn) for id, lines in consents],
        "openings": [dates.days_in_words(line) for line in spoken["openings"]],
        "contact": spoken["contact"],
    }


def _ask(request: HttpRequest, why: str, *, status: int = 422) -> HttpResponse:
    form = VisitForm(request.POST)
    if "code" not in request.POST:
        form.errors.clear()
    form.add_error(None, why)
    return page(request, "own_page/her_door.html", {"form": form}, status=status)
