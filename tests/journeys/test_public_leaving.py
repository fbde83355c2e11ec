"""Somebody comes into the room: one press, or Esc three times, and nothing of what was here can be found again."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from amana.countrypacks import pack
from amana.intake.pack_sections import INFORMATION
from amana.public_reports.models import PublicReport
from tests.browsers import launched_in, until
from tests.journeys.conftest import Stages
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser
WHOLE_BROWSER = True  # what the site asks it to clear is cleared by this one alone
CANARY = "zanbaq-7744-she-cries-at-night"
NEXT = "main form .btn-primary"
# What a page could leave in the browser: every store that a script can write to, as text.
_STORES = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, window.name, location.href];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = fail;
    });
    for (const store of base.objectStoreNames) {
      found.push(JSON.stringify(await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      })));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) found.push(await (await cache.match(asked)).text());
  }
  found.push(JSON.stringify(history.state));
  return found.join("\\n");
}"""
_PLANT = {
    "localStorage": "text => localStorage.setItem('x', text)",
    "sessionStorage": "text => sessionStorage.setItem('x', text)",
    "indexedDB": """text => new Promise(done => {
        const asked = indexedDB.open('x', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('y', {autoIncrement: true});
        asked.onsuccess = () => {
            const deed = asked.result.transaction('y', 'readwrite');
            deed.objectStore('y').add(text);
            deed.oncomplete = () => { asked.result.close(); done(); };
        };
    })""",
    "caches": "async text => (await caches.open('x')).put('/x', new Response(text))",
    "history": "text => history.replaceState(text, '')",
}


@pytest.fixture
def stage(stages: Stages, public_face: str) -> Stage:
    made = stages("leaving", "en")
    made.address = public_face
    return made


