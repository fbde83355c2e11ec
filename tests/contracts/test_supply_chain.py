"""What comes from others is little, looked at, and known by name; where nobody can look it up, the last answer keeps its age."""

import importlib.machinery
import importlib.util
import json
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from amana.commandline.project import PROJECT
from amana.development.checks import CHECKS, weaknesses

MOST_DIRECT = 40


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("audit", str(PROJECT / "tools" / "audit"))
    spec = importlib.util.spec_from_loader("audit", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_direct_dependencies_are_few() -> None:
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert len(asked) <= MOST_DIRECT


def test_a_release_has_a_bill_of_materials(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    subprocess.run([str(PROJECT / "tools" / "sbom"), str(file)], check=True, capture_output=True)
    said = {each["name"].lower(): each for each in json.loads(file.read_text())["components"]}
    assert said["django"]["version"] and said["cryptography"]["version"]
    assert len(said) > 40


def test_weak_code_that_nobody_looked_at_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import hashlib, pickle\npickle.loads(b'')\nhashlib.md5(b'')\n")
    results = weaknesses.looked_at([str(tmp_path)])
    assert {each["test_id"] for each in results} == {"B301", "B324"}
    assert len(weaknesses.compare_with_reviewed(results, {}, tmp_path)) == 2
    looked = {("planted.py", "B301"): (1, ""), ("planted.py", "B324"): (2, "")}
    assert weaknesses.compare_with_reviewed(results, looked, tmp_path) == [
        "planted.py: B324 was looked at 2 times and is found 1 times"
    ]
    assert "weaknesses" in {check.name for check in CHECKS}


def package(**more: object) -> dict[str, object]:
    return {"name": "made-up", "version": "1.0", **more}


def test_a_known_fault_is_told(audit: ModuleType) -> None:
    fault = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
    found, count = audit.judged([{"dependencies": [package(vulns=[fault]), package(vulns=[])]}])
    assert count == 2
    assert found == [{"package": "made-up", "version": "1.0", "fault": "PYSEC-1", "mended_in": ["1.1"]}]


@pytest.mark.parametrize(
    "answers",
    [[None], [{"dependencies": []}], [{"dependencies": [package(vulns=[]), package(skip_reason="not there")]}]],
    ids=["no network", "nothing looked up", "a package that the index does not know"],
)
def test_what_could_not_be_looked_up_is_no_good_answer(audit: ModuleType, answers: list[object]) -> None:
    assert audit.judged(answers)[0] is None
