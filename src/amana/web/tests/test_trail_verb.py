"""`./amana trail`: a file for strangers, checked where there is neither Django nor a database."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from amana import vault
from amana.commandline.project import PROJECT
from amana.trust.actor import SYSTEM
from amana.trust.models import Checkpoint
from amana.trust.trail import export_rows, record, sequence
from amana.vault.clock import now
from amana.web.cli.registry import run
from amana_methods.trail import verify
from tests import databases

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    """So many lines wait for their number."""
    for _ in range(count):
        record(SYSTEM, "cases.section_opened", uuid4(), now(), ground="team")


def trail(*arguments: str) -> tuple[int, str, str]:
    """(status, output, complaints) of `./amana trail`, in a process in which Django cannot be imported."""
    program = (
        "import sys; sys.modules['django'] = None; from amana.web.cli.registry import run; sys.exit(run(sys.argv[1:]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, "trail", *arguments],
        capture_output=True, text=True, cwd=PROJECT, check=False, env=os.environ | {"PYTHONPATH": str(PROJECT / "src")},
    )  # fmt: skip
    return answer.returncode, answer.stdout, answer.stderr


def test_a_stranger_checks_a_file_without_django_and_without_the_database(tmp_path: Path) -> None:
    file, kept = tmp_path / "trail.txt", tmp_path / "kept.txt"
    write(20)
    sequence()
    kept.write_text(Checkpoint.objects.get().note)
    write(3)
    sequence()
    file.write_bytes(b"".join(export_rows()))
    key = str(vault.signing.trail_key())

    status, said, wrong = trail("verify", str(file))
    assert (status, wrong) == (0, "")
    assert "Self-consistent only" in said

    status, said, wrong = trail("verify", str(file), "--checkpoint", str(kept), "--key", key)
    assert (status, wrong) == (0, "")
    assert "the first 20 lines are as they were written" in said
    assert "3 younger lines (20 to 22)" in said

    lines = file.read_bytes().splitlines(keepends=True)
    row = next(at for at, line in enumerate(lines) if line.startswith(b"7 "))
    file.write_bytes(
        b"".join([*lines[:row], lines[row].replace(b"section_opened", b"section_closed"), *lines[row + 1 :]])
    )
    status, said, wrong = trail("verify", str(file), "--checkpoint", str(kept))
    assert status == 1
    assert "The first bad line: line 7." in said
    assert "Line 7 was changed" in wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "nothing-here.txt"), "cannot be read"),
        (("verify", "README.md"), "cannot be checked"),
        (("verify", "README.md", "--checkpoint", "README.md"), "holds no checkpoint"),
        (("verify", "README.md", "--checkpoint", "nothing-here.txt"), "cannot be read"),
        (("verify", "README.md", "--key", "x"), "--key"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    status, _, wrong = trail(*arguments)
    assert status == 2
    assert said in wrong
    assert len(wrong.splitlines()) == 1


def test_the_verb_exports_and_checks_this_instance(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(5)
    file = tmp_path / "trail.txt"
    assert run(["trail", "export", str(file)]) == 0
    assert verify(file.read_bytes().splitlines(keepends=True)).lines == 5
    assert run(["trail", "export", str(file)]) == 2  # what is there is never written over
    assert run(["trail", "export"]) == 0
    assert run(["trail", "verify"]) == 0
    with databases.without_guards() as cursor:
        cursor.execute("UPDATE trust_line SET verb = 'x' WHERE number = 3")
    assert run(["trail", "verify"]) == 1
    assert "Line 3 was changed" in capfd.readouterr().err
