"""The page of named numbers and choices finds what it is for, and leaves out what nobody sets."""

from pathlib import Path

from amana.development.named_values import Named, choices, codes, numbers, pack_lists


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


def test_lists_of_codes_and_lists_of_a_pack_are_found(tmp_path: Path) -> None:
    (tmp_path / "amana").mkdir()
    (tmp_path / "amana" / "planted.py").write_text(
        'COUNTED = frozenset({"a", "b"})  # what counts\n_IRREGULAR = "caught taught".split()\n'
        '_SAINT = fold("san santa mar")\nSAID = say("Not a list.")\nALONE = ("a",)\nMIXED = ("a", 1)\n',
        encoding="utf-8",
    )
    assert [(each.name, each.about) for each in codes(tmp_path)] == [
        ("COUNTED", "counted: what counts"),
        ("_IRREGULAR", "irregular"),
        ("_SAINT", "saint"),
    ]
    packs = tmp_path / "packs"
    (packs / "core").mkdir(parents=True)
    (packs / "core" / "lists.yaml").write_text(
        "lists:\n  place_kind:\n    school: {en: School}\n    mosque: {en: Mosque}\n  one: {a: {en: Alone}}\n"
        "roles:\n  nurse: {name: {en: Nurse}}\n  judge: {name: {en: Judge}}\n",
        encoding="utf-8",
    )
    assert pack_lists(packs) == [
        Named("packs/core/lists.yaml", "lists.place_kind", "School, Mosque", "place kind"),
        Named("packs/core/lists.yaml", "roles", "Nurse, Judge", "roles"),
    ]


def test_the_lists_of_the_packs_are_found() -> None:
    found = {each.name: each.file for each in pack_lists()}
    assert found["lists.place_kind"] == "packs/core/lists.yaml"
