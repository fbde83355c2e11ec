"""The first day, walked: from an empty instance to an accepted referral, by what the pages show and nothing else.

No address is typed but the first one of each person. A link of the walk that disappears stops it there. It counts clicks,
entries and the words of somebody who reads every page once; docs/learn/first-day.md says the same figures.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from amana.accounts.commands import begin_instance
from amana.accounts.set_up_code import set_up_code
from amana.referrals.models import Referral
from amana.trust.trail.watch import has_line
from amana.vault.clock import now
from tests import browsers
from tests.journeys.test_sign_in import plug_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PAGE: Path = Path(__file__).parents[2] / "docs" / "learn" / "first-day.md"
FIRST_PASSWORD, SARAS = "said in person, once", "a long good sentence"
# What a page says, without the choices of its long lists: nobody reads every country or indicator before choosing one.
_WORDS = """() => {
  const named = one => document.querySelectorAll('main [name="' + one.name + '"]').length;
  document.querySelectorAll('main input[type=checkbox], main input[type=radio]').forEach(one => {
    if (named(one) > 10 && one.closest('label')) one.closest('label').dataset.long = 1;
  });
  const copy = document.querySelector('main').cloneNode(true), all = [...document.querySelectorAll('main *')];
  [...copy.querySelectorAll('*')].forEach((one, place) => { if (!all[place].getClientRects().length) one.dataset.unseen = 1; });
  copy.querySelectorAll('[data-unseen], [data-long], select, datalist, .unseen').forEach(one => one.remove());
  return (copy.textContent.match(/\\S+/g) || []).length;
}"""
_NO_PART_IS_LOADING = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass
class Effort:
    """Of one step: links and buttons pressed, fields chosen or typed into, words of pages that were new to the reader."""

    clicks: int = 0
    chosen: int = 0
    typed: int = 0
    words: int = 0

    @property
    def counted(self) -> tuple[int, int, int]:
        """What docs/learn/first-day.md says exactly."""
        return self.clicks, self.chosen, self.typed

    @property
    def minutes(self) -> float:
        """An estimate, not a measurement: seconds for each click, choice and typed field, and words read in a minute."""
        doing = self.clicks * 3 + self.chosen * 4 + self.typed * 10
        return doing / 60 + self.words / 240


@dataclass
class Walk:
    """The steps so far, each with its effort, and the seconds in which the machine answered."""

    browser: Browser
    address: str
    steps: dict[str, Effort] = field(default_factory=dict)
    machine_seconds: float = 0
    contexts: list[BrowserContext] = field(default_factory=list)
    now_at: Effort = field(default_factory=Effort)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.now_at = self.steps[name] = Effort()
        yield

    def person(self) -> "Person":
        """Somebody at a browser of their own, at the first page of the desk."""
        context = browsers.context_of(self.browser, base_url=self.address, locale="en-GB")
        self.contexts.append(context)
        page = context.new_page()
        plug_in(page)
        page.goto("/")
        person = Person(self, page)
        person.read()
        return person


@dataclass
class Person:
    """Follows links, presses buttons and fills in fields that the page shows."""

    walk: Walk
    page: Page
    seen: set[str] = field(default_factory=set)
    patience: float = 15_000  # milliseconds

    def read(self) -> None:
        """Counts the words of a page that this person sees for the first time."""
        kind = _ID.sub("id", self.page.url.split("?")[0])
        if kind not in self.seen:
            self.seen.add(kind)
            self.walk.now_at.words += self.page.evaluate(_WORDS)

    def follow(self, end: str, inside: str = "main") -> None:
        """Follows the link that leads to an address ending so."""
        self._click(f'{inside} a[href$="{end}"]:visible', f"no link to {end}")

    def menu(self, end: str) -> None:
        """Follows a link of the menu."""
        self.follow(end, "nav")

    def press(self, selector: str = "main form .btn-primary") -> None:
        self._click(f"{selector}:visible", f"no button {selector}")

    def _click(self, selector: str, otherwise: str) -> None:
        there = self._wait_for(selector, otherwise)
        self.walk.now_at.clicks += 1
        with self.page.expect_navigation() as navigation:
            there.first.click()
        answer = navigation.value
        told = self.page.locator("main .errors, main .why, main h1").all_inner_texts()
        assert answer is None or answer.status < 400, (self.page.url, answer and answer.status, told)
        self.walk.machine_seconds += self.page.evaluate("performance.getEntriesByType('navigation')[0].duration") / 1000
        self.read()

    def _wait_for(self, selector: str, otherwise: str) -> Locator:
        """What the page shows there; on a busy machine a page may still be reading itself in."""
        there = self.page.locator(selector)
        try:
            there.first.wait_for(state="attached", timeout=self.patience)
        except PlaywrightTimeout:
            shown = self.page.locator("body").inner_text()[:2000]
            raise AssertionError((self.page.url, otherwise, shown)) from None
        return there

    def fill(self, **values: Any) -> None:
        """Fills in fields by name; `__` stands for the hyphen of a prefix. An option can be given by its label."""
        for key, value in values.items():
            control = self._wait_for(f'main [name="{key.replace("__", "-")}"]', f"no field {key}")
            kind = control.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            for each in value if isinstance(value, list) else [value]:
                if kind in ("select", "radio", "checkbox"):
                    self.walk.now_at.chosen += 1
                else:
                    self.walk.now_at.typed += 1
                if kind == "select":
                    control.select_option(**each) if isinstance(each, dict) else control.select_option(each)
                elif kind == "checkbox" and control.count() == 1:
                    control.check()
                elif kind in ("radio", "checkbox"):
                    self.page.locator(f'main [name="{key.replace("__", "-")}"][value="{each}"]').check()
                else:
                    control.fill(each)
                self.page.wait_for_function(
                    _NO_PART_IS_LOADING
                )  # what is chosen while a part of the form comes anew is lost

    def chooses_passkey(self) -> None:
        """Adds a passkey and writes the recovery codes down."""
        self.follow("/second-factor/passkey/")
        self.walk.now_at.clicks += 1
        self.page.locator("main form .btn-primary").click()
        self.page.wait_for_url("**/second-factor/codes/")
        self.read()
        self.follow("/")

    def signs_in_first(self, username: str, *, factor: bool) -> None:
        """The first sign-in, with what the administrator said: a passkey where the role needs one, a password of their own."""
        self.fill(login=username, password=FIRST_PASSWORD)
        self.press()
        if factor:
            self.chooses_passkey()
        own = f"{username} has one of her own"
        self.fill(oldpassword=FIRST_PASSWORD, password1=own, password2=own)
        self.press()
        self.follow("/")

    def invites(self, name: str, unit: str, *roles: str) -> None:
        self.fill(
            name=name, username=name.lower(), first_password=FIRST_PASSWORD, language="en", unit={"label": unit},
            roles=list(roles),
        )  # fmt: skip
        self.press()


def rows_of_the_page() -> dict[str, tuple[tuple[int, int, int], int]]:
    """Of each step in docs/learn/first-day.md: (clicks, fields chosen, fields typed into), words."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[2].isdigit() and not cells[0].startswith("**"):
            found[cells[0]] = (int(cells[2]), int(cells[3]), int(cells[4])), int(cells[5].replace(",", ""))
    return found


