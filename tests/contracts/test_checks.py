"""Each check of `./amana check` finds the fault it is there for."""

import re
from pathlib import Path

import pytest

from amana.development import words
from amana.development.checks import CHECKS, countries, locks, places, plain, pronouns, templates, terms


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


@pytest.mark.parametrize(
    "planted",
    [
        "format_html('<td style=\"inline-size: {}px\">', width)",
        "bar.setAttribute('style', 'inline-size: 40%')",
        '<svg viewBox="0 0 9 9"><path style="fill: red" d="M0 0"/></svg>',
        "<svg><style>path {fill: red}</style></svg>",
    ],
)
def test_a_style_that_code_puts_into_a_page_is_found(planted: str) -> None:
    assert templates.inline(f"x\n{planted}", templates.IN_CODE)[0].startswith("2: ")
    assert templates.inline('label.className = "style"; row.style = chosen', templates.IN_CODE) == []


@pytest.mark.parametrize(
    "planted", ['"IQ"', '("IQD", 1)', 'ZoneInfo("Asia/Baghdad")', '_("Call +964 750 000 0000.")', '"Europe/Paris"']
)
def test_a_country_in_the_code_is_found(planted: str) -> None:
    words = countries._words_of_packs()
    assert [line for line, _text in countries.in_text(f"x = 1\ny = {planted}\n", words)] == [2]
    assert (
        list(countries.in_text(f'def f():\n    """As {planted.strip(chr(34))}."""\n    return "a/b", "+1"\n', words))
        == []
    )


@pytest.mark.parametrize("planted", ["Iraq's Law 28 of 2012", "القانون العراقي", "لە عێراقی فیدراڵیدا"])
def test_a_country_on_a_page_is_found(planted: str) -> None:
    names = countries._names_of_countries()
    assert list(countries.naming(f"word:\n  means: {planted}\n", names)) == [(2, f"means: {planted}")]
    assert list(countries.naming("word:\n  means: for example, the country\n", names)) == []


def test_a_page_of_ours_is_left_in_peace() -> None:
    page = (
        '<link rel="stylesheet" href="{% static "amana.css" %}"><script src="/static/a.js"></script><p class="style">'
    )
    assert templates.inline(page) == []


def test_a_line_of_a_template_that_is_too_long_is_found() -> None:
    longest = "<p>" + "a" * (templates.LONGEST_LINE - len("<p></p>")) + "</p>"
    assert templates.too_long(f"<div>\n{longest}\n</div>\n") == []
    found = templates.too_long(f"<div>\n{longest} \n</div>\n")
    assert [line.partition(" characters")[0] for line in found] == [f"2: {templates.LONGEST_LINE + 1}"]


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
    assert locks.npm_addresses(lock) == ["package-lock.json: node_modules/idb has a resolved address"]


def test_what_is_asked_for_and_not_locked_is_found(tmp_path: Path) -> None:
    project, runtime, development = (tmp_path / name for name in ("pyproject.toml", "requirements.lock", "dev.lock"))
    project.write_text('[project]\ndependencies = ["django>=6", "left-out"]\n[dependency-groups]\ndev = ["pytest"]\n')
    runtime.write_text("django==6.1.3\n")
    development.write_text("pytest==9.2.0 \\\n    --hash=sha256:ab\n")
    assert locks.find_unlocked(project, runtime, {"dev": development}) == [
        "requirements.lock: django has no hash",
        "requirements.lock: left-out is asked for and not locked",
    ]


def test_a_sentence_without_translation_is_found() -> None:
    english = {"Send": ("Send",), "Close": ("Close",), "PDF": ("PDF",), "one case": ("one case", "%(n)s cases")}
    arabic = {"Send": ("إرسال",), "Close": ("Close",), "one case": ("حالة", "%(n)s حالات")}
    assert words.find_untranslated(english, arabic, frozenset({"PDF"})) == ["Close"]
    assert words.find_untranslated(english, {}, frozenset({"PDF"})) == ["Send", "Close", "one case"]


@pytest.mark.gettext
def test_a_doubtful_translation_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    file.write_text(
        head + 'msgid "Send"\nmsgstr "إرسال"\n\n#, fuzzy\nmsgid "Close"\nmsgstr "إرسال"\n', encoding="utf-8"
    )
    assert words.load_translations(file) == {"Send": ("إرسال",)}


@pytest.mark.gettext
def test_a_translation_that_loses_a_place_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    file.write_text(head + '#, python-format\nmsgid "by %(name)s"\nmsgstr "من"\n', encoding="utf-8")
    with pytest.raises(words.GettextFailed, match="name"):
        words.load_translations(file)


