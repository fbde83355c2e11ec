"""Bad input on every form page: an error beside its field, nothing stored, nothing lost of what was typed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import translation

from amana.assistance.tests import scenes as assistance
from amana.intake.tests import scenes as intake
from amana.outreach.tests import scenes as outreach
from amana.referrals.tests.scene import make_scene
from amana.screening.tests import scenes as screening_scenes
from tests.cast import World
from tests.paper import Form, Input, filled, main_form
from tests.world import Desk

pytestmark = pytest.mark.django_db

MEGABYTE = "x" * 1_000_000
BAD = {
    "select": "telepathy",
    "radio": "telepathy",
    "selects": ["telepathy"],
    "date": "2026-02-31",
    "datetime-local": "32/13/2026 25:61",
    "month": "2026-13",
    "tel": "call me",
    "text": MEGABYTE,
    "textarea": MEGABYTE,
}
GROUP = ["telepathy"]
HIDDEN_MARKS = "\u202eword\u2066 after\u200f word\u2069"
# Lines of the trail and sessions are written whatever happens.
ALWAYS_WRITTEN = {"Line", "Leaf", "Head", "Session", "Checkpoint"}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class FormPage:
    """A page with a form: who opens it, at which address of which scene, and what has to be said to be right."""

    who: str
    at: Callable[[World], str]
    right: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, Any] = field(default_factory=dict)
    steers: frozenset[str] = frozenset()  # fields by which the page asks for others


def _case(world: World) -> str:
    return str(world.case().id)


def _agreed(world: World) -> str:
    return str(assistance.agreed_case(world).id)


def _batch(world: World) -> str:
    return str(assistance.kits(world, 4))


def _referral(world: World) -> str:
    return str(make_scene(world).acknowledged().id)


def _ask(world: World) -> str:
    return str(make_scene(world).case.id)


SAID = {"language": "am", "how": "written"}
LETTER = {"overstay_days": "400", "attributable_days": "300", "assessed_fine": "500000", "territory": "IQ-FED"}
PAGES = {
    "sign": FormPage("karwan", lambda w: "/signs/new/", {"urgency": "soon"}),
    "observation card": FormPage("karwan", lambda w: "/signs/observe/", {"do": "offer"}),
    "a sheet of paper": FormPage(
        "berivan",
        lambda w: f"/signs/screenings/{screening_scenes.screened(w).id}/typed/",
        {"code": "", "answers": "", "notes": "", "on": "2026-02-01", "ILO-CD03": "yes"},
    ),
    "triage card": FormPage("berivan", lambda w: f"/signs/{intake.triaged(w).id}/card/"),
    "the beginning of a screening": FormPage(
        "berivan",
        lambda w: f"/signs/screenings/{screening_scenes.begin(w, intake.triaged(w)).id}/start/",
        {"age": "31", "age_today": "33"},
    ),
    "a case": FormPage("rawan", lambda w: f"/cases/{w.procedure().id}/begin/", {"children_with_person": "2"}),
    "facts": FormPage("rawan", lambda w: f"/cases/{_case(w)}/facts/", {"children_with_person": "2"}),
    "identity": FormPage("rawan", lambda w: f"/cases/{_case(w)}/sections/identity/change/"),
    "contact": FormPage("rawan", lambda w: f"/cases/{_case(w)}/sections/contact/change/"),
    "legal": FormPage("rawan", lambda w: f"/cases/{_case(w)}/sections/legal/change/"),
    "a step": FormPage("rawan", lambda w: f"/cases/{_case(w)}/steps/t11/", {"decided_by": "case_manager"}),
    "a step by word": FormPage("rawan", lambda w: f"/cases/{_case(w)}/steps/t13/", {"decided_by": "person"}),
    "agreement": FormPage(
        "rawan", lambda w: f"/cases/{_case(w)}/consents/", {**SAID, "answer": "agrees", "expires_on": "2199-01-01"}
    ),
    "standing in": FormPage("rawan", lambda w: "/cases/cover/", {"since": "2199-01-01", "until": "2199-01-02"}),
    "asking for help": FormPage(
        "rawan",
        lambda w: f"/referrals/ask/{_ask(w)}/",
        {**SAID, "do": "send", "answer": "agrees", "expires_on": "2199-01-01", "urgency": "soon"},
        {"do": "show", "service": "MED-EXAM"},
        frozenset({"service"}),
    ),
    "an answer of the provider": FormPage(
        "jihan", lambda w: f"/referrals/{_referral(w)}/steps/r5/", {"first_appointment_at": "2199-01-02T10:30"}
    ),
    "directory": FormPage(
        "avin",
        lambda w: "/referrals/directory/add/",
        {"accepts_age_min": "18", "accepts_age_max": "60", "capacity": "9"},
    ),
    "a service": FormPage(
        "rawan",
        lambda w: f"/help/case/{_agreed(w)}/record/",
        {"on": "2026-02-01", "value": "12"},
        {"service": "LEG-ADV"},
        frozenset({"what-stand"}),
    ),
    "cash": FormPage(
        "rawan", lambda w: f"/help/case/{_agreed(w)}/give/", {"amount": "250000"}, {"service": "CASH-EMER"}
    ),
    "stock": FormPage("tara", lambda w: "/help/stock/receive/", {"quantity": "12", "expires_on": "2199-01-01"}),
    "a count": FormPage("tara", lambda w: f"/help/stock/{_batch(w)}/count/", {"counted": "4", "reason": ""}),
    "money": FormPage("nasrin", lambda w: "/help/money/in/", {"amount": "5000"}),
    "letter": FormPage("rawan", lambda w: f"/justice/cases/{_case(w)}/letter/", LETTER),
    "activity": FormPage("soran", lambda w: "/prevention/plan/", {"starts_at": "2026-02-01T10:00"}),
    "a register": FormPage("soran", lambda w: f"/prevention/{outreach.training(w).id}/register/"),
    "an account": FormPage("sara", lambda w: "/trust/accounts/invite/", {"first_password": "made-up-people-only"}),
}


class _Mistakes(HTMLParser):
    """Names of the fields beside which a mistake is told."""

    VOID = frozenset({"input", "br", "img", "meta", "link", "hr", "use"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, set[str] | None, bool]] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        classes = said.get("class", "").split()
        if said.get("name"):
            for _tag, names, _told in self.open:
                if names is not None:
                    names.add(said["name"])
        if "why" in classes:
            self.open = [(t, names, True) for t, names, _told in self.open]
        if tag not in self.VOID:
            self.open.append((tag, set() if "wrong" in classes else None, False))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<use/>` opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        while any(tag == each for each, _names, _told in self.open):
            ended, names, told = self.open.pop()
            if names and told:
                self.names |= names
            if ended == tag:
                return


def mistakes(html: str) -> set[str]:
    """Names of the fields of the page that are marked as wrong, with the reason beside them."""
    reader = _Mistakes()
    reader.feed(html)
    return reader.names


def stored() -> dict[str, int]:
    """How many rows each table holds; the trail apart."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model.__name__ not in ALWAYS_WRITTEN
    }


