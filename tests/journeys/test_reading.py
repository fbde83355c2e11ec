"""A page is read by axe once for each of its states: what looks the same is not read again, what looks different is."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browsers import context_of
from tests.journeys import reading
from tests.journeys.reading import seriously_wrong

pytestmark = pytest.mark.browser

PAGE = """<html lang="en"><head><title>Files</title></head><body><main><h1>Files</h1>
<ul><li class="row"><a href="/cases/1/">One file</a></li></ul><form><label for="a">Name</label><input id="a" name="q-1"></form>
</main></body></html>"""
ONE_MORE_ROW = (
    """document.querySelector('ul').innerHTML += '<li class="row"><a href="/cases/2/">Another file</a></li>'"""
)
FAULTS = {
    "image-alt": """document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="data:,">')""",
    "label": "document.querySelector('label').removeAttribute('for')",
    "link-name": "document.querySelector('a').textContent = ''",
    "aria-valid-attr-value": "document.querySelector('input').setAttribute('aria-invalid', 'perhaps')",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
    "document-title": "document.querySelector('title').textContent = ''",
    "list": "document.querySelector('ul').insertAdjacentHTML('afterbegin', '<p>Not a row</p>')",
}


@pytest.fixture
def page(chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A small page that nobody has read yet."""
    monkeypatch.setattr(reading, "_sound", set())
    context = context_of(chromium)
    opened = context.new_page()
    opened.set_content(PAGE)
    yield opened
    context.close()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses on which axe ran."""
    ran: list[str] = []
    run = reading.read_by_axe

    def counted(opened: Page) -> reading.Serious:
        ran.append(opened.url)
        return run(opened)

    monkeypatch.setattr(reading, "read_by_axe", counted)
    return ran


def test_the_same_state_is_read_once_in_each_language(page: Page, runs: list[str]) -> None:
    assert seriously_wrong(page, "en") == seriously_wrong(page, "en") == []
    assert len(runs) == 1
    page.evaluate(ONE_MORE_ROW)
    assert (seriously_wrong(page, "en"), len(runs)) == ([], 1), "one more row of the same kind"
    assert (seriously_wrong(page, "ar"), len(runs)) == ([], 2)
    page.evaluate("document.querySelector('input').setAttribute('aria-invalid', 'true')")
    assert (seriously_wrong(page, "en"), len(runs)) == ([], 3), "the same form with a mistake"


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_in_a_second_state_of_a_page_is_found_and_found_again(page: Page, rule: str) -> None:
    assert seriously_wrong(page, "en") == []
    page.evaluate(FAULTS[rule])
    assert rule in [found for found, _where in seriously_wrong(page, "en")]
    assert rule in [found for found, _where in seriously_wrong(page, "en")], "a page with a fault is never sound"


def test_axe_is_asked_every_rule_that_can_find_something_serious(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    rules = dict(page.evaluate("axe._audit.rules.map(({id, impact}) => [id, impact])"))
    assert set(rules.values()) <= {"minor", "moderate", "serious", "critical"}, "axe names an impact in another way"
    assert sum(impact in {"serious", "critical"} for impact in rules.values()) > 50
    assert {rules[rule] for rule in FAULTS} <= {"serious", "critical"}
