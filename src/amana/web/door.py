"""Access to the desk: nobody gets past the sign-in, or past the second factor that their roles need."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from amana.signin import factors, reauth
from amana.signin.errors import ProofNeeded
from amana.signin.session import set_key_cookie
from amana.signin.session_store import SessionStore
from amana.trust import account_watch
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.trust.errors import AccountChanged
from amana.trust.queries import User
from amana.vault.clock import now
from amana.web.given_back import given_back, sent_from_here
from amana.web.middleware import Next
from amana.web.open_addresses import OPEN

type View = Callable[..., HttpResponse]
# All that is open to somebody who must set up a second factor first.
TO_A_SECOND_FACTOR = (
    "/second-factor/",
    "/second-factor/application/",
    "/second-factor/passkey/",
    "/sign-in/prove/",
    "/sign-out/",
)
# And to somebody whose recovery codes were made and not shown yet: a first password is changed after that.
TO_THE_CODES = ("/second-factor/codes/", "/sign-in/prove/", "/sign-out/")


def _back_to_the_door(request: HttpRequest) -> HttpResponse:
    """Redirects to the sign-in. A form from a browser whose session ended is given back, and stored nowhere."""
    if trust.is_empty():
        return redirect("/set-up/")
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return redirect(settings.LOGIN_URL)
    if request.method == "POST" and sent_from_here(request) and request.POST:
        return given_back(request)
    if request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    return redirect(settings.LOGIN_URL)


class SignInFirst:
    """Redirects users who are not signed in, the same way for every address of the desk, existing or not."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view: View, *_: object) -> None:
        """Records the user's activity, unless a page sends the request by itself."""
        session = request.session
        in_background = getattr(view, "in_background", False)
        if isinstance(request.user, User) and isinstance(session, SessionStore) and not in_background:
            session.touch()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the page in the reader's language, or the redirect to the sign-in."""
        open_to_all = request.path in OPEN or request.path.startswith(settings.STATIC_URL)
        if not isinstance(request.user, User):
            if not open_to_all:
                return _back_to_the_door(request)
        else:
            try:
                actor = actor_of(request)
            except AccountChanged:
                account_watch.tell(request.user.id, now())
                logout(request)
                return redirect(settings.LOGIN_URL)
            missing = factors.missing(request, actor)
            request.half_way = missing  # type: ignore[attr-defined]  # the frame then shows no places
            if not open_to_all and not missing and actor_of(request).keys is None:
                logout(request)  # a session without the cookie that opens its keys counts as not signed in
                return redirect(settings.LOGIN_URL)
            if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) is None:
                translation.activate(request.user.language)
            if missing and not open_to_all and request.path not in TO_A_SECOND_FACTOR:
                return redirect("mfa_index")
            if not missing and not open_to_all and factors.codes_wait(request) and request.path not in TO_THE_CODES:
                return redirect("mfa_view_recovery_codes")
            at_codes = factors.codes_wait(request) and request.path in TO_THE_CODES
            must_change = (
                not missing
                and not at_codes
                and request.user.must_change_password
                and not request.path.startswith("/password/")
            )
            if must_change and not open_to_all and request.path != "/sign-out/":
                return redirect("account_change_password")
        response = self.get_response(request)
        set_key_cookie(request, response)
        return response


class AskForProof:
    """Shows the page that asks for the second factor where it is needed again, with the typed form in it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Returns the page that asks, for ProofNeeded alone."""
        return reauth.ask(request, error) if isinstance(error, ProofNeeded) else None
