"""`./amana link`, `./amana lookup` and `./amana names` on files as people have them, faults included."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from amana.commandline.progress import Bar
from amana.web.cli.registry import run

HEADER = (
    "record_id,name,sex,birth_date,birth_precision,nationality,phone,document_no,governorate,organisation,registered_on"
)
RECORDS = f"""{HEADER}
r1,شيرين كاوه حمه,f,1998-03-14,day,IQ,+9647701234567,,IQ-SU,police,2022-05-01
r2,Shirin Kawa,female,١٤/٣/١٩٩٨,,IQ,,,IQ-SU,iom,2024-01-09
r3,Grace Nakato,f,1999-11-02,day,UG,,B7654321,IQ-BG,iom,2024-01-09

r4,كريس نكاتو,f,1999-11-02,day,UG,,,IQ-BG,police,2023-01-09
r5,محمد علي حسن,m,2001,guessed,IQ,,,IQ-BA,police,2023-01-09
"""

type Say = Callable[[], tuple[str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Say:
    def both() -> tuple[str, str]:
        captured = capsys.readouterr()
        return captured.out, captured.err

    return both


@pytest.fixture
def records(tmp_path: Path) -> Path:
    file = tmp_path / "records.csv"
    file.write_text(RECORDS, encoding="utf-8")
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_register_is_linked_into_pairs_and_groups(records: Path, tmp_path: Path, said: Say) -> None:
    pairs, groups = tmp_path / "pairs.csv", tmp_path / "groups.csv"
    assert run(["link", str(records), "--out", str(pairs), "--clusters", str(groups)]) == 0
    found = rows_of(pairs)
    assert list(found[0]) == ["id_a", "id_b", "score", "probability"]
    assert {(row["id_a"], row["id_b"]) for row in found} == {("r1", "r2"), ("r3", "r4")}
    scores = [float(row["score"]) for row in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < float(row["probability"]) <= 1 for row in found)
    assert {row["record_id"] for row in rows_of(groups)} <= {"r1", "r2", "r3", "r4"}
    assert "5 records" in said()[1]
    first = pairs.read_bytes()
    assert run(["link", str(records), "--out", str(pairs), "--min-precision", "0.5"]) == 0
    assert pairs.read_bytes() == first
    assert (pairs.stat().st_mode & 0o077) == 0


def test_people_are_looked_up(records: Path, tmp_path: Path) -> None:
    queries, ranks = tmp_path / "queries.csv", tmp_path / "ranks.csv"
    queries.write_text(
        "query_id,name,birth_date,sex\nq1,شیرین کاوە,1998-03-14,f\nq2,Nobody At All,1950-01-09,m\n", encoding="utf-8"
    )
    assert run(["lookup", "--index", str(records), "--queries", str(queries), "--top", "2", "--out", str(ranks)]) == 0
    found = rows_of(ranks)
    assert list(found[0]) == ["query_id", "rank", "record_id", "score", "probability"]
    assert [row["rank"] for row in found if row["query_id"] == "q1"] == ["1", "2"]
    assert {row["record_id"] for row in found if row["query_id"] == "q1"} == {"r1", "r2"}


def test_a_foreign_file_is_read_through_a_mapping(tmp_path: Path) -> None:
    foreign, mapping, pairs = tmp_path / "foreign.csv", tmp_path / "map.toml", tmp_path / "pairs.csv"
    text = "رقم;الاسم;الجنس;المواليد\n1;شيرين كاوه;ا;1998-03-14\n2;شرين كاوه;ا;1998-03-14\n"
    foreign.write_bytes(text.encode("cp1256"))
    mapping.write_text(
        '[columns]\nrecord_id = "رقم"\nname = "الاسم"\nsex = "الجنس"\nbirth_date = "المواليد"\n'
        '[values.sex]\n"ا" = "f"\n[file]\ndelimiter = ";"\ncountry_code = "+964"\n',
        encoding="utf-8",
    )
    assert run(["link", str(foreign), "--out", str(pairs), "--mapping", str(mapping)]) == 0
    assert [(row["id_a"], row["id_b"]) for row in rows_of(pairs)] == [("1", "2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_files_of_every_office_program_are_read(tmp_path: Path, encoding: str) -> None:
    file, pairs = tmp_path / "records.csv", tmp_path / "pairs.csv"
    file.write_bytes("record_id;name;birth_date\n1;محمد علي;1998-03-14\n2;محمد علي;1998-03-14\n".encode(encoding))
    assert run(["link", str(file), "--out", str(pairs)]) == 0
    assert len(rows_of(pairs)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\nx\n", "line 1: the column “record_id” is missing"),
        ("record_id\nr1\n", "line 1: there is nothing to compare"),
        ("", "line 1: there is nothing in it"),
        ("record_id,name\nr1,x,y\n", "line 2: the first line has 2 columns, this one has 3"),
        ('record_id,name\nr1,"x\n', "a quotation mark is opened and not closed"),
        ("record_id,name,name\nr1,x,y\n", "line 1: the column “name” stands there twice"),
        ("record_id,name\nr1\n", "line 2: 2 columns are needed, 1 are there"),
        ("record_id,name\n,x\n", "line 2: the identifier is empty"),
        ("record_id,name\nr1,x\nr1,y\n", "line 3: the identifier “r1” was in line 2 already"),
        ("record_id,birth_date\nr1,1999\nr2,soon\n", "line 3: birth_date: “soon” is no date"),
        ("record_id,birth_date,birth_precision\nr1,1999,so\n", "line 2: birth_date: “so” is no precision"),
        ("record_id,registered_on\nr1,yesterday\n", "line 2: registered_on: “yesterday” is no date"),
    ],
)
def test_a_fault_is_named_with_its_line_and_nothing_is_written(
    tmp_path: Path, said: Say, text: str, sentence: str
) -> None:
    file, pairs = tmp_path / "records.csv", tmp_path / "pairs.csv"
    file.write_text(text, encoding="utf-8")
    pairs.write_text("what was there before", encoding="utf-8")
    assert run(["link", str(file), "--out", str(pairs)]) == 2
    assert sentence in said()[1]
    assert pairs.read_text(encoding="utf-8") == "what was there before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["pairs.csv", "records.csv"]


def test_up_to_ten_faults_are_named_at_once(tmp_path: Path, said: Say) -> None:
    file = tmp_path / "records.csv"
    file.write_text("record_id,birth_date\n" + "".join(f"r{n},bad\n" for n in range(30)), encoding="utf-8")
    assert run(["link", str(file), "--out", str(tmp_path / "p.csv")]) == 2
    assert said()[1].count("is no date") == 10


def test_bytes_that_are_neither_utf_8_nor_arabic_are_refused_with_the_line(tmp_path: Path, said: Say) -> None:
    file = tmp_path / "records.csv"
    file.write_bytes("record_id,name\nr1,Ali\nr2,J\u00f6rg M\u00fcller\n".encode("latin-1"))
    assert run(["link", str(file), "--out", str(tmp_path / "p.csv")]) == 2
    assert "line 3: this is neither UTF-8 nor Windows Arabic" in said()[1]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("[colums]\n", "“colums” means nothing here"),
        ('[columns]\nnam = "x"\n', "there is no column “nam”"),
        ('[columns]\nname = "x"\n', "the column “x”, which is not there"),
        ("[file]\nformat = 1\n", "“format” means nothing in [file]"),
        ("not toml", "is no TOML file"),
        ('[file]\nencoding = "ebcdic-99"\n', "is not written in ebcdic-99"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    records: Path, tmp_path: Path, said: Say, mapping: str, sentence: str
) -> None:
    file = tmp_path / "map.toml"
    file.write_text(mapping, encoding="utf-8")
    assert run(["link", str(records), "--out", str(tmp_path / "p.csv"), "--mapping", str(file)]) == 2
    assert sentence in said()[1]


def test_files_that_are_not_there_or_cannot_be_written_are_named(records: Path, tmp_path: Path, said: Say) -> None:
    assert run(["link", str(tmp_path / "none.csv"), "--out", str(tmp_path / "p.csv")]) == 2
    assert "none.csv: No such file" in said()[1]
    assert run(["link", str(records), "--out", str(tmp_path / "none" / "p.csv")]) == 2
    assert "cannot be written" in said()[1]
    assert run(["link", str(records), "--out", str(tmp_path / "p.csv"), "--mapping", str(tmp_path / "none.toml")]) == 2
    assert "none.toml: No such file" in said()[1]
    assert (
        run(
            [
                "lookup",
                "--index",
                str(records),
                "--queries",
                str(records),
                "--top",
                "0",
                "--out",
                str(tmp_path / "p.csv"),
            ]
        )
        == 2
    )
    assert "--top" in said()[1]


def test_a_share_that_is_none_is_refused(records: Path, tmp_path: Path) -> None:
    for share in ("1.5", "x"):
        with pytest.raises(SystemExit):
            run(["link", str(records), "--out", str(tmp_path / "p.csv"), "--min-precision", share])


def test_an_engine_that_is_not_installed_is_refused_with_the_command(
    records: Path, tmp_path: Path, said: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("amana_methods.linkage.splink_engine.importlib.import_module", missing)
    assert run(["link", str(records), "--out", str(tmp_path / "p.csv"), "--engine", "splink"]) == 2
    assert "requirements-link.lock" in said()[1]
    assert not (tmp_path / "p.csv").exists()


def test_a_register_is_not_overwritten_by_its_own_results(records: Path, tmp_path: Path, said: Say) -> None:
    before, pairs = records.read_bytes(), tmp_path / "pairs.csv"
    assert run(["link", str(records), "--out", str(records)]) == 2
    assert "Nothing was changed" in said()[1]
    assert run(["link", str(records), "--out", str(pairs), "--clusters", str(tmp_path / "." / "pairs.csv")]) == 2
    assert run(["lookup", "--index", str(records), "--queries", str(records), "--out", str(records)]) == 2
    assert records.read_bytes() == before
    assert not pairs.exists()


@pytest.mark.parametrize("verb", ["link", "lookup"])
def test_a_run_that_is_interrupted_leaves_what_was_there(
    records: Path, tmp_path: Path, said: Say, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("of the last run", encoding="utf-8")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)  # the last step, when all is written beside it
    files = [str(records)] if verb == "link" else ["--index", str(records), "--queries", str(records)]
    assert run([verb, *files, "--out", str(out)]) == 130
    assert "begin again" in said()[1]
    assert out.read_text(encoding="utf-8") == "of the last run"
    assert sorted(tmp_path.iterdir()) == sorted([records, out])


def test_a_folder_that_is_missing_is_named_before_the_work(tmp_path: Path, said: Say) -> None:
    assert run(["link", str(tmp_path / "none.csv"), "--out", str(tmp_path / "there" / "p.csv")]) == 2
    assert "there is no folder" in said()[1]


def test_a_name_without_letters_is_not_compared(said: Say) -> None:
    assert run(["names", "compare", "محمد", " "]) == 2
    assert "no letters of a name" in said()[1]


def test_the_keys_of_a_name_are_shown(said: Say) -> None:
    assert run(["names", "key", "عبد الرحمن بن قاسم"]) == 0
    assert said()[0].splitlines()[1] == "قاسم\tksm gsm"


def test_two_names_are_compared_in_one_language_or_three(said: Say) -> None:
    assert run(["names", "compare", "محمد", "Mohamed", "--language", "ckb"]) == 0
    assert said()[0].startswith("«محمد» و «mohamed»")
    assert run(["names", "compare", "محمد", "Mohamed"]) == 0
    assert len(said()[0].splitlines()) == 3


def test_the_bar_is_for_people_and_goes_away(monkeypatch: pytest.MonkeyPatch, said: Say) -> None:
    with Bar() as bar:
        bar.update("comparing", 1, 2)
    assert said()[1] == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Bar() as bar:
        bar.update("comparing", 1, 2)
        assert list(bar.count_items("reading", range(1000)))[-1] == 999
    shown = said()[1]
    assert " 50 %" in shown
    assert "reading 1 000" in shown
    assert shown.endswith("\r")
