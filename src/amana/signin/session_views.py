"""Pages for my sessions, whether I am still signed in, and for a forgotten password."""

from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.signin import commands
from amana.signin.session import in_background
from amana.signin.session_store import SessionStore, sessions_of
from amana.signin.sign_in import ENDED_WITH_IT
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Lists where I am signed in."""
    rows = sessions_of(actor_of(request).account, request.session.session_key or "")
    return render(request, "signin/sessions.html", {"rows": rows, "others": sum(not row.here for row in rows)})


@require_GET
def password_changed(request: HttpRequest) -> HttpResponse:
    """Shows once what happened when my password was changed a moment ago."""
    ended = request.session.pop(ENDED_WITH_IT, None)
    if ended is None:
        return redirect("sessions")
    return render(request, "account/password_changed.html", {"ended": ended, "at": now()})


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Signs me out elsewhere: of one session, or of all others."""
    only = request.POST.get("session", "")[:40]
    commands.end_my_sessions(actor_of(request), but=request.session.session_key or "", only=only, now=now())
    return redirect("sessions")


@require_GET
@in_background
def still_here(request: HttpRequest) -> JsonResponse:
    """Returns who is signed in, the seconds left without activity, and a token for the forms of an older page."""
    session, at = request.session, timezone.now()
    assert isinstance(session, SessionStore)
    idle = (session.seen_at or at) + settings.AMANA_IDLE - at
    whole = session.get_expiry_seconds(at)
    left = max(0, min(int(idle.total_seconds()), whole))
    return JsonResponse({"who": str(request.user.pk), "left": left, "token": get_token(request)})


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Records activity of a user who reads or writes without sending."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks a colleague to let the user in again; the answer is the same for everybody."""
    if request.method == "GET":
        return render(request, "account/forgotten.html")
    if not ratelimit.consume(request, app="allauth.account", action="forgotten"):
        refused: HttpResponse = respond_429(request)
        return refused
    commands.ask_for_new_password(request.POST.get("username", "").strip()[:60], now=now())
    return render(request, "account/forgotten.html", {"asked": True})