@pytest.fixture(autouse=True)
def _in_english(settings: LazySettings) -> Iterator[None]:
    with translation.override("en"):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is stored inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Typing:
    """Somebody typing into the form of a page."""

    def __init__(self, page: FormPage, world: World, desk: Desk) -> None:
        self.page = page
        self.url = page.at(world)
        self.client: Client = desk(page.who)
        self.client.cookies["amana-language"] = "en"
        shown = self.client.post(self.url, page.chosen) if page.chosen else self.client.get(self.url)
        assert shown.status_code == 200, (self.url, shown.status_code)
        self.form: Form = main_form(shown.content.decode())

    @property
    def fields(self) -> list[Input]:
        """What can be filled in wrongly."""
        able = [each for each in self.form.inputs.values() if each.kind in BAD or each.kind == "checkbox"]
        return [each for each in able if each.name not in self.page.steers]

    def good(self) -> dict[str, Any]:
        """A form that is filled in rightly."""
        sent = filled(self.form, self.page.right, lambda each: "12" if "numeric" in each.kind else "made up")
        return {**sent, **{name: value for name, value in self.page.right.items() if name == "do"}}

    def send(self, data: Mapping[str, Any]) -> HttpResponseBase:
        """The form is sent."""
        answer: HttpResponseBase = self.client.post(self.form.action or self.url, dict(data))
        return answer


