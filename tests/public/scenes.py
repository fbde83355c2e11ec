"""Somebody with a telephone at the public face, and what they do there without script."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from amana.web.settings import public

WORDS = "She cries. zanbaq-7741"


def at_the_public_face(settings: Settings) -> Client:
    """A browser whose requests meet the public face's own settings."""
    settings.ROOT_URLCONF = public.ROOT_URLCONF
    settings.MIDDLEWARE = [each for each in public.MIDDLEWARE if "OneTransaction" not in each and "Shut" not in each]
    settings.TEMPLATES = public.TEMPLATES
    return Client()


@dataclass
class Somebody:
    """Fills in the page shown and goes on; what the page hides travels along as a browser would send it."""

    browser: Client
    language: str = "en"
    answer: HttpResponse | None = None
    shown: str = ""
    hidden: dict[str, str] = field(default_factory=dict)

    def opens(self, path: str = "") -> "Somebody":
        return self._sees(self.browser.get(path or f"/{self.language}/"))

    def sends(self, go: str = "next", *, path: str = "", **typed: Any) -> "Somebody":
        return self._sees(self.browser.post(path or f"/{self.language}/", {**self.hidden, **typed, "go": go}))

    def writes(self, **typed: Any) -> "Somebody":
        """The whole report, page after page."""
        said = {"text": WORDS, "danger": "unknown", **typed}
        self.opens()
        for names in (["text"], ["place", "where"], ["danger"]):
            self.sends(**{name: said.pop(name) for name in names if name in said})
            assert self.answer is not None and self.answer.status_code == 200, self.shown
        return self.sends("send", **said)

    @property
    def code(self) -> str:
        return "".join(re.findall(r"<span>(\d{5})</span>", self.shown))

    @property
    def page(self) -> str:
        return self.hidden.get("page", "")

    def _sees(self, answer: Any) -> "Somebody":
        self.answer, self.shown = answer, answer.content.decode()
        # forms of the page in their order; the first one is the page's own
        form = self.shown.partition("<form")[2].partition("</form>")[0]
        found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form)
        self.hidden = {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}
        return self
