"""The environments of the peers, made from their lock files in `var/publishing/environments`.

    .venv/bin/python -m benchmarks.publishing.peers.environments

All of them take a Python 3.11. What cannot be made is named, and left out of the run.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
PLACE = ROOT / "var" / "publishing" / "environments"
VERSION = "3.11"
PEERS = ("pac", "dpmm", "public")


def python_of(peer: str) -> Path | None:
    """The Python of a peer's environment, or None while there is none."""
    python = PLACE / peer / "bin" / "python"
    return python if python.exists() else None


def packages_of(peer: str) -> Path:
    """Where the packages of a peer's environment lie."""
    return PLACE / peer / "lib" / f"python{VERSION}" / "site-packages"


def make(peer: str) -> str:
    """Makes the environment of a peer; '' when it stands, else what went wrong."""
    uv, python = ROOT / ".venv" / "bin" / "uv", PLACE / peer / "bin" / "python"
    lock = HERE / f"requirements-{peer}.lock"
    for command in (
        [uv, "venv", "--quiet", "--allow-existing", "--python", VERSION, PLACE / peer],
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock],
    ):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"uv ended with {done.returncode}"
    return ""


if __name__ == "__main__":
    for _peer in PEERS:
        print(f"{_peer:8} {make(_peer) or python_of(_peer)}")