@pytest.fixture
def typing(request: pytest.FixtureRequest, world: World, desk: Desk) -> Typing:
    """The form of the page under test."""
    return Typing(PAGES[request.param], world, desk)


def _text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


@pytest.mark.parametrize("typing", PAGES, indirect=True)
def test_what_does_not_fit_is_told_beside_its_field_and_nothing_is_lost(typing: Typing) -> None:
    for wrong in (typing.fields[::2], typing.fields[1::2]):
        _typed_wrongly(typing, wrong)
    _typed_in_digits_of_another_script(typing)
    for unseen in (HIDDEN_MARKS, "a\x00b"):
        _typed_with_what_cannot_be_seen(typing, unseen)


def _typed_wrongly(typing: Typing, wrong: list[Input]) -> None:
    """Each of these says what is wrong with it; everything typed stands there again."""
    bad = {
        each.name: GROUP if each.kind == "checkbox" else BAD[each.kind]
        for each in wrong
        if each.kind != "checkbox" or len(each.options) > 1
    }
    if not bad:
        return
    before, data = stored(), {**typing.good(), **bad}
    answer = typing.send(data)
    page = _text(answer)
    assert answer.status_code == 422, (typing.url, answer.status_code, sorted(bad))
    assert set(bad) <= mistakes(page), (typing.url, sorted(set(bad) - mistakes(page)))
    assert stored() == before
    _kept(typing, main_form(page), data, set(bad))


def _typed_in_digits_of_another_script(typing: Typing) -> None:
    """They are numbers and days as any others."""
    numbers = {name for name, value in typing.page.right.items() if str(value)[:1].isdigit()}
    data = typing.good()
    for each in typing.fields:
        is_number = any(each.name == name or each.name.endswith("-" + name) for name in numbers)
        if is_number or each.kind in ("date", "datetime-local", "month", "tel"):
            data[each.name] = str(data[each.name]).translate(ARABIC)
    with undone():
        page = _text(typing.send(data))
    assert not mistakes(page), (typing.url, mistakes(page))


def _typed_with_what_cannot_be_seen(typing: Typing, unseen: str) -> None:
    """It is taken out, or told beside its field; then nothing is stored."""
    before, data = stored(), typing.good()
    for each in typing.fields:
        if each.kind in ("text", "textarea", "date", "tel", "month", "datetime-local"):
            data[each.name] = unseen + str(data[each.name])
    with undone():
        answer = typing.send(data)
        if answer.status_code == 422:
            assert mistakes(_text(answer)), typing.url
            assert stored() == before
    assert answer.status_code in (302, 422), (typing.url, answer.status_code)


def _kept(typing: Typing, after: Form, sent: Mapping[str, Any], bad: set[str]) -> None:
    for each in typing.form.inputs.values():
        back = after.inputs.get(each.name)
        if each.kind in ("hidden", "file", "submit", "password") or each.name not in sent:
            continue
        assert back is not None, (typing.url, each.name)
        if each.kind in ("select", "radio", "checkbox", "selects"):
            if each.name not in bad:
                chosen = sent[each.name]
                assert set(back.checked) == set(chosen if isinstance(chosen, list) else [chosen]) - {""} or (
                    not chosen and set(back.checked) <= {""}
                ), (typing.url, each.name, chosen, back.checked)
        else:
            assert back.value.strip() == str(sent[each.name]).strip(), (typing.url, each.name)
