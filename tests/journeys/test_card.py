"""The observation card on a phone at the roadside: few taps, few bytes, no script, in three languages."""

import pytest
from playwright.sync_api import Page, Response

from amana import vault
from amana.countrypacks import pack
from amana.intake.models import ContactCards, Sign
from tests.journeys.conftest import Stages
from tests.journeys.people.intake import Officer
from tests.journeys.stage import Stage, press
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
each_language = languages("ar")

TAPS = 7  # four answers, one sign, "what now", "hand over"; the place is remembered from the card before
REQUESTS = 5  # two pages, the style sheet and two small drawings, which a phone keeps after the first card
BYTES = 40_000  # uncompressed


class Phone:
    """Karwan's phone without script, signed in; what it fetches is counted, in requests and in bytes of their bodies."""

    def __init__(self, stage: Stage) -> None:
        self.page: Page = stage.signed_in("karwan", java_script_enabled=False)
        self.page.set_viewport_size({"width": 360, "height": 740})
        self.requests: list[str] = []
        self.bytes = self.taps = 0
        self.page.on("response", self._fetched)

    def _fetched(self, answer: Response) -> None:
        if "/static/" in answer.url and answer.url in self.requests:
            return  # the server of the tests lets nothing be kept; a phone keeps it
        self.requests.append(answer.url)
        self.bytes += int(answer.headers.get("content-length") or 0) or (len(answer.body()) if answer.ok else 0)

    def tap(self, selector: str, *, moves: bool = False) -> None:
        """One tap, on something large enough for a thumb; `moves`: it brings a new page."""
        target = self.page.locator(selector).first
        large = target.evaluate("one => (one.closest('label') || one).getBoundingClientRect().height")
        assert large >= 43, (selector, large)
        if moves:
            press(self.page, selector)
        else:
            target.click()
        self.taps += 1


@each_language
def test_what_was_seen_is_handed_over_in_few_taps_and_bytes(language: str, stages: Stages) -> None:
    stage = stages("card", language)
    phone = Phone(stage)
    page, place = phone.page, next(iter(pack().governorates))
    page.goto("/signs/observe/")
    page.locator('[name="place"]').select_option(place)
    for name, answer in (("danger", "no"), ("papers", "yes"), ("speaks", "yes"), ("child", "unknown")):
        phone.tap(f'label:has([name="seen-{name}"][value="{answer}"])')
    phone.tap('label:has([name="signs"][value="IQX-01"])')
    stage.look(page, "card", scripted=False)
    page.set_viewport_size({"width": 360, "height": 740})
    phone.tap("main form .btn-primary", moves=True)
    stage.look(page, "what-now", scripted=False)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator('[name="unit"]').select_option(str(stage.world.units["intake"]))
    fetched, weight = len(phone.requests), phone.bytes
    phone.tap('button[value="screen"]', moves=True)

    sign = Sign.objects.get()
    assert page.url.endswith(f"/signs/{sign.id}/")
    assert vault.facts.get("sign", sign.id)["observations"] == ["IQX-01", "IQX-02", "UNG-14"]
    assert phone.taps <= TAPS
    assert fetched <= REQUESTS, phone.requests
    assert weight < BYTES, weight
    assert not [address for address in phone.requests[:fetched] if address.endswith(".js") or "bootstrap" in address]


@each_language
def test_the_contact_card_is_offered_in_her_language_and_only_counted(language: str, stages: Stages) -> None:
    stage = stages("contact-card", language)
    phone = Phone(stage)
    page = phone.page
    page.goto("/signs/observe/")
    phone.tap('label:has([name="seen-papers"][value="yes"])')
    phone.tap("main form .btn-primary", moves=True)
    page.locator('select[name="language"]').select_option("am")
    phone.tap('button[value="offer"]', moves=True)
    assert page.locator("article.contact").get_attribute("lang") == "am"
    stage.look(page, "card-am", scripted=False)
    for code in ("ar", "ckb", "en"):
        press(page, f'.contact-langs a[href*="say={code}"]')
        card = page.locator("article.contact")
        assert card.get_attribute("lang") == code
        assert card.get_attribute("dir") == ("ltr" if code == "en" else "rtl")
    assert ContactCards.objects.get().offered == 1
    assert not Sign.objects.exists()


class Patrol(Officer):
    """Karwan with a phone that runs script, so that axe can look at the pages."""

    def looks_at_the_card(self) -> None:
        """The three pages, read by axe at both widths; by keyboard alone to the end."""
        self.go("/")
        self.follow("/signs/observe/")
        self.look("card")
        page = self.page
        page.locator('[name="seen-danger"][value="yes"]').focus()
        page.keyboard.press("Space")
        page.locator('[name="seen-child"][value="yes"]').focus()
        page.keyboard.press("Space")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.look("danger")
        page.locator('button[value="offer"]').focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.look("contact-card")


@each_language
def test_the_pages_of_the_card_are_read_by_everybody(language: str, stages: Stages) -> None:
    Patrol(stages("card-axe", language)).looks_at_the_card()
