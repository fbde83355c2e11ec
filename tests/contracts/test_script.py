"""`./amana` can be called from anywhere, and says in a sentence what is the matter."""

import subprocess
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from amana.web.cli.registry import VERBS


def amana(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The script, called from that folder."""
    return subprocess.run([PROJECT / "amana", *arguments], cwd=folder, check=False, capture_output=True, text=True)


def test_alone_it_lists_every_verb_in_groups(tmp_path: Path) -> None:
    done = amana(folder=tmp_path)
    assert done.returncode == 0
    assert all(f"  {verb.name} " in done.stdout for verb in VERBS)
    assert [line for line in done.stdout.splitlines() if line in {verb.group for verb in VERBS}]


def test_it_can_be_called_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(PROJECT / "amana")
    done = subprocess.run([tmp_path / "here", "--help"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["sing"], "there is no verb “sing”"),
        (["up", "--wheels"], "--wheels needs a folder"),
        (["up", "--wheels", "nowhere"], "there is no folder nowhere"),
        (["up", "--port", "70000"], "--port needs a number"),
        (["check", "spelling"], "no check is called spelling"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = amana(*arguments, folder=tmp_path)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