def said_by_the_page() -> dict[str, tuple[int, int, int]]:
    """The first three figures of each step."""
    return {name: counted for name, (counted, _) in rows_of_the_page().items()}


def minutes_of_the_page() -> int:
    """The sum of all steps as the page says it."""
    found = re.search(r"about (\d+) minutes for somebody who does every step alone", PAGE.read_text(encoding="utf-8"))
    return int(found[1]) if found else 0


@pytest.fixture
def walk(chromium: Browser, live_server: Any, transactional_db: None) -> Iterator[Walk]:
    begin_instance(demo_password="", now=now())
    made = Walk(chromium, live_server.url.replace("127.0.0.1", "localhost"))
    yield made
    for context in made.contexts:
        context.close()


def sets_up(sara: Person) -> None:
    names = {"organisation_en": "Hawa", "organisation_ar": "حواء", "organisation_ckb": "حەوا"}
    sara.fill(
        set_up_code=set_up_code(),
        **names,
        kind="ngo",
        unit_en="Protection",
        takes_signs="on",
        name="Sara",
        username="sara",
    )
    sara.fill(language="en", password=SARAS, password_again=SARAS)
    sara.press()
    sara.chooses_passkey()
    sara.follow("/first-day/")


def invites_everybody(sara: Person) -> None:
    """Each item of the first day leads to what it misses."""
    sara.follow("/trust/accounts/invite/")
    sara.invites("Rawan", "Protection, Hawa", "screener", "case_manager")
    sara.menu("/")
    sara.follow("/first-day/")
    sara.follow("/trust/organisations/")
    sara.fill(name_en="Hope Clinic", name_ar="عيادة الأمل", name_ckb="کلینیکی هیوا", kind="health")
    sara.press()
    sara.fill(name_en="Health", name_ar="الصحة", name_ckb="تەندروستی")
    sara.press()
    sara.follow("/trust/accounts/invite/")
    sara.invites("Jihan", "Health, Hope Clinic", "service_provider")
    sara.menu("/")
    sara.follow("/first-day/")
    assert sara.page.locator("main").inner_text().count("Nobody has this role yet.") == 1
    sara.follow("/trust/accounts/invite/", 'main li:has-text("Nobody has this role yet.")')
    sara.invites("Avin", "Protection, Hawa", "directory_keeper")


