"""The shell's own pages: my day, finding, language, covering, signing in with one click, the first set-up."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.accounts import commands as trust_commands
from amana.accounts.errors import AlreadySetUp, NotADemo
from amana.cases import commands as case_commands
from amana.cases import queries as cases
from amana.countrypacks import dates
from amana.countrypacks.forms import attempt
from amana.demo import people
from amana.diary.entries import dates_of
from amana.duplicates.commands import find as find_records
from amana.duplicates.errors import TooManyLookUps
from amana.errors import CannotOpen, NotFound
from amana.my_day import day_of
from amana.signin.queries import factor_news
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.trust.commands import choose_language
from amana.trust.queries import User
from amana.vault.clock import now
from amana.web.components.work import group_items
from amana.web.forms import SetUpForm
from amana.web.given_back import given_back, sent_from_here
from amana.web.waiting import count_day


@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    """Shows what is late, due today, new, and waiting for others."""
    actor, at = actor_of(request), now()
    rows = day_of(actor, at)
    count_day(actor, rows, at)
    return render(
        request,
        "web/my_day.html",
        {
            "groups": group_items(rows),
            "late": len(rows.get("late", ())),
            "today": len(rows.get("today", ())),
            "deeds": _first_deeds(actor),
            "diary": dates_of(actor, dates.day_of(at)),
            "notes": _shift_notes(actor),
            "to_ask": _to_ask(actor),
            "factor_news": factor_news(actor),
        },
    )


def _first_deeds(actor: Actor) -> list[dict[str, object]]:
    deeds: list[dict[str, object]] = []
    if actor.can("signs.take"):
        deeds.append({"url": reverse("intake:record"), "label": gettext("Record a report"), "icon": "plus"})
        if not actor.can("cases.read"):  # people at check-points and on patrol, and screeners
            deeds.append({"url": reverse("intake:observe"), "label": gettext("Observation card"), "icon": "eye"})
    if actor.can("people.find"):
        deeds.append({"url": reverse("cases:known"), "label": gettext("Duplicate check"), "icon": "people"})
    if actor.can("screening.run"):
        deeds.append({"url": reverse("intake:signs"), "label": gettext("Start a screening"), "primary": True})
    return deeds


def _shift_notes(actor: Actor) -> list[dict[str, object]]:
    shown = []
    for note in cases.shift_notes_for(actor, now() - timedelta(hours=16)):
        try:
            text = case_commands.open_shift_note(actor, note)
        except CannotOpen:
            continue
        shown.append({"text": text, "by": trust.user_name(note.written_by), "at": note.written_at})
    return shown[:3]


def _to_ask(actor: Actor) -> list[dict[str, str]]:
    return [
        {"name": card.name, "what": card.phone_at_work or gettext("Supervisor")}
        for card in trust.users_with("supervisor", actor.organisation_id)
        if card.id != actor.user_id
    ][:2]


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """Shows all places, for the tab bar of a phone."""
    return render(request, "web/more.html")


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Finds records of every room by their number, or visible cases by a name in any script, a phone or a document number.

    The text is sent by POST, answered in place and stored nowhere: not in an address, log, audit log or session.
    """
    actor, found, refusal = actor_of(request), [], None
    try:
        found = find_records(actor, request.POST.get("text", "")[:200], now=now())
    except TooManyLookUps as refused:
        refusal = refused.message
    here = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "web/_found.html" if here else "web/found.html",
        {"found": found, "only_numbers": not actor.can("cases.read"), "refusal": refusal, "here": here},
        status=422 if refusal else 200,
    )


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Sets the language of the pages, for this browser and, signed in, for this account."""
    chosen = request.POST.get("language", "")
    target = request.POST.get("next", "")
    here = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    response = redirect(target if here else "/")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Strict", secure=settings.HTTPS, httponly=True
        )
        if isinstance(request.user, User):
            choose_language(actor_of(request), language=chosen, now=now())
    return response


@require_GET
def cover(request: HttpRequest) -> HttpResponse:
    """Shows an empty page to hide behind; it leads back to my day."""
    return render(request, "web/cover.html", {"back": "/"})


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Returns whether the process answers and the database too."""
    now()
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Signs in as a fictional user with one click; only on a demo instance where everybody is fictional."""
    instance = trust.instance()
    person = people.by_role(request.POST.get("role", ""))
    if instance is None or not instance.demo or not instance.demo_password or not _from_here(request):
        raise NotADemo
    if User.objects.filter(made_up=False).exists():
        raise NotADemo
    if person is None:
        raise NotFound
    user = authenticate(request, username=person.username, password=instance.demo_password)
    if user is None:
        raise NotFound
    request.one_click = True  # type: ignore[attr-defined]  # the only way past a second factor
    login(request, user)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _from_here(request: HttpRequest) -> bool:
    """Whether the request arrived over loopback, and no proxy on this machine forwarded it."""
    brought = {"HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"} & request.META.keys()
    return not brought and request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1", ""}


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Creates the first organisation, unit and administrator, and the recovery officers, unless they are named later."""
    if not trust.is_empty():
        raise AlreadySetUp
    form = SetUpForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: trust_commands.set_up_from_outside(
                values["set_up_code"],
                username=values["username"],
                name=values["name"],
                password=values["password"],
                language=values["language"],
                organisation=form.organisation(),
                unit=form.unit(),
                officers=values["officers"],
                now=now(),
            ),
        )
        if done is not None:
            user = authenticate(request, username=values["username"], password=values["password"])
            if user is not None:
                login(request, user)
            return redirect("/")
    return render(request, "web/set_up.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Returns the page for an address that does not exist; a record that is not the reader's looks the same."""
    raise NotFound


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuses a form that was too old, or sent from elsewhere; stores nothing, and gives it back to its own page."""
    if isinstance(getattr(request, "user", None), User) and sent_from_here(request) and request.POST:
        return given_back(request)
    return render(
        request,
        "error.html",
        {"message": gettext("This form was open for too long. Nothing was stored. Open the page again and send it once more."),
         "public": not hasattr(request, "user"), "back": request.path},
        status=403,
    )  # fmt: skip
