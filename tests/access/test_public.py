"""The public face: with the right code, a wrong one, or none; and nothing of the desk exists there."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from pytest_django import Settings

from amana import vault
from amana.countrypacks.dates import year_of
from amana.intake import commands
from amana.public_reports import commands as letterbox
from amana.releases.tests.publishing import published
from amana.vault.clock import now as clock
from amana.web.settings import base
from amana.web.urls_desk import urlpatterns as desk_patterns
from tests.access import walk
from tests.access.crawl import crawl
from tests.cast import World, make_world

pytestmark = pytest.mark.django_db

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("public.yaml").read_text())["routes"]
# What the public settings say; they stand beside the desk's in one process only here.
MIDDLEWARE = [
    line.strip().strip('",')
    for line in Path(base.__file__).with_name("public.py").read_text().splitlines()
    if line.startswith('    "') and "iddleware" in line
]
ANSWER = "We will come by tomorrow. made-up answer"


@pytest.fixture
def face(settings: Settings) -> Client:
    """Somebody's browser at the public face."""
    settings.ROOT_URLCONF = "amana.web.urls_public"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.TEMPLATES = [
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


@pytest.fixture
def codes(settings: Settings) -> dict[str, str]:
    """The code of a sign that was answered, one that nobody has, and none."""
    world: World = make_world(settings.AMANA_PACK)
    sign, code = letterbox.receive_public_sign(
        text="A girl is locked in", governorate="", danger="unknown", language="en", now=world.now
    )
    commands.open_sign(world.berivan, sign, world.now)
    commands.answer_reporter(world.berivan, sign, text=ANSWER, now=world.now)
    release = published(world)
    assert release.reference == f"{world.year}-001"
    return {"right": code, "wrong": vault.codes.new_code(), "none": ""}


def test_every_public_route_has_a_row(face: Client) -> None:
    assert set(walk.routes("amana.web.urls_public")) == set(TABLE)
    assert len(MIDDLEWARE) > 6


@pytest.mark.parametrize("who", ["right", "wrong", "none"])
def test_a_code_opens_one_page_and_nothing_else(face: Client, codes: dict[str, str], who: str) -> None:
    code = {"code": codes[who]} if codes[who] else {}
    for route, row in TABLE.items():
        for verb in walk.VERBS:
            path = reverse(route, kwargs=_of_the_release(row.get("arguments", {})))
            answer = face.get(path, code) if verb == "GET" else face.post(path, code)
            content = answer.content.decode()
            assert answer.status_code == row[verb][who], (route, verb)
            assert (ANSWER in content) == (f"{verb} {who}" in row.get("opens", [])), (route, verb)
            assert "A girl is locked in" not in content
            assert "sessionid" not in answer.cookies and "amana" not in answer.cookies


def _of_the_release(arguments: dict[str, str]) -> dict[str, str]:
    """The reference of the release that was published in the scene."""
    return {name: f"{year_of(clock())}-001" if value == "published" else value for name, value in arguments.items()}


def test_a_wrong_code_looks_like_no_sign_at_all(face: Client, codes: dict[str, str]) -> None:
    """A code that is well formed and nobody's, and one with a wrong check digit, get the same page."""
    mistyped = codes["right"][:-1] + str((int(codes["right"][-1]) + 1) % 10)
    pages = set()
    for code in (codes["wrong"], mistyped):
        answer = face.post(reverse("follow"), {"code": code})
        pages.add((answer.status_code, answer.content.decode().replace(code, "")))
    assert len({status for status, _page in pages}) == 1
    assert not any(ANSWER in page for _status, page in pages)


def test_no_address_of_the_desk_exists_here(face: Client) -> None:
    """Each address of the desk, by name and by path, leads nowhere; the health check is the only one in common."""
    assert desk_patterns
    for row in walk.table().values():
        ids = dict.fromkeys(("case", "sign", "referral", "provider", "help", "letter"), uuid4())
        made_up = {name: ids.get(value, _plausible(name, value)) for name, value in row.arguments.items()}
        desk_path = reverse(row.route, urlconf="amana.web.urls_desk", kwargs=made_up)
        if row.route == "health" or desk_path == "/":
            continue
        with pytest.raises(Resolver404):
            resolve(desk_path, urlconf="amana.web.urls_public")
        with pytest.raises(NoReverseMatch):
            reverse(row.route, kwargs=made_up)
        assert face.get(desk_path).status_code == 404


def _plausible(name: str, value: str) -> Any:
    words = {"code", "transition", "question", "part"}
    return value if name in words or value in ("FFO_ANNUAL",) or value.isdecimal() else uuid4()


def test_the_first_page_is_the_report_and_not_my_day(face: Client) -> None:
    assert face.get("/").status_code == 302
    assert resolve("/en/", urlconf="amana.web.urls_public").url_name == "report"
    assert not hasattr(RequestFactory().get("/"), "user")


def test_no_link_of_the_public_face_leads_nowhere(face: Client, codes: dict[str, str]) -> None:
    walked = crawl(face, ["/"], every_record=True)
    assert not walked.broken, "\n".join(map(str, walked.broken))
    reached = {name.partition("?")[0] for name in walked.pages}
    assert reached >= {"report", "follow", "mine", "about", "help_in", "data", "data_release"}