def lists_hope_clinic(avin: Person) -> None:
    avin.menu("/referrals/directory/")
    avin.follow("/referrals/directory/add/")
    avin.fill(name_en="Hope Clinic", name_ar="عيادة الأمل", name_ckb="کلینیکی هیوا", kind="ngo")
    avin.fill(unit={"label": "Health, Hope Clinic"}, services="MED-EXAM", governorates="IQG11")
    avin.press()


def records_a_report(rawan: Person) -> None:
    rawan.follow("/signs/new/")
    rawan.fill(
        danger="no", told__channel="phone", told__what_was_seen="Made up: her passport is kept.", told__urgency="soon"
    )
    rawan.press()


def triages(rawan: Person) -> None:
    rawan.press('main form[action$="/open/"] button')
    rawan.fill(told__area_pcode="IQG11", told__person_aware="yes", told__safe_contact="She calls herself.")
    rawan.press('main form[action$="/triage/"] .btn-primary')
    rawan.fill(medical_emergency_answer="no", child_flag="no", interpreter_language="en", private_place="yes")
    rawan.fill(sex_of_interviewer_choice="female", exploiter_present="no")
    rawan.press()


def opens_the_case(rawan: Person) -> None:
    rawan.follow("/begin/")
    rawan.fill(facts__sex="female", facts__age_group="26_59", facts__nationality="KE")
    rawan.press()
    assert "/cases/" in rawan.page.url, "the case that she opened is before her"


def asks_hope_clinic(rawan: Person) -> None:
    """With what the person agreed to, on the same page."""
    rawan.follow(str(rawan.page.locator('main a[href*="/referrals/ask/"]').first.get_attribute("href")))
    rawan.fill(service="MED-EXAM")
    rawan.press('main button:has-text("Show who can help")')
    provider = rawan.page.locator('main [name="provider"]')
    assert provider.count() == 1, "the directory suggests who can help"
    rawan.fill(provider=str(provider.get_attribute("value")))
    rawan.fill(answer="agrees", how="written", speaks="on")
    rawan.press()


def accepts(jihan: Person) -> None:
    jihan.follow(str(jihan.page.locator('main a[href*="/referrals/"]').first.get_attribute("href")))
    jihan.fill(accept__first_appointment_at="2027-03-05T10:00")
    jihan.press('main form[action$="/accept/"] .btn-primary')


def test_from_an_empty_instance_to_an_accepted_referral(walk: Walk) -> None:
    with walk.step("Set up"):
        sara = walk.person()
        sets_up(sara)
    with walk.step("Invite colleagues"):
        invites_everybody(sara)
    with walk.step("Fill the directory"):
        avin = walk.person()
        avin.signs_in_first("avin", factor=False)
        lists_hope_clinic(avin)
    with walk.step("Sign in and let in"):
        rawan = walk.person()
        rawan.signs_in_first("rawan", factor=True)
        rawan.follow("/trust/me/")
        rawan.press('main form[action$="/admit/"] button')
        rawan.menu("/")
    with walk.step("Record a report"):
        records_a_report(rawan)
    with walk.step("Triage"):
        triages(rawan)
    with walk.step("Open a case"):
        opens_the_case(rawan)
    with walk.step("Ask, with consent"):
        asks_hope_clinic(rawan)
    with walk.step("Sign in to answer"):
        jihan = walk.person()
        jihan.signs_in_first("jihan", factor=True)
    with walk.step("Accept"):
        accepts(jihan)

    assert Referral.objects.get().state == "accepted"
    assert has_line("cases.step_taken", state="accepted")
    assert said_by_the_page() == {name: each.counted for name, each in walk.steps.items()}, walk.steps
    words = {name: words for name, (_, words) in rows_of_the_page().items()}
    assert {name: each.words for name, each in walk.steps.items() if abs(each.words - words[name]) > 150} == {}
    assert minutes_of_the_page() == round(sum(each.minutes for each in walk.steps.values())), walk.steps


def test_the_walk_ends_where_a_link_is_missing(walk: Walk) -> None:
    stranger = walk.person()
    stranger.patience = 200
    with pytest.raises(AssertionError, match="no link to /first-day/"):
        stranger.follow("/first-day/")
    with pytest.raises(AssertionError, match="no button"):
        stranger.press("main .btn-stop")
    with pytest.raises(AssertionError, match="no field"):
        stranger.fill(unheard_of="x")
