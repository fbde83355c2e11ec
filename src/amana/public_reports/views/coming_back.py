"""Coming back with a code: where it stands, what was answered, and more words, a telephone, or "stop".

The code is typed once. What the opened page carries for the next step is a pass, which ends after a while and shows no code.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import OperationalError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amana import vault
from amana.errors import AmanaError, StoreAway
from amana.intake.words import STATUS
from amana.public_reports import commands as letterbox
from amana.public_reports.errors import ReportClosed
from amana.public_reports.forms import CodeForm, MoreForm, PhoneForm
from amana.public_reports.rules import CLOSED, MOST_BYTES
from amana.public_reports.views._files import File, NotTaken, for_the_browser, with_a_form
from amana.public_reports.views.page import page, source_of
from amana.vault.clock import now

PASS_LASTS: Final = timedelta(minutes=20)
_PURPOSE: Final = "follow"
# What a right code opens is longer than the word about a wrong one; both are filled up to steps of this size.
_STEP_BYTES: Final = 16_384


@csrf_exempt  # the code alone opens, and no cookie does: there is nothing that another site could use
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """A right code, or the pass of an opened page, opens what was told; a wrong one is told so on the same page."""
    if request.method != "POST":
        return page(request, "public_reports/code.html", {"form": CodeForm()})
    request.META["amana.step_bytes"] = _STEP_BYTES
    given = request.POST.get("pass", "")
    if given:
        code = vault.passes.read_pass(_PURPOSE, given, now(), lasts=PASS_LASTS)
        if code is None:
            return _ask(
                request, _("This page was open for long. Write your code once more; your words are still here.")
            )
        return _further(request, code)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return page(request, "public_reports/code.html", {"form": form}, status=422)
    return _open(request, form.cleaned_data["code"], text=form.cleaned_data["text"])


def _further(request: HttpRequest, code: str) -> HttpResponse:
    """Something more, by the pass of an opened page."""
    deed = request.POST.get("do", "")
    forms: dict[str, Form] = {}
    if deed == "words":
        more = forms["more"] = MoreForm(request.POST, request.FILES, sealed="sealed" in request.FILES)
        if more.is_valid():
            try:
                files = with_a_form(request, more.cleaned_data["picture"])
            except NotTaken as refusal:
                more.add_error(None, str(refusal))
            else:
                return _open(request, code, text=more.cleaned_data["text"], files=files)
    elif deed == "phone":
        phone = forms["phone"] = PhoneForm(request.POST)
        if phone.is_valid():
            return _open(request, code, contact=phone.contact())
    elif deed == "stop":
        return _open(request, code, stop=True)
    return _open(request, code, forms=forms, status=422 if forms else 200)


def _open(
    request: HttpRequest,
    code: str,
    *,
    text: str = "",
    contact: Mapping[str, str] | None = None,
    stop: bool = False,
    files: Sequence[File] = (),
    forms: Mapping[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    moment = now()
    try:
        found = letterbox.follow(
            code,
            text=text,
            contact=contact or {},
            stop=stop,
            files=files,
            token=request.POST.get("token", ""),
            source=source_of(request),
            now=moment,
        )
    except AmanaError as later:
        return _ask(request, later.message, status=later.status)
    except OperationalError:  # the database is away: what was typed goes back to the person who typed it
        return _ask(request, StoreAway().message, status=StoreAway.status)
    if found is None:
        form = CodeForm(request.POST)
        form.add_error("code", _("We do not know this code. Look at each digit; nothing was lost."))
        return page(request, "public_reports/code.html", {"form": form}, status=422)
    context: dict[str, Any] = {
        "status": STATUS[found.status],
        "closed": ReportClosed().message if found.status == CLOSED else "",
        "found": found,
        "added": "stop" if stop else "phone" if contact else "words" if text or files else "",
        "pass": vault.passes.give_pass(_PURPOSE, vault.codes.digits_of(code), moment),
        "token": letterbox.new_token(moment),
        "more": MoreForm(initial={} if text or files else {"text": request.POST.get("text", "")}),
        "phone": PhoneForm(
            initial={} if contact else {name: request.POST.get(name, "") for name in PhoneForm.base_fields}
        ),
        "readers": for_the_browser(),
        "most_bytes": MOST_BYTES,
        **(forms or {}),
    }
    return page(request, "public_reports/follow.html", context, status=status, records=True)


def _ask(request: HttpRequest, why: str, *, status: int = 422) -> HttpResponse:
    """The code is asked for, with the reason; words that were typed stay on the page."""
    form = CodeForm(request.POST)
    if "code" not in request.POST:
        form.errors.pop("code", None)
    form.add_error(None, why)
    return page(request, "public_reports/code.html", {"form": form}, status=status)
