"""The page of named numbers and choices finds what it is for, and leaves out what nobody sets."""

from pathlib import Path

from amana.development.named_values import Named, choices, numbers


def test_numbers_and_choices_are_found_with_their_comment(tmp_path: Path) -> None:
    (tmp_path / "amana").mkdir()
    (tmp_path / "amana" / "planted.py").write_text(
        '"""A module."""\n\n'
        "# Nobody waits longer.\n"
        "LONGEST = timedelta(days=30)\n"
        "_MOST, FIRST = 8 * 1024, 0  # bytes\n"
        'KINDS = {"a": _("One"), "b": _("Two")}\n'
        'NAME = "told"\n'
        "VERSION = 2\n"
        'ONE = _("Alone")\n',
        encoding="utf-8",
    )
    file = f"{tmp_path.name}/amana/planted.py"
    assert numbers(tmp_path) == [
        Named(file, "LONGEST", "timedelta(days=30)", "longest: Nobody waits longer."),
        Named(file, "_MOST", "8 * 1024", "most: bytes"),
    ]
    assert choices(tmp_path) == [Named(file, "KINDS", "One, Two", "kinds")]


def test_the_numbers_of_the_code_are_found() -> None:
    found = {each.name: each.file for each in numbers()}
    assert found["LOOK_UPS_PER_HOUR"] == "src/amana/duplicates/rules.py"
    assert "src/amana/accounts/forms.py" in {each.file for each in choices()}
