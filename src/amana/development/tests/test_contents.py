"""The page of all files says what each is for, in the words with which it begins."""

from pathlib import Path

from amana.development import contents


def test_a_file_is_listed_with_its_first_sentence_and_a_test_is_not(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name, text in {
        "rules.py": '"""What is true\nof it. And more."""\n\ndef is_due() -> None: ...\n\ndef _hidden() -> None: ...\n',
        "words.yaml": "# How it is\n# called. And more.\nwords: {}\n",
        "bare.py": "A = 1\n",
        "page.html": "<p>",
        "tests/test_it.py": '"""A test."""\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(contents.files_of(tmp_path)) == [
        ("rules.py", "What is true of it", "is_due"),
        ("words.yaml", "How it is called", ""),
    ]


def test_every_room_the_methods_and_the_packs_are_there() -> None:
    page = contents.page()
    for part in ("src/amana/cases", "src/amana_methods", "packs/core", "packs/iraq"):
        assert f"## `{part}`" in page
    assert "`linkage/bloom.py`" in page and "`screening/rules.yaml`" in page
