"""`./amana table`: people or sums by one to three columns; what is hidden stays hidden from a reader with a solver."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from amana.web.cli.registry import run
from amana_methods.disclosure.cube import SUM, Key
from amana_methods.disclosure.gate import Line, Rules, counts, gather_rare, lines, sums
from tests.methods.test_disclosure_cube import found_out

GROUPS = {("woman", "NP"): 60, ("woman", "LK"): 3, ("man", "NP"): 20, ("man", "LK"): 30, ("man", "GH"): 2}


def write(path: Path, groups: dict[tuple[str, str], int], header: str = "case,sex,nationality,cash") -> Path:
    """A file with so many people of each group, each of whom got 50."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(header + "\n")
        for (sex, nationality), people in groups.items():
            for _ in range(people):
                file.write(f"{number},{sex},{nationality},50\n")
                number += 1
    return path


def table(text: str) -> dict[tuple[str, ...], dict[str, str]]:
    """The lines of a published table by their values."""
    rows = list(csv.DictReader(io.StringIO(text)))
    names = list(rows[0])[:-3]
    return {tuple(row[name] for name in names): row for row in rows}


def test_small_groups_are_hidden_with_what_gives_them_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.csv", GROUPS)
    assert run(["table", str(file), "--rows", "sex", "--columns", "nationality"]) == 0
    shown = table(capsys.readouterr().out)
    assert shown["", ""]["people"] == "115"
    for group in (("woman", "LK"), ("man", "GH"), ("", "GH")):
        assert shown[group]["people"] == ""
        assert float(shown[group]["high"] or "inf") - float(shown[group]["low"]) >= 4
    numbers: dict[Key, float | None] = {
        tuple(value or SUM for value in key): float(row["people"]) if row["people"] else None
        for key, row in shown.items()
    }
    for key in (("woman", "LK"), ("man", "GH")):
        low, high = found_out(numbers, key)
        assert high - low >= 4


def test_rare_values_are_gathered_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.csv", {("man", code): 3 for code in ("GH", "ET", "ER")} | {("man", "NP"): 9})
    assert run(["table", str(file), "--rows", "nationality", "--gather", "nationality"]) == 0
    assert {key[0]: row["people"] for key, row in table(capsys.readouterr().out).items()} == {
        "NP": "9", "other": "9", "": "18",
    }  # fmt: skip
    assert Counter(gather_rare([("NP",)] * 3 + [("GH",)], 0, 2, "other")) == {("NP",): 3, ("other",): 1}


def test_a_later_table_does_not_tell_who_came_in_between(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {("woman", "NP"): 60, ("man", "NP"): 40}
    old = write(tmp_path / "old.csv", before)
    new = write(tmp_path / "new.csv", before | {("woman", "NP"): 62})
    assert run(["table", str(new), "--rows", "sex"]) == 0
    assert table(capsys.readouterr().out)["woman",]["people"] == "62"
    assert run(["table", str(new), "--rows", "sex", "--earlier", str(old)]) == 0
    assert table(capsys.readouterr().out)["woman",]["people"] == ""


def test_sums_are_hidden_where_one_person_stands_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.csv", {("woman", "NP"): 9, ("man", "NP"): 9, ("man", "LK"): 9})
    file.write_text(file.read_text(encoding="utf-8") + "99,woman,NP,9000\n", encoding="utf-8")
    assert run(["table", str(file), "--rows", "sex", "--columns", "nationality", "--weights", "cash"]) == 0
    shown = table(capsys.readouterr().out)
    assert shown["woman", "NP"]["sum"] == ""
    low, high = shown["woman", "NP"]["low"], shown["woman", "NP"]["high"]
    assert float(high or "inf") - float(low) >= 2 * 0.2 * 9000


def test_a_person_with_several_rows_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.csv", {("woman", "NP"): 9})
    file.write_text(file.read_text(encoding="utf-8") + "0,man,LK,50\n" * 9, encoding="utf-8")
    assert run(["table", str(file), "--rows", "sex", "--person", "case"]) == 0
    assert table(capsys.readouterr().out)["",]["people"] == "9"


def test_rounded_counts_say_what_lies_behind_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.csv", {("woman", "NP"): 62, ("man", "NP"): 41})
    assert run(["table", str(file), "--rows", "sex", "--round-to", "5"]) == 0
    shown = table(capsys.readouterr().out)
    assert (shown["woman",]["people"], shown["woman",]["low"], shown["woman",]["high"]) == ("60", "58", "62")
    assert shown["",]["people"] == "105"


def test_few_people_are_not_divided_by_district(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.csv", {("woman", "NP"): 9}, header="case,sex,district,cash")
    assert run(["table", str(file), "--rows", "district"]) == 2
    assert "not divided by district" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--rows", "gender"], "no column “gender”"),
        (["--rows", "sex", "--columns", "sex"], "different columns"),
        (["--rows", "sex", "--min-cell", "2"], "3 people or more"),
        (["--rows", "sex", "--weights", "nationality"], "line 2: “NP” is no amount"),
        (["--rows", "sex", "--gather", "cash"], "--gather names one of"),
        (["--rows", "sex", "--weights", "cash", "--earlier", "x.csv"], "tables of people"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], says: str
) -> None:
    file = write(tmp_path / "in.csv", GROUPS)
    assert run(["table", str(file), *more, "--out", str(tmp_path / "out.csv")]) == 2
    assert says in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_a_table_in_a_file_is_whole(tmp_path: Path) -> None:
    file = write(tmp_path / "in.csv", GROUPS)
    out = tmp_path / "out.csv"
    assert run(["table", str(file), "--rows", "sex", "--columns", "nationality", "--out", str(out)]) == 0
    assert len(table(out.read_text(encoding="utf-8"))) == 3 * 4
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_cells_come_before_their_sums_and_a_sum_is_empty() -> None:
    rules = Rules()
    found = list(lines(counts({("a",): 9, ("b",): 8}, ["one"], rules), rules, whole=True))
    assert found == [Line(("a",), 9, 9, 9), Line(("b",), 8, 8, 8), Line(("",), 17, 17, 17)]
    money = sums({("a",): [50.0] * 9, ("b",): [40.5] * 8}, ["one"], rules)
    assert [line.number for line in lines(money, rules, whole=False)] == [450, 324, 774]
