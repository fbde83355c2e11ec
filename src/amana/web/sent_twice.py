"""Forms of the desk that are sent twice: by two clicks, by a connection that broke, or from a page of before.

Left out are: signing in and out, at whose end there is another user or none; the language, whose form carries no token;
looking for something by the bar of every page, which stores nothing; what a page sends by itself while somebody types; what
a server sends, which is no form. The public face has no users: its reports have a token from which the code on the receipt
follows, and it answers with that code.
"""

from collections.abc import Callable
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from amana.drafts.commands import sent_forms
from amana.drafts.commands.sent_forms import FIELD, SentBefore, SentNow
from amana.errors import AmanaError
from amana.signin.reauth import NEVER_REPEATED
from amana.trust.queries import User
from amana.vault.clock import now
from amana.web.given_back import kept_fields
from amana.web.middleware import ErrorsAsPages, Next

LEFT_OUT: Final = frozenset({"account_logout", "find"})


class SentTwice:
    """Carries a form out once; it is used up by an answer that leads on, and by no other."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response. A form that is shown again, or asks for a proof, can be sent again."""
        response = self.get_response(request)
        form: SentNow | None = getattr(request, "amana_form", None)
        if form is not None:
            if response.status_code in (302, 303):
                sent_forms.accept(form, response["Location"], now())
            else:
                sent_forms.release(form)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Returns the first answer instead of the view's where the form was sent before."""
        user = request.user
        by_a_page = not getattr(
            view, "csrf_exempt", False
        )  # otherwise a server sends it, and its body is read as bytes
        form = _read(request, user) if by_a_page and isinstance(user, User) else None
        if form is None:
            return None
        assert isinstance(user, User)
        try:
            before = sent_forms.begin(user.id, form, now())
        except (AmanaError, OperationalError) as error:
            return ErrorsAsPages(self.get_response).process_exception(request, error)
        if before is None:
            request.amana_form = form  # type: ignore[attr-defined]
            return None
        return HttpResponseRedirect(before.location) if before.same else _give_back(request, before)


def _read(request: HttpRequest, user: User) -> SentNow | None:
    match = request.resolver_match
    if request.method != "POST" or request.headers.get("HX-Request") == "true":
        return None
    if match is not None and match.view_name in LEFT_OUT:
        return None
    fields = [each for each in request.POST.lists() if each[0] not in NEVER_REPEATED and each[0] != FIELD]
    fields += [(name, [f"{file.name} {file.size}"]) for name, files in request.FILES.lists() for file in files]
    return sent_forms.read_form(user.id, request.POST.get(FIELD, ""), request.get_full_path(), fields)


def _give_back(request: HttpRequest, before: SentBefore) -> HttpResponse:
    """Returns a page with what was changed since the form was sent: neither lost, nor carried out without being asked."""
    kept = [(name, value) for name, value in kept_fields(request) if name != FIELD]
    context = {"kept": kept, "files": bool(request.FILES), "target": request.get_full_path(), "first": before.location}
    return render(request, "web/sent_before.html", context, status=409)
