"""`./amana exchange`: the whole way of a comparison without names, from the agreement to the last file destroyed."""

import csv
from pathlib import Path

import pytest

from amana.exchange import batch
from amana.exchange.tests.test_batch import NAMES, SIDES, agreed, person
from amana.exchange.verbs.exchange import MINE
from amana.web.cli.registry import run
from amana_methods.linkage.registration import COLUMNS

IN_ARABIC = ("سلام تسفاي", "روث كبيدي", "هيوت اليمو", "ميرون بيكيلي", "سارة هايلي", "ليا تاديسي")


def write_side(path: Path, names: tuple[str, ...], prefix: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        for number, name in enumerate(names):
            row = person(number, name, phone=f"+96475000001{number:02}")
            out.writerow({column: getattr(row, column) for column in COLUMNS} | {"record_id": f"{prefix}{number}"})


def test_the_whole_way_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_side(Path("a.csv"), NAMES, "a")
    write_side(Path("b.csv"), IN_ARABIC, "b")
    both = ("--agreement", "agreement.json", "--secret", "secret")
    for line in (
        ["begin", "agreement.json", "--secret", "secret", "--between", *SIDES, "--purpose", "to count people once"],
        ["approve", "agreement.json", "--secret", "secret", "--side", SIDES[0], "--officer", "Ali"],
        ["approve", "agreement.json", "--secret", "secret", "--side", SIDES[1], "--officer", "Noor"],
        ["encode", "a.csv", *both, "--side", SIDES[0], "--out", "a.enc", "--names", "a.names"],
        ["encode", "b.csv", *both, "--side", SIDES[1], "--out", "b.enc", "--names", "b.names"],
        ["compare", "b.enc", "a.enc", "--agreement", "agreement.json", "--out", "pairs.csv"],
        ["open", "pairs.csv", "--names", "a.names", "--out", "a.mine"],
        ["open", "pairs.csv", "--names", "b.names", "--out", "b.mine"],
    ):  # fmt: skip
        assert run(["exchange", *line]) == 0, line
    for name in ("secret", "a.enc", "a.names", "pairs.csv", "a.mine"):
        assert Path(name).stat().st_mode & 0o077 == 0, name
    for name in ("a.enc", "pairs.csv"):
        content = Path(name).read_bytes()
        assert b"a0" not in content.split(b"\n")[0]
        assert not any(word.encode() in content for word in ("Selam", "Tesfaye", "96475000001"))
    mine, theirs = ({row[0]: row[1] for row in batch.read_table(Path(name), MINE)} for name in ("a.mine", "b.mine"))
    found = {(mine[pair], theirs[pair]) for pair in mine}
    assert {(f"a{number}", f"b{number}") for number in range(6)} <= found
    assert run(["exchange", "finish", "agreement.json", "secret", "a.enc", "b.enc", "a.names", "b.names"]) == 0
    assert not any(Path(name).exists() for name in ("secret", "a.enc", "b.enc", "a.names", "b.names"))
    assert batch.read_agreement(Path("agreement.json")).finished_at


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["approve", "none.json", "--secret", "s", "--side", "A", "--officer", "B"], "is no agreement"),
        (["compare", "a", "b", "--agreement", "agreement.json", "--out", "p"], "holds no encoded records"),
        (["open", "agreement.json", "--names", "agreement.json", "--out", "p"], "has not the columns"),
        (["begin", "agreement.json", "--secret", "s", "--between", *SIDES, "--purpose", "x"], "is there already"),
    ],
)
def test_what_does_not_fit_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    batch.write_agreement(Path("agreement.json"), agreed()[0])
    assert run(["exchange", *line]) == 2
    assert said in capsys.readouterr().err
