"""Splink over our keys, in an environment of its own made from the locks: it finds people, twice the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from benchmarks.names.generator import make

PLACE = PROJECT / "var" / "link"
CODE = """
import json, sys
from pathlib import Path
from amana_methods.linkage.files import read_registrations
from amana_methods.linkage.splink_engine import link_with_splink

links = link_with_splink(read_registrations(Path(sys.argv[1])))
pairs = zip(links.a, links.b, links.probabilities, strict=True)
print(json.dumps([[links.ids[a], links.ids[b], round(float(chance), 4)] for a, b, chance in pairs]))
"""


@pytest.fixture(scope="module")
def python() -> Path:
    """The Python of an environment with Splink and DuckDB beside the project's own packages, made once."""
    uv, python = Path(sys.executable).with_name("uv"), PLACE / "bin" / "python"
    locks = [PROJECT / "requirements.lock", PROJECT / "requirements-link.lock"]
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, PLACE], check=True)
    subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, *locks], check=True)
    return python


@pytest.mark.deep
def test_splink_finds_people_over_our_keys_and_the_same_ones_again(python: Path, tmp_path: Path) -> None:
    register = make(201, records=1000)
    register.write(tmp_path)
    answers = [
        subprocess.run(
            [python, "-c", CODE, tmp_path / "records.csv"], env={**os.environ, "PYTHONPATH": str(PROJECT / "src")},
            capture_output=True, text=True, check=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert answers[0] == answers[1]
    pairs = json.loads(answers[0].splitlines()[-1])
    person = {id_: row.person.id for id_, row in register.records.items()}
    sure = [(a, b) for a, b, chance in pairs if chance >= 0.9]
    right = sum(person[a] == person[b] for a, b in sure)
    assert len(sure) > 100
    assert right / len(sure) > 0.7
    assert [chance for *_, chance in pairs] == sorted((chance for *_, chance in pairs), reverse=True)
