"""The addresses that the page frame links to, without the rooms behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def answer(request: HttpRequest) -> HttpResponse:
    """An empty page."""
    return HttpResponse()


drafts = ([path(f"drafts/{each}/", answer, name=each) for each in ("keep", "open", "discard")], "drafts")
accounts = ([path("me/", answer, name="me")], "accounts")
urlpatterns = [
    path("waiting/", answer, name="waiting"),
    path("", include(drafts)),
    path("find/", answer, name="find"),
    path("language/", answer, name="language"),
    path("cover/", answer, name="cover"),
    path("sign-in/", answer, name="account_login"),
    path("sign-in/forgotten/", answer, name="forgotten"),
    path("sign-in/here/", answer, name="still_here"),
    path("sign-in/stay/", answer, name="stay_signed_in"),
    path("sign-out/", answer, name="account_logout"),
    path("demo/sign-in/", answer, name="demo_sign_in"),
    path("trust/", include(accounts)),
]
