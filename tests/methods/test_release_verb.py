"""`./amana release`: paid for or refused, whole or not there, and never taken for more than it is."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from amana.releases.published import making
from amana.web.cli.registry import run
from amana_methods.disclosure.audit import SHIPPED, Build, Canary, Verdict
from amana_methods.disclosure.ledger_file import LedgerFile
from amana_methods.disclosure.spending import Cap

SOURCE = Path(__file__).parents[2] / "src"
SCHEMA = """
title = "A made-up programme"
person = "case"
[[column]]
name = "sex"
codes = ["woman", "man", "other"]
blank = true
[[column]]
name = "age"
codes = ["0-17", "18-29", "30+"]
blank = true
ordinal = true
[[column]]
name = "work"
codes = ["forced", "none"]
other = "none"
"""
FILES = {"synthetic.csv", "aggregates.csv", "report.json", "report.html", "datapackage.json"}


def write_records(path: Path, people: int, **first: str) -> Path:
    """Made-up people; the first row may say something else."""
    chance = np.random.default_rng(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("case", "name", "sex", "age", "work"))
        writer.writeheader()
        for number in range(people):
            row = {
                "case": str(number),
                "name": f"Secret{number}",
                "sex": str(chance.choice(["woman", "man", ""])),
                "age": str(chance.choice(["0-17", "18-29", "30+"])),
                "work": str(chance.choice(["forced", "none"])),
            }
            writer.writerow(row | first if number == 0 else row)
    return path


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """2 500 made-up people and a schema beside them."""
    (tmp_path / "schema.toml").write_text(SCHEMA, encoding="utf-8")
    return write_records(tmp_path / "records.csv", 2_500)


type Released = Callable[..., int]


@pytest.fixture
def release(records: Path, tmp_path: Path) -> Released:
    """The verb on the records, into `out`."""

    def released(*more: str, epsilon: str = "4", out: str = "out") -> int:
        schema = str(tmp_path / "schema.toml")
        return run(
            ["release", str(records), "--schema", schema, "--epsilon", epsilon, "--out", str(tmp_path / out), *more]
        )

    return released


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_release_is_rows_and_counts_and_what_they_cost(release: Released, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    assert release("--ledger", str(ledger), "--order", "2") == 0
    out = tmp_path / "out"
    assert {each.name for each in out.iterdir()} == FILES
    rows, counts = read(out / "synthetic.csv"), read(out / "aggregates.csv")
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert list(rows[0]) == ["sex", "age", "work"]
    assert len(rows) == report["people"]["about"]
    assert abs(len(rows) - 2_500) < 60
    assert {each["selections"].count(";") for each in counts} == {0, 1}
    for each in counts:
        assert float(each["low"]) <= float(each["count"]) <= float(each["high"])
        assert all(":" in part for part in each["selections"].split(";"))
    assert report["release"] is True
    assert report["privacy"]["rho_spent"] == pytest.approx(sum(each["rho"] for each in report["spent_on"]))
    assert LedgerFile(ledger).budget().spent == pytest.approx(report["privacy"]["rho_spent"])
    named = {part for each in counts for part in each["selections"].split(";")}
    absent = [code for code in ("woman", "man", "other") if f"sex:{code}" not in named]
    assert report["missing"]["values_without_a_count"] == ({"sex": absent} if absent else {})
    assert absent in ([], ["other"]), "the noise may count one of whom there is nobody"
    assert set(report["expected_error"]["by_length"]) == {"1", "2"}


def test_nothing_of_a_name_or_an_id_goes_out(release: Released, tmp_path: Path) -> None:
    assert release("--generated") == 0
    for file in (tmp_path / "out").iterdir():
        assert "Secret" not in file.read_text(encoding="utf-8")
    assert "Secret" in (tmp_path / "records.csv").read_text(encoding="utf-8")


def test_the_package_describes_the_files_that_are_there(release: Released, tmp_path: Path) -> None:
    assert release("--generated") == 0
    out = tmp_path / "out"
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        table = out / resource["path"]
        assert resource["bytes"] == table.stat().st_size
        assert [field["name"] for field in resource["schema"]["fields"]] == list(read(table)[0])


def test_without_a_ledger_nothing_is_released(
    release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release() == 2
    assert "--ledger" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_trial_says_everywhere_that_it_is_no_release(
    release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release("--generated", "--seed", "7") == 0
    told, out = capsys.readouterr().out, tmp_path / "out"
    assert "no release" in told
    assert "noise is new" in told
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["release"] is False
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert package["release"] is False
    assert all("NO RELEASE" in resource["title"] for resource in package["resources"])
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count('class="stop"') == 3


def test_a_seed_does_not_seed_the_noise(release: Released, tmp_path: Path) -> None:
    assert release("--generated", "--seed", "7", out="one") == 0
    assert release("--generated", "--seed", "7", out="two") == 0
    assert read(tmp_path / "one" / "aggregates.csv") != read(tmp_path / "two" / "aggregates.csv")


def test_a_second_release_beyond_the_cap_is_refused_and_nothing_is_written(
    release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = str(tmp_path / "ledger.jsonl")
    assert release("--ledger", ledger) == 0
    capsys.readouterr()
    assert release("--ledger", ledger, epsilon="4", out="again") == 2
    assert "is left" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()
    assert run(["release", "cap", ledger, "--epsilon", "8", "--by", "Ali"]) == 2
    assert run(["release", "cap", ledger, "--epsilon", "8", "--by", "Ali", "--by", "Mina"]) == 0
    assert release("--ledger", ledger, epsilon="4", out="again") == 0


def test_too_few_people_are_refused_before_anything_is_spent(
    release: Released, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_records(records, 108)
    ledger = tmp_path / "ledger.jsonl"
    assert release("--ledger", str(ledger)) == 2
    assert "2000" in capsys.readouterr().err
    assert not ledger.exists()
    assert not (tmp_path / "out").exists()


def test_few_people_get_few_tables_with_noise_and_intervals(
    release: Released, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_records(records, 108)
    ledger = tmp_path / "ledger.jsonl"
    assert release("--ledger", str(ledger), "--table", "sex", "--table", "work,age", epsilon="1") == 0
    assert "±" in capsys.readouterr().out
    out = tmp_path / "out"
    assert {each.name for each in out.iterdir()} == {"tables.csv", "report.json", "report.html", "datapackage.json"}
    rows = read(out / "tables.csv")
    assert [row["table"] for row in rows] == ["people"] + ["sex"] * 4 + ["work x age"] * 8
    assert all(0 <= int(row["low"]) <= int(row["people"]) <= int(row["high"]) for row in rows)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert set(report["expected_error"]["by_table"]) == {"sex", "work x age"}
    assert LedgerFile(ledger).budget().spent == pytest.approx(report["privacy"]["rho_spent"])
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "%(" not in page
    assert "work x age" in page


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        (["name"], "no column “name”"),
        (["sex,sex"], "two different ones"),
        (["sex", "age", "work"] * 3, "at most 6"),
        (["sex,age,work"], "two different ones"),
    ],
)
def test_tables_that_cannot_be_made_are_refused_before_anything_is_spent(
    release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str], tables: list[str], says: str
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    assert release("--ledger", str(ledger), *(part for each in tables for part in ("--table", each))) == 2
    assert says in capsys.readouterr().err
    assert not ledger.exists()
    assert not (tmp_path / "out").exists()


def test_a_person_with_several_rows_counts_once(
    release: Released, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with records.open("a", encoding="utf-8") as file:
        file.writelines("0,Secret0,other,0-17,none\n" for _ in range(1_000))
    assert release("--generated") == 0
    assert "1000 rows were left out" in capsys.readouterr().err
    assert len(read(tmp_path / "out" / "synthetic.csv")) < 2_600


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace("case,name,sex", "case,name,gender"), "line 1: there is no column “sex”"),
        (lambda text: text + "1,2,3\n", "line 2502: 3 cells"),
        (lambda text: text + ",Secret,woman,30+,none\n", "line 2502: nobody is named"),
        (lambda _text: "", "is empty"),
        (lambda text: text.replace("case,name,sex,age", "case,sex,sex,age"), "“sex” stands there twice"),
    ],
)
def test_a_file_at_fault_is_named_by_its_line(
    release: Released,
    records: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[str], str],
    says: str,
) -> None:
    records.write_text(spoil(records.read_text(encoding="utf-8")), encoding="utf-8")
    assert release("--generated") == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_in_another_encoding_is_named_by_its_first_foreign_line(
    release: Released, records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records.write_bytes(records.read_bytes() + "2500,سەلام,woman,30+,none\n".encode("cp1256", errors="replace"))
    assert release("--generated") == 2
    assert "line 2502: this is not UTF-8" in capsys.readouterr().err


def test_a_file_of_a_spreadsheet_is_read(release: Released, records: Path, tmp_path: Path) -> None:
    """UTF-16, and semicolons, as office programs write them."""
    records.write_text(records.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-16")
    assert release("--generated") == 0
    assert len(read(tmp_path / "out" / "synthetic.csv")) > 2_000


def test_what_was_published_is_never_written_over(
    release: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    ledger = tmp_path / "ledger.jsonl"
    assert release("--ledger", str(ledger)) == 2
    assert "never written over" in capsys.readouterr().err
    assert not ledger.exists()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError("the disk is full")])
def test_an_interrupted_release_leaves_no_file_and_its_cost_in_the_ledger(
    release: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(making, "synthesise", stopped)
    ledger = tmp_path / "ledger.jsonl"
    assert release("--ledger", str(ledger)) in (2, 130)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ledger.jsonl", "records.csv", "schema.toml"]
    lines = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    charged = sum(line["rho"] for line in lines if line["kind"] == "charged")
    assert LedgerFile(ledger).budget().spent == pytest.approx(charged)
    assert charged > 0.1


def test_a_release_that_the_machine_stops_leaves_nothing_half_written(records: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l"
    LedgerFile(ledger).set_cap(Cap(8), ["Ali", "Mina"], datetime(2026, 3, 1, tzinfo=UTC))
    program = (  # stopped when the first rows would be made: by then it has paid, and no clock decides
        f"import os, signal, sys, time; sys.path.insert(0, {str(SOURCE)!r}); from amana.web.cli.registry import run\n"
        f"import importlib; making = importlib.import_module({making.__name__!r})\n"
        "def stopped(*_, **__): os.kill(os.getpid(), signal.SIGTERM); time.sleep(600)\n"
        "making.synthesise = stopped; sys.exit(run(sys.argv[1:]))"
    )
    schema, out = str(tmp_path / "schema.toml"), str(tmp_path / "out")
    asked = [
        "release",
        str(records),
        "--schema",
        schema,
        "--epsilon",
        "4",
        "--out",
        out,
        "--ledger",
        str(tmp_path / "l"),
    ]
    done = subprocess.run([sys.executable, "-c", program, *asked], stderr=subprocess.PIPE, check=False, timeout=300)
    assert (done.returncode, b"nothing was written" in done.stderr) == (130, True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["l", "records.csv", "schema.toml"]
    assert LedgerFile(ledger).budget().spent > 0


def test_a_draft_lists_what_was_seen_and_no_release_accepts_it(
    release: Released, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "draft.toml"
    assert run(["release", "schema", str(records), "--out", str(made)]) == 0
    assert "must not be published" in capsys.readouterr().err
    text = made.read_text(encoding="utf-8")
    assert 'codes = ["man", "woman"]' in text
    assert "Secret" not in text
    (tmp_path / "schema.toml").write_text(text, encoding="utf-8")
    assert release("--generated") == 2
    assert "draft" in capsys.readouterr().err
    assert run(["release", "schema", str(records), "--out", str(made)]) == 2


def test_the_report_needs_nothing_beside_itself_and_speaks_three_languages(release: Released, tmp_path: Path) -> None:
    assert release("--ledger", str(tmp_path / "ledger.jsonl")) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert re.findall(r'<section class="language" id="(\w+)" lang="\w+" dir="(\w+)"', page) == [
        ("ar", "rtl"),
        ("ckb", "rtl"),
        ("en", "ltr"),
    ]
    assert "ما الموعود به" in page
    assert "چی بەڵێن دراوە" in page
    assert not re.search(r"<script|https?://|@import|url\(", page)
    assert "%(" not in page


def test_a_title_cannot_become_part_of_the_page(release: Released, tmp_path: Path) -> None:
    schema = tmp_path / "schema.toml"
    schema.write_text(SCHEMA.replace("A made-up programme", "<script>alert(1)</script>"), encoding="utf-8")
    assert release("--generated") == 0
    assert "<script" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_an_audit_fails_with_the_build_it_attacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The verb believes neither a build that leaks nor an attack that finds no planted hole."""

    def outcome(leaks: bool, finds: bool) -> int:
        def attacked(build: Build, *, canary: Canary, fits: int, **_: object) -> Verdict:
            found = 2.0 if (leaks if build is SHIPPED else finds) else 0.5
            return Verdict(build.name, canary.name, fits, claimed=1.0, found=found)

        monkeypatch.setattr("amana_methods.disclosure.audit.audit", attacked)
        return run(["release", "audit", "--fits", "4"])

    assert outcome(leaks=False, finds=True) == 0
    assert outcome(leaks=True, finds=True) == 1
    assert outcome(leaks=False, finds=False) == 1
    assert "until somebody has found out why" in capsys.readouterr().err


def test_an_audit_of_one_fit_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "audit", "--fits", "1"]) == 2
    assert "2 or more" in capsys.readouterr().err
