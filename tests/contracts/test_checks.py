"""Each check of `./amana check` finds the fault it is there for."""

from pathlib import Path

import pytest

from amana.web.cli import words
from amana.web.cli.checks import CHECKS, locks, places, templates


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        "<style>p {color: red}</style>",
        '<p style="color: red">',
        '<button type="button" onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        "{{ text|safe }}",
    ],
)
def test_something_inline_is_found(planted: str) -> None:
    assert templates.inline(f"<p>\n{planted}</p>")[0].startswith("2: ")


def test_a_page_of_ours_is_left_in_peace() -> None:
    page = (
        '<link rel="stylesheet" href="{% static "amana.css" %}"><script src="/static/a.js"></script><p class="style">'
    )
    assert templates.inline(page) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("/ho" + "me/rawan/amana", "/ho" + "me/rawan"),
        ("/t" + "mp/amana.sqlite3", "/t" + "mp/a"),
        ("/ro" + "ot/.cache", "/ro" + "ot/"),
        (".." + "/shared/design.md", ".." + "/shared"),
    ],
)
def test_a_folder_of_somebodys_machine_is_found(tmp_path: Path, planted: str, found: str) -> None:
    file = tmp_path / "notes.md"
    file.write_text(f"first line\nsee {planted}\n")
    assert places.lines_naming_a_place(file) == [f"2: {found}"]


def test_addresses_that_only_look_like_a_folder_are_left_in_peace(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text("https://example.org/home/page and ./var/tmp/ and {% url 'home' %} /home\n")
    assert places.lines_naming_a_place(file) == []


def test_a_registry_in_a_lock_file_is_found(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("--index-url " + "https:" + "//registry.example/simple\ndjango==6.1.3 \\\n    --hash=sha256:ab\n")
    assert locks.addresses(lock) == ["requirements.lock:1: holds an address"]


def test_an_npm_lock_with_addresses_is_found(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text('{"packages": {"node_modules/idb": {"version": "7.0.0", "resolved": "x"}, "": {}}}')
    assert locks.resolved(lock) == ["package-lock.json: node_modules/idb has a resolved address"]


def test_what_is_asked_for_and_not_locked_is_found(tmp_path: Path) -> None:
    project, runtime, development = (tmp_path / name for name in ("pyproject.toml", "requirements.lock", "dev.lock"))
    project.write_text('[project]\ndependencies = ["django>=6", "left-out"]\n[dependency-groups]\ndev = ["pytest"]\n')
    runtime.write_text("django==6.1.3\n")
    development.write_text("pytest==9.2.0 \\\n    --hash=sha256:ab\n")
    assert locks.unlocked(project, runtime, {"dev": development}) == [
        "requirements.lock: django has no hash",
        "requirements.lock: left-out is asked for and not locked",
    ]


def test_a_sentence_without_translation_is_found() -> None:
    english = {"Send": ("Send",), "Close": ("Close",), "PDF": ("PDF",), "one case": ("one case", "%(n)s cases")}
    arabic = {"Send": ("إرسال",), "Close": ("Close",), "one case": ("حالة", "%(n)s حالات")}
    assert words.untranslated(english, arabic, frozenset({"PDF"})) == ["Close"]
    assert words.untranslated(english, {}, frozenset({"PDF"})) == ["Send", "Close", "one case"]


@pytest.mark.gettext
def test_a_doubtful_translation_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    file.write_text(
        head + 'msgid "Send"\nmsgstr "إرسال"\n\n#, fuzzy\nmsgid "Close"\nmsgstr "إرسال"\n', encoding="utf-8"
    )
    assert words.compiled(file) == {"Send": ("إرسال",)}


@pytest.mark.gettext
def test_a_translation_that_loses_a_place_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    file.write_text(head + '#, python-format\nmsgid "by %(name)s"\nmsgstr "من"\n', encoding="utf-8")
    with pytest.raises(words.GettextFailed, match="name"):
        words.compiled(file)


def test_every_check_says_what_it_asks_and_how_to_remedy_it() -> None:
    assert all(check.asks.endswith("?") and check.remedy for check in CHECKS)
