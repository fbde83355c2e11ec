"""A release takes the waiting lines into the CHANGELOG, writes both versions down, and is tagged as it was committed."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from amana.development.releasing import Project, Refused, prepare, tag

DAY = date(2026, 12, 2)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project with two waiting lines, in a commit."""
    texts = {
        "pyproject.toml": '[project]\nname = "amana"\nversion = "0.1.0"\n\n[tool.x]\nversion = "7"\n',
        "uv.lock": '[[package]]\nname = "a"\nversion = "9"\n\n[[package]]\nname = "amana"\nversion = "0.1.0"\n',
        "src/amana_methods/__init__.py": '"""Methods."""\n\n__version__ = "0.1.0"\n',
        "CHANGELOG.md": "# Changes\n\nFor those who run it.\n\n## Before\n\nThe beginning.\n",
        "changes/README.md": "How to write a line.\n",
        "changes/b.md": "One thing is\ndifferent.\n",
        "changes/a.md": "- First.\n- Second.\n",
    }
    for name, text in texts.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    git(tmp_path, "init", "-q")
    commit(tmp_path, "before")
    return Project(tmp_path)


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def content(project: Project) -> dict[str, str]:
    files = (file for file in project.folder.rglob("*") if file.is_file() and ".git" not in file.parts)
    return {str(file.relative_to(project.folder)): file.read_text(encoding="utf-8") for file in files}


def test_the_waiting_lines_become_a_release_and_every_version_says_so(project: Project) -> None:
    prepare("2026.12.0", "0.2.0", DAY, project)
    after = content(project)
    assert after["CHANGELOG.md"] == (
        "# Changes\n\nFor those who run it.\n\n## 2026.12.0 (2026-12-02; methods 0.2.0)\n\n"
        "- First.\n- Second.\n- One thing is\n  different.\n\n## Before\n\nThe beginning.\n"
    )
    assert [name for name in after if name.startswith("changes/")] == ["changes/README.md"]
    assert after["pyproject.toml"] == '[project]\nname = "amana"\nversion = "2026.12.0"\n\n[tool.x]\nversion = "7"\n'
    assert 'name = "amana"\nversion = "2026.12.0"' in after["uv.lock"] and 'version = "9"' in after["uv.lock"]
    assert '__version__ = "0.2.0"' in after["src/amana_methods/__init__.py"]


def test_without_a_version_of_their_own_the_methods_keep_theirs(project: Project) -> None:
    assert "methods 0.1.0" in prepare("2026.12.0", None, DAY, project)
    assert '__version__ = "0.1.0"' in content(project)["src/amana_methods/__init__.py"]


def test_a_clean_clone_without_a_lock_is_released_too(project: Project) -> None:
    (project.folder / "uv.lock").unlink()
    prepare("2026.12.0", "0.2.0", DAY, project)
    after = content(project)
    assert "## 2026.12.0" in after["CHANGELOG.md"] and 'version = "2026.12.0"' in after["pyproject.toml"]
    assert "uv.lock" not in after


def test_a_file_that_names_no_version_is_refused_before_anything_is_written(project: Project) -> None:
    (project.folder / "uv.lock").write_text('[[package]]\nname = "a"\nversion = "9"\n', encoding="utf-8")
    before = content(project)
    with pytest.raises(Refused, match=r"uv\.lock names no version"):
        prepare("2026.12.0", None, DAY, project)
    assert content(project) == before


@pytest.mark.parametrize(
    ("version", "methods", "why"),
    [
        ("2026.13.0", None, "no version like"),
        ("1.2.3", None, "no version like"),
        ("2026.12.0", "1.2", "no version of three"),
        ("2026.12.0", "0.1.0", "does not come after"),
    ],
)
def test_what_is_refused_changes_nothing(project: Project, version: str, methods: str | None, why: str) -> None:
    before = content(project)
    with pytest.raises(Refused, match=why):
        prepare(version, methods, DAY, project)
    assert content(project) == before


def test_there_is_no_release_without_a_line_and_none_twice(project: Project) -> None:
    prepare("2026.12.0", None, DAY, project)
    with pytest.raises(Refused, match="nothing to release"):
        prepare("2026.12.1", None, DAY, project)
    (project.folder / "changes" / "c.md").write_text("More.\n", encoding="utf-8")
    with pytest.raises(Refused, match="does not come after"):
        prepare("2026.12.0", None, DAY, project)


def test_the_commit_of_a_release_is_tagged_with_its_lines(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{part}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{part}_EMAIL", "somebody@example.org")
    with pytest.raises(Refused, match="does not begin with"):
        tag(project)
    prepare("2026.12.0", None, DAY, project)
    with pytest.raises(Refused, match="in no commit"):
        tag(project)
    commit(project.folder, "release 2026.12.0")
    assert tag(project) == ["2026.12.0", "methods-0.1.0"]
    assert "- One thing is" in git(project.folder, "tag", "-n9", "--list", "2026.12.0")
    assert git(project.folder, "rev-parse", "2026.12.0^{commit}") == git(project.folder, "rev-parse", "HEAD")
    with pytest.raises(Refused, match="tagged already"):
        tag(project)