def neutral(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<title>Encyclopedia</title><h1>Encyclopedia</h1>")


def at_the_report(stage: Stage, **options: Any) -> Page:
    """The second page of a report that was begun; the neutral page is answered here, not by the world."""
    page = stage.open(**options)
    page.route(INFORMATION.of(pack()).leave_to + "**", neutral)
    page.goto(f"{stage.address}/health/")  # what was open before
    page.goto("/en/")
    if options.get("java_script_enabled", True):
        page.wait_for_selector("html.scripted")
    page.locator('[name="text"]').fill(CANARY)
    page.locator(NEXT).click()
    page.wait_for_selector('[name="where"]:not([type="hidden"])')
    page.wait_for_load_state()  # without script it is a page of its own, and shown before all of it is there
    assert CANARY in page.content()
    assert page.context.cookies() == []
    page.context.add_cookies([{"name": "left", "value": "behind", "url": stage.address}])
    return page


def loses_its_cookies(page: Page, address: str) -> None:
    """What the site left is cleared by an answer that nobody who leaves waits for."""
    until(page, lambda: page.context.cookies(address) == [], "a browser without cookies")


def comes_back(page: Page) -> bool:
    """Whether the button Back shows the report again."""
    page.go_back(wait_until="load")
    return page.url.endswith("/en/")


@pytest.mark.parametrize("way", ["button", "escape"])
def test_back_does_not_return_after_leaving(stage: Stage, way: str) -> None:
    page = at_the_report(stage)
    if way == "button":
        page.locator("aside.leave a").click()
    else:
        page.evaluate("performance.now = () => 1000")  # quick fingers, however slow the machine is
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(INFORMATION.of(pack()).leave_to)
    assert page.title() == "Encyclopedia"
    assert not comes_back(page)
    assert CANARY not in page.content()
    loses_its_cookies(page, stage.address)


def test_the_look_at_back_finds_a_way_out_that_would_not_hide(stage: Stage) -> None:
    """The alarm: leaving by an ordinary step forward is noticed."""
    page = at_the_report(stage)
    page.evaluate("address => location.assign(address)", INFORMATION.of(pack()).leave_to)
    page.wait_for_url(INFORMATION.of(pack()).leave_to)
    assert page.context.cookies(stage.address) != []
    assert comes_back(page)


def test_twice_esc_or_slowly_is_no_way_out(stage: Stage) -> None:
    page = at_the_report(stage)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.evaluate("performance.now = (now => () => now.call(performance) + 10000)(performance.now)")
    page.keyboard.press("Escape")
    assert page.locator('[name="where"]:not([type="hidden"])').count() == 1


def test_without_script_the_button_leads_away_and_what_the_site_left_is_gone(stage: Stage) -> None:
    page = at_the_report(stage, java_script_enabled=False)
    page.locator("aside.leave a").click()
    page.wait_for_url(INFORMATION.of(pack()).leave_to)
    loses_its_cookies(page, stage.address)


def test_leaving_does_not_wait_for_a_network(stage: Stage) -> None:
    page = at_the_report(stage)
    page.context.set_offline(True)
    page.locator("aside.leave a").click()
    expect(page.locator("main form")).to_have_count(0)
    page.context.set_offline(False)
    page.wait_for_url(INFORMATION.of(pack()).leave_to)
    assert CANARY not in page.content()


def test_whoever_goes_elsewhere_and_comes_back_finds_an_empty_page(stage: Stage) -> None:
    page = at_the_report(stage)
    page.goto(f"{stage.address}/health/")
    page.go_back(wait_until="load")
    page.wait_for_selector('[name="text"]')
    assert CANARY not in page.content()
    assert page.locator('[name="text"]').input_value() == ""


def send_all(page: Page) -> str:
    for shown in ('[name="danger"][type="radio"]', '[name="reach"]', ".code-n"):
        page.locator(NEXT).first.click()
        page.wait_for_selector(shown)
    return "".join(page.locator(".code-n span").all_inner_texts())


def test_after_a_report_no_store_of_the_browser_holds_a_word_of_it(stage: Stage) -> None:
    page = at_the_report(stage)
    assert CANARY not in page.evaluate(_STORES)
    code = send_all(page)
    stores = page.evaluate(_STORES)
    assert PublicReport.objects.count() == 1
    assert CANARY not in stores and code not in stores and code[:5] not in stores
    for name, plant in _PLANT.items():  # the alarm: each store is looked into
        planted = f"{CANARY}-{name}"
        page.evaluate(plant, planted)
        assert planted in page.evaluate(_STORES), name


def holds(folder: Path, text: str) -> list[str]:
    """The files of a browser's profile that hold a text, in UTF-8 or UTF-16."""
    forms = (text.encode(), text.encode("utf-16-le"))
    files = [each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()]
    return [each.name for each in files if any(form in _bytes_of(each) for form in forms)]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:  # the browser runs, and took it away meanwhile
        return b""


def test_a_phone_s_profile_on_disk_holds_no_word_of_a_report(
    chromium: Browser, living_world: Any, public_face: str, tmp_path: Path
) -> None:
    """A browser with a profile that stays: after a report, a receipt and the closing, its files are searched."""
    profile = tmp_path / "profile"
    browser = launched_in(chromium.browser_type, profile)
    page = browser.new_page()
    page.goto(f"{public_face}/en/")
    page.wait_for_selector("html.scripted")
    page.locator('[name="text"]').fill(CANARY)
    page.locator(NEXT).click()
    page.wait_for_selector('[name="where"]:not([type="hidden"])')
    code = send_all(page)
    planted = f"planted-{CANARY[:10]}"
    page.evaluate(_PLANT["localStorage"], planted)
    until(page, lambda: holds(profile, planted) != [], "on the disk, what was planted last")
    browser.close()
    assert PublicReport.objects.count() == 1
    assert holds(profile, planted)  # the alarm: what is kept is found
    assert holds(profile, CANARY) == []
    assert holds(profile, code) == [] and holds(profile, code[-5:]) == []
