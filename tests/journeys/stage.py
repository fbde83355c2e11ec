"""The stage of a journey: one browser for everybody, pictures, and what the browser complains of."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from tests.browsers import context_of
from tests.cast import World, code_now
from tests.journeys.effort import Effort
from tests.journeys.reading import seriously_wrong
from tests.journeys.words import Words
from tests.paper import PDF
from tests.world import Desk

WIDTHS = (1280, 360)
MY_DAY = re.compile(r"^https?://[^/]+/$")  # the address alone; "**/" would fit every page whose address ends so
HEIGHT = 900

# The form with the most to fill in, told as data: its place in the document and what can be filled in.
_FORM = """() => {
  const named = form => [...form.elements].filter(one => one.name && one.name !== 'csrfmiddlewaretoken');
  const forms = [...document.forms];
  const form = forms.filter(one => one.closest('main')).sort((a, b) => named(b).length - named(a).length)[0];
  if (!form) return null;
  const found = new Map();
  for (const one of named(form)) {
    if (['submit', 'button', 'hidden'].includes(one.type)) continue;
    const box = one.closest('.field');
    const row = found.get(one.name) || {
      name: one.name, kind: one.tagName === 'SELECT' ? 'select' : one.tagName === 'TEXTAREA' ? 'text' : one.type,
      value: '', options: [], needed: one.required || !!(box && box.querySelector('.need')),
    };
    if (row.kind === 'radio' || row.kind === 'checkbox') {
      row.options.push(one.value);
      if (one.checked) row.value = one.value;
    } else {
      row.value = one.value;
      if (row.kind === 'select') row.options = [...one.options].map(option => option.value);
    }
    found.set(one.name, row);
  }
  return {place: forms.indexOf(form), rows: [...found.values()]};
}"""


def artefacts() -> Path | None:
    """The folder that keeps the pictures, where somebody wants to look at them: `./amana journey` does."""
    wanted = os.environ.get("AMANA_ARTEFACTS")
    if not wanted:
        return None
    folder = Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Stage:
    """A world on a running server, and a browser in which its people work in one language.

    Without `styled` the pages come without style and nobody looks at them: they are clicked through, which is quicker.
    """

    world: World
    browser: Browser
    address: str
    words: Words
    name: str
    thorough: bool = True
    styled: bool = True
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    pictures: int = 0
    part: str = ""
    efforts: dict[str, Effort] = field(default_factory=dict)

    def asks(self, *, clicks: int = 0, shown: int = 0, required: int = 0) -> None:
        """Counts what the present part of the story asks of its people; outside a named part nothing is counted."""
        if self.part:
            self.efforts[self.part] = self.efforts.get(self.part, Effort()) + Effort(clicks, shown, required)

    def open(self, **options: Any) -> Page:
        """A page in a browser of its own, whose complaints are kept."""
        context = context_of(
            self.browser,
            viewport={"width": WIDTHS[0], "height": HEIGHT},
            base_url=self.address,
            locale="en-GB",
            **options,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._hears)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("response", self._receives)
        if not self.styled:
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            network.send("Network.setBlockedURLs", {"urls": ["*.css", "*.woff2"]})
        return page

    def signed_in(self, username: str, **options: Any) -> Page:
        """A page in a browser where somebody signed in before; the forms of signing in have journeys of their own."""
        page = self.open(**options)
        kept = {name: each.value for name, each in Desk()(username).cookies.items() if each.value}
        kept[settings.LANGUAGE_COOKIE_NAME] = self.words.language
        page.context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in kept.items()])
        return page

    def _hears(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"} and not line.text.startswith("Failed to load resource"):
            self.complaints.append(line.text)

    def _receives(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self.complaints.append(f"{answer.status} {answer.url}")

    def look(self, page: Page, step: str, *, aside: bool = False, scripted: bool = True) -> None:
        """The page reads rightly at both widths, axe finds nothing serious; its pictures are kept for whoever wants them.

        Pages aside of the story are looked at on a thorough journey only. axe is a script, and needs a page with them.
        """
        html = page.locator("html")
        assert html.get_attribute("lang") == self.words.language, page.url
        assert html.get_attribute("dir") == ("rtl" if self.words.right_to_left else "ltr"), page.url
        if (aside and not self.thorough) or not self.styled:
            return
        self.pictures += 1
        serious = seriously_wrong(page, self.words.language) if scripted else []
        assert serious == [], (step, page.url, serious)
        for width in WIDTHS[::-1]:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            name = f"{self.name}-{self.words.language}-{self.pictures:02}-{step}-{width}.png"
            if folder := artefacts():
                page.screenshot(path=folder / name, full_page=True)
            too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert too_wide <= 0, (step, page.url, width, too_wide)

    def close(self) -> None:
        """Every browser of the stage is shut."""
        for context in self.contexts:
            context.close()


def press(page: Page, selector: str) -> None:
    """A button or a link that brings a new page, which is there."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def choose_language(page: Page, language: str) -> None:
    """The page of signing in, in this language."""
    press(page, f'form.langs button[value="{language}"]')