def test_every_check_says_what_it_asks_and_how_to_remedy_it() -> None:
    assert all(check.asks.endswith("?") and check.remedy for check in CHECKS)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ckb", "ڕاپۆرتدەر گوتی بوەستن"),
        ("ckb", "لە 90 ڕۆژی ڕابردوودا، لەم مێزە بپرسە"),
        ("ckb", "نیشانەی بازرگانی نییە"),
        ("ckb", "لە %(day)s ەوە"),
        ("ckb", "می\u200cڕوات"),
        ("ckb", "لە ٩٠ ڕۆژدا"),
        ("ar", "تسليم الشخص إلى جهة"),
        ("ar", "القائم بالفرز والتحري"),
        ("ar", "تبقى القرينة"),
        ("ar", "المتاجر طليق"),
        ("ar", 'زر "مغادرة هذه الصفحة"'),
    ],
)
def test_a_word_that_was_decided_against_is_found(language: str, said: str) -> None:
    text = terms.Text("here", language, said, frozenset())
    assert terms.found_in([text], terms.load_decided(terms.DECIDED))[0].startswith("here: ")


def test_a_word_is_found_in_its_own_language_and_not_where_it_is_allowed() -> None:
    against = terms.load_decided(terms.DECIDED)
    donors = terms.Text("here", "ckb", "ڕاپۆرتی ساڵانە", frozenset({"packs/core/results.yaml"}))
    goods = terms.Text("here", "ar", 'تسليم المناوبة <bdi class="ltr">9</bdi>', frozenset())
    assert terms.found_in([donors, goods], against) == []


def test_the_terms_of_translations_and_packs_and_code_are_read() -> None:
    assert terms.findings() == []
    planted = terms.Decided("ckb", re.compile("بەربەستی زانیاری"), "nothing", "planted", frozenset())
    places = {found.split(":")[0] for found in terms.found_in(list(terms.every_text()), [planted])}
    assert {"ckb", "packs/core/roles.yaml", "src/amana/trust/wall_text.py"} <= places


@pytest.mark.parametrize(
    "planted", ["Ask her first.", "What she said", "He did not read it", "HIS answer", "By herself"]
)
def test_a_sentence_that_guesses_the_sex_is_found(planted: str) -> None:
    assert pronouns.guesses({planted: "here"}, {})[0].startswith("here: ")


def test_a_sentence_without_a_guess_and_a_reviewed_one_are_left_in_peace() -> None:
    texts = {"Ask the person there; this is other, he/she was heard": "here", "The person said so": "here"}
    assert len(pronouns.guesses(texts, {})) == 1
    assert pronouns.guesses(texts, dict.fromkeys(texts, "the words of a form of the police")) == []


def test_an_exception_that_nobody_needs_is_found() -> None:
    assert pronouns.guesses({}, {"Ask her first.": "said long ago"}) == [
        "pronouns_allowed.yaml: nobody says this any more: 'Ask her first.'"
    ]


def test_the_english_of_code_and_packs_is_read() -> None:
    texts = pronouns.english_texts()
    assert {"src", "packs"} <= {place.split("/")[0] for place in texts.values()}
    assert "The person" in texts


def test_a_check_is_asked_when_a_file_that_it_reads_changed() -> None:
    asked = {check.name for check in CHECKS if check.reads_any(["src/amana/cases/templates/cases/page.html"])}
    assert {"templates", "translations", "places"} <= asked
    assert not {"types", "rooms", "locks"} & asked
    assert {check.name for check in CHECKS if check.reads_any(["src/amana/cases/rules.py"])} >= {
        "types",
        "rooms",
        "plain",
    }


def test_a_word_that_was_decided_against_is_counted_in_prose_and_not_in_sentences(tmp_path: Path) -> None:
    code = tmp_path / "planted.py"
    code.write_text(
        '"""What was told.\n\nThe deed is done.\n"""\n\n# whoever asks\nSAID = _("told")\n\n\ndef _made() -> None:\n    "A row."\n',
        encoding="utf-8",
    )
    found = plain.places([code], plain.read_decided_words())
    assert [(place.name, place.line) for place in found] == [
        ("told", 1),
        ("deed", 3),
        ("whoever", 6),
        (plain.PARTICIPLE, 10),
    ]
    assert plain.grown(found, plain.count(found)) == []
    assert plain.grown(found, plain.count(found) | {"deed": 0})[0].startswith("deed: 1 times, and 0 are left")


def test_a_verb_that_is_its_own_participle_may_be_a_name() -> None:
    assert not plain._PARTICIPLES.fullmatch("build_row")
    assert "read" in plain._VERBS_TOO
