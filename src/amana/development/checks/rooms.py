"""Who may import whom: the contracts of pyproject.toml."""

import os
import subprocess
import sys
from pathlib import Path

from amana.commandline.project import PROJECT


def findings() -> list[str]:
    """Returns what the contracts find; the whole report when anything is broken."""
    status, report = lint(PROJECT)
    return [line for line in report.splitlines() if line.strip()] if status else []


def lint(project: Path) -> tuple[int, str]:
    """Returns the exit status and the report of import-linter over the project in that folder."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "src"), "NO_COLOR": "1", "COLUMNS": "120"},
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr
