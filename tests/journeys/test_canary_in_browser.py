"""What a browser keeps of a day at the desk: a colleague who sits down at the machine afterwards finds nobody in it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from amana_methods.canary import found_in, found_on_disk
from tests.browsers import launched_in, until
from tests.cast import World
from tests.journeys.stage import press
from tests.world import Desk

pytestmark = pytest.mark.browser

NAME, PHONE, SENT, DRAFT = "Selam Tesfaye", "+9647500000142", "Kanarya-note-that-was-sent", "Kanarya-note-nobody-sent"
WORDS = (NAME, PHONE, SENT, DRAFT)

# All that pages can keep in a browser: the two storages, databases, caches, cookies that script reads, the window's name.
KEPT = """async () => {
  const kept = {local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie, name: window.name};
  kept.caches = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.caches.push([request.url, await (await cache.match(request)).text()]);
  }
  kept.bases = [];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done, no) => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); asked.onerror = no;
    });
    for (const store of base.objectStoreNames) {
      const rows = await new Promise((done, no) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result); asked.onerror = no;
      });
      kept.bases.push([name, store, rows.map(String), JSON.stringify(rows)]);
    }
  }
  return JSON.stringify(kept);
}"""


@pytest.fixture
def address(live_server: object) -> str:
    """Under a number for an address browsers offer no passkeys, so that the cast's codes do."""
    return str(live_server).replace("localhost", "127.0.0.1")


@pytest.fixture
def own_profile(chromium: Browser, living_world: World, address: str, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that keeps what it keeps in a folder of its own, as the one on somebody's desk."""
    context = launched_in(chromium.browser_type, tmp_path / "profile", base_url=address)
    yield context
    context.close()


def a_day(context: BrowserContext, world: World, address: str) -> Page:
    """Rawan opens sections, sends a note, begins another and walks away from it."""
    case = world.case()
    page = context.new_page()
    cookies = [{"name": key, "value": each.value, "url": address} for key, each in Desk()("rawan").cookies.items()]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    for code, said in (("identity", NAME), ("contact", PHONE)):
        page.goto(f"/cases/{case.id}/")
        page.locator(f'form[action="/cases/{case.id}/sections/{code}/open/"] button').click()
        expect(page.locator("main").first).to_contain_text(said)
    page.goto(f"/cases/{case.id}/notes/")
    page.locator("textarea").first.fill(SENT)
    press(page, "main form .btn-primary")
    page.clock.install()
    page.goto(f"/cases/{case.id}/notes/")
    page.locator("textarea").first.fill(DRAFT)
    page.clock.run_for(60_000)  # a minute of the page's own time: whatever saves by itself has saved
    page.goto("/cases/")
    return page


def profile_of(folder: Path) -> Path:
    return folder / "profile"


def on_disk(folder: Path, words: list[str]) -> set[str]:
    """Which of the words a running browser has written into its folder by now."""
    try:
        return {word for _file, word, _form in found_on_disk([profile_of(folder)], words)}
    except FileNotFoundError:  # it took one of its files away meanwhile
        return set()


def test_neither_its_storages_nor_its_folder_hold_a_word(
    own_profile: BrowserContext, living_world: World, address: str, tmp_path: Path
) -> None:
    page = a_day(own_profile, living_world, address)
    kept = page.evaluate(KEPT)
    assert not found_in(kept.encode(), WORDS), json.loads(kept).keys()
    own_profile.close()
    assert any(path.is_file() for path in profile_of(tmp_path).rglob("*")), "it did keep something"
    assert not found_on_disk([profile_of(tmp_path)], WORDS)


def test_a_page_that_kept_a_draft_would_be_found(
    own_profile: BrowserContext, living_world: World, address: str, tmp_path: Path
) -> None:
    """The alarm: in each of the places, and in the folder after the browser was shut."""
    page = a_day(own_profile, living_world, address)
    plant = """async word => {
      localStorage.setItem('draft', word + '-local'); sessionStorage.setItem('draft', word + '-session');
      await (await caches.open('desk')).put('/draft', new Response(word + '-cache'));
      await new Promise((done, no) => {
        const asked = indexedDB.open('drafts', 1); asked.onerror = no;
        asked.onupgradeneeded = () => asked.result.createObjectStore('drafts');
        asked.onsuccess = () => {
          const put = asked.result.transaction('drafts', 'readwrite');
          put.objectStore('drafts').put(word + '-base', 1); put.oncomplete = () => { asked.result.close(); done(); };
        };
      });
    }"""
    page.evaluate(plant, "Kanarya-planted")
    kept = page.evaluate(KEPT)
    planted = [f"Kanarya-planted-{place}" for place in ("local", "session", "cache", "base")]
    assert {word for word, _form in found_in(kept.encode(), planted)} == set(planted)
    kept_on_disk = {planted[0], planted[2]}
    until(page, lambda: on_disk(tmp_path, planted) >= kept_on_disk, "on the disk, what was planted")
    own_profile.close()
    assert on_disk(tmp_path, planted) >= kept_on_disk