def show_code(page: Page) -> None:
    """The second step of signing in: the code that the cast's application shows now."""
    page.wait_for_url("**/sign-in/second/")
    cache.clear()  # several sign in with one secret in the same half minute
    page.locator('[name="code"]').fill(code_now())
    page.locator('form:has([name="code"]) button').click()


class Person:
    """Somebody of the cast at their own browser, signed in when they first do something."""

    username = ""

    def __init__(self, stage: Stage, username: str = "") -> None:
        self.stage = stage
        self.username = username or self.username
        self._page: Page | None = None

    @property
    def words(self) -> Words:
        """What this journey's people write."""
        return self.stage.words

    @property
    def page(self) -> Page:
        """The page of my day, in the language of the journey."""
        if self._page is None:
            self._page = self.stage.signed_in(self.username)
            self._page.goto("/")
        return self._page

    # Going places ----------------------------------------------------------------------------------

    def go(self, path: str, expect: int = 200) -> None:
        """The page at an address."""
        self.stage.asks(clicks=1)  # stands for the link or the menu that leads there
        answer = self.page.goto(path)
        assert answer is not None and answer.status == expect, (self.username, path, answer and answer.status)

    def follow(self, *ends: str) -> None:
        """The first link in the page that leads to one of these addresses."""
        links = ", ".join(f'main a[href$="{end}"]' for end in ends)
        with self._moves():
            self.page.locator(links).first.click()

    def press(self, end: str) -> None:
        """The button of the form that goes to an address ending so."""
        with self._moves():
            self.page.locator(f'main form[action$="{end}"] button').first.click()

    def address(self, fragment: str) -> str:
        """The address of the first link that holds the fragment."""
        return str(self.page.locator(f'main a[href*="{fragment}"]').first.get_attribute("href"))

    def id_after(self, before: str) -> str:
        """The id that follows `before` in the address of the page."""
        return self.page.url.split(f"/{before}/")[1].split("/")[0]

    @contextmanager
    def _moves(self) -> Iterator[None]:
        self.stage.asks(clicks=1)
        with self.page.expect_navigation() as navigation:
            yield
        answer = navigation.value
        if answer is not None and answer.status >= 400:
            told = self.page.locator(".why, .errors, main h1").all_inner_texts()
            raise AssertionError((self.username, answer.status, self.page.url, told))

    # Filling in ------------------------------------------------------------------------------------

    def fill(self, answers: Mapping[str, Any] | None = None) -> Locator:
        """The form with the most fields, filled in: `answers` by name or its end, else whatever is still needed."""
        told = self.page.evaluate(_FORM)
        assert told is not None, (self.username, self.page.url, "no form")
        form = self.page.locator("form").nth(told["place"])
        left = dict(answers or {})
        required = sum(1 for row in told["rows"] if row["needed"] and not row["value"])
        self.stage.asks(shown=len(told["rows"]), required=required)
        for row in told["rows"]:
            name = row["name"]
            key = next((key for key in left if name == key or name.endswith("-" + key)), None)
            if key is not None:
                self._put(form, row, left.pop(key))
            elif row["needed"] and not row["value"] and not name.startswith(("paper-", "word-")):
                self._put(form, row, self._something(row))
        assert not left, (self.username, self.page.url, sorted(left), [row["name"] for row in told["rows"]])
        return form

    def _put(self, form: Locator, row: Mapping[str, Any], value: Any) -> None:
        control = form.locator(f'[name="{row["name"]}"]')
        kind = row["kind"]
        if kind == "checkbox" and len(row["options"]) == 1:
            control.set_checked(bool(value))
        elif kind in ("radio", "checkbox"):
            chosen = {value} if isinstance(value, str) else set(value)
            for each in row["options"]:
                if kind == "checkbox":
                    form.locator(f'[name="{row["name"]}"][value="{each}"]').set_checked(each in chosen)
                elif each in chosen:
                    form.locator(f'[name="{row["name"]}"][value="{each}"]').check()
            assert chosen <= set(row["options"]), (row, value)
        elif kind.startswith("select"):
            control.select_option(index=value) if isinstance(value, int) else control.select_option(value)
        elif kind == "file":
            control.set_input_files({"name": "scan.pdf", "mimeType": "application/pdf", "buffer": PDF})
        else:
            control.fill(str(value))

    def _something(self, row: Mapping[str, Any]) -> Any:
        kind = row["kind"]
        if kind in ("radio", "select", "select-one"):
            return next(option for option in row["options"] if option)
        if kind == "checkbox":
            return row["options"][:1]
        dates = {"date": "2026-02-01", "datetime-local": "2026-02-01T10:00", "month": "2026-02"}
        return dates.get(kind, self.words.other)

    def send(self, form: Locator, button: str = ".btn-primary, .btn-stop") -> None:
        """The form is sent with its button."""
        with self._moves():
            form.locator(button).first.click()

    def fill_and_send(self, answers: Mapping[str, Any] | None = None, button: str = ".btn-primary, .btn-stop") -> None:
        """Both."""
        self.send(self.fill(answers), button)

    def look(self, step: str, *, aside: bool = False) -> None:
        """A picture of the page, at both widths."""
        self.stage.look(self.page, step, aside=aside)

    def finds_nothing(self, path: str) -> None:
        """There is no such page for this person any more."""
        self.go(path, expect=404)
