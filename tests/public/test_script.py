"""The script that seals in the browser is the one that our sources give, and pages run no other."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

SOURCES = ("build.mjs", "package.json", "package-lock.json", "src/seal.js")
ROOMS = Path(settings.PROJECT) / "src" / "amana"
BUILT = ROOMS / "public_reports" / "static" / "public_reports" / "public_seal.js"
OWN = [
    ROOMS / "web" / "static" / "web" / "public.js",
    ROOMS / "public_reports" / "static" / "public_reports" / "public_report.js",
    ROOMS / "public_reports" / "static" / "public_reports" / "public_work.js",
]
# What would leave a word on a telephone, or speak to somebody else.
KEEPS = re.compile(
    r"localStorage|sessionStorage|indexedDB|\bcaches\b|document\.cookie|pushState|replaceState|serviceWorker|sendBeacon"
    r"|beforeunload|XMLHttpRequest|WebSocket|importScripts|https?://|\beval\b|new Function|innerHTML|insertAdjacentHTML"
)


def built_from(folder: Path) -> str:
    """What the built script says of its sources, computed from the sources of now."""
    return sha256(b"".join((folder / name).read_bytes() for name in SOURCES)).hexdigest()


def test_whoever_changed_the_sources_built_the_script_again(tmp_path: Path) -> None:
    tools = Path(settings.PROJECT) / "tools" / "public_seal"
    head = BUILT.read_text(encoding="utf-8")[:400]
    assert built_from(tools) in head, "cd tools/public_seal && npm ci && npm run build"
    for name in SOURCES:  # the alarm: a source that was changed and not built
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((tools / name).read_bytes())
    (tmp_path / "src/seal.js").write_text("changed")
    assert built_from(tmp_path) not in head


def test_no_lock_file_of_scripts_holds_an_address() -> None:
    lock = (Path(settings.PROJECT) / "tools" / "public_seal" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') >= 6


@pytest.mark.parametrize("script", [*OWN, BUILT], ids=lambda path: path.name)
def test_a_public_script_keeps_nothing_and_speaks_to_nobody_else(script: Path) -> None:
    assert KEEPS.findall(script.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted", ["localStorage.x = text", "fetch('https://elsewhere')", "history.pushState({}, '')"]
)
def test_the_look_into_scripts_finds_what_was_planted(planted: str) -> None:
    assert KEEPS.search(planted)
