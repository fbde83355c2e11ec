"""The page for anybody: three languages, no script, no session; a code on paper and what it opens."""

import re

import pytest
from django.test import Client

from amana.intake.models import Sign
from amana.trust.models import Sealed
from tests.cast import World

PUBLIC = [
    "django.middleware.security.SecurityMiddleware",
    "amana.web.middleware.NothingIsStored",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "amana.web.middleware.ErrorsAsPages",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def page(settings: object, world: World) -> Client:
    """Somebody with a telephone."""
    settings.ROOT_URLCONF = "amana.web.urls_public"  # type: ignore[attr-defined]
    settings.MIDDLEWARE = PUBLIC  # type: ignore[attr-defined]
    settings.TEMPLATES = [  # type: ignore[attr-defined]
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "amana.web.context.public_frame",
                ]
            },
        }
    ]
    return Client()


def send(page: Client, path: str = "/ckb/", **form: str) -> str:
    answer = page.post(path, {"text": "She cries. zanbaq-7741", "place": "", "danger": "unknown", **form})
    content: str = answer.content.decode()
    return content


def code_in(content: str) -> str:
    return "".join(re.findall(r"<span>(\d{5})</span>", content))


@pytest.mark.parametrize(("path", "direction"), [("/en/", "ltr"), ("/ar/", "rtl"), ("/ckb/", "rtl")])
def test_the_page_speaks_each_language_by_its_address(page: Client, path: str, direction: str) -> None:
    answer = page.get(path)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert f'dir="{direction}"' in content
    assert f'lang="{path.strip("/")}"' in content
    assert "<script" not in content
    assert "Amana" not in content
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sessionid" not in answer.cookies
    assert 'href="tel:911"' in content


def test_the_browser_chooses_where_the_address_does_not(page: Client) -> None:
    assert page.get("/", headers={"accept-language": "ar"}).headers["Location"] == "/ar/"


def test_stored_before_the_receipt_is_shown_and_opened_by_its_code(page: Client) -> None:
    code = code_in(send(page))
    assert len(code) == 20
    assert Sign.objects.count() == 1
    answer = page.post("/en/code/", {"code": " ".join(re.findall(r"\d{5}", code)), "text": "The door is green."})
    assert answer.status_code == 200
    assert "received" in answer.content.decode()
    assert "The door is green." in answer.content.decode()
    assert code not in answer.content.decode()


def test_a_wrong_code_is_told_on_the_same_page(page: Client) -> None:
    send(page)
    for wrong in ("12345 12345 12345 12345", "1", "not digits"):
        answer = page.post("/en/code/", {"code": wrong, "text": "kept words"})
        assert answer.status_code == 422
        assert "We do not know this code" in answer.content.decode()
        assert "kept words" in answer.content.decode()


@pytest.mark.parametrize(
    "form",
    [{"text": ""}, {"text": "   \x00 "}, {"text": "x" * 1_000_000}, {"place": "XX-99"}, {"danger": "very"}],
)
def test_what_does_not_fit_is_said_and_nothing_is_stored(page: Client, form: dict[str, str]) -> None:
    content = send(page, "/en/", **form)
    assert 'class="errors"' in content
    assert not Sign.objects.exists()
    assert not Sealed.objects.exists()
    if "text" not in form:
        assert "zanbaq-7741" in content


def test_no_page_of_the_desk_is_here(page: Client) -> None:
    for path in ("/en/signs/", "/en/cases/", "/en/sign-in/"):
        assert page.get(path).status_code == 404
