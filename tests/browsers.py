"""Chromium for tests: how it starts, and how long it is waited for.

Pages are looked at in the build of Chromium that has no windows, where it is installed: the same engine with less around it, which
takes a quarter less of the processor. What a browser keeps in a profile, and whether it forgets it, is asked of the whole one.
"""

import shutil
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

# No wait decides whether a test passes on a slow machine: this long for anything to happen. One that succeeds stays short.
PATIENCE_MS: Final = 60_000
expect.set_options(timeout=PATIENCE_MS)

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


_WHOLE: Final = "chromium"
_WITHOUT_WINDOWS: Final = "chromium-headless-shell"


def launched(kind: BrowserType, *more: str, whole: bool = False) -> Browser:
    """A browser, with `more` for its command line."""
    program = shutil.which(_WHOLE if whole else _WITHOUT_WINDOWS) or shutil.which(_WHOLE)
    return kind.launch(executable_path=program, args=[*_QUIET, *more], timeout=PATIENCE_MS)


def launched_in(kind: BrowserType, profile: Path, **options: Any) -> BrowserContext:
    """A browser that keeps what it keeps in a folder of its own."""
    program = shutil.which(_WHOLE)
    return _patient(
        kind.launch_persistent_context(
            str(profile), executable_path=program, args=list(_QUIET), timeout=PATIENCE_MS, **options
        )
    )


def context_of(browser: Browser, **options: Any) -> BrowserContext:
    """A context whose pages are waited for; every test makes its contexts here."""
    return _patient(browser.new_context(**options))


def _patient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE_MS)
    return context


def until(page: Page, holds: Callable[[], bool], what: str) -> None:
    """Something outside the page holds; meanwhile the page goes on."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < end, f"it did not come: {what}"
        page.wait_for_timeout(50)  # only the step from one look to the next


def accept_all_before_now(address: str) -> None:
    """Returns when a server of this process has accepted every connection that came before; each has its thread then."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE_MS / 1000) as own:
        own.sendall(b"\r\n")  # no request: the server shuts the connection
        while own.recv(4096):
            pass


def wait_for_answers() -> None:
    """Returns when no server of this process answers anybody. Its browsers are shut already."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while answering := [each.name for each in threading.enumerate() if each.name.endswith("(process_request_thread)")]:
        assert time.monotonic() < end, f"still answered: {answering}"
        time.sleep(0.005)
