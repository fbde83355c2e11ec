"""A virus scanner, where the operator installed one: clamdscan, which hands the file to its daemon by descriptor."""

import os
import shutil
import subprocess
from typing import Final

_WAIT: Final = 10  # seconds


def scanner() -> str | None:
    """Returns the program, or None where there is none."""
    return shutil.which("clamdscan")


def scan(content: bytes) -> str:
    """Returns clean, found, failed (a scanner exists and gave no answer) or none (there is no scanner).

    The file is in memory only: the daemon gets a descriptor, not a path and not a copy that it would put on a disk.
    """
    program = scanner()
    if program is None:
        return "none"
    with os.fdopen(os.memfd_create("upload"), "wb+") as file:
        file.write(content)
        file.flush()
        file.seek(0)
        try:
            done = subprocess.run(
                [program, "--fdpass", "--no-summary", "-"], stdin=file, capture_output=True, timeout=_WAIT, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return "failed"
    return {0: "clean", 1: "found"}.get(done.returncode, "failed")
