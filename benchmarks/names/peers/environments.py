"""The environments of the peers, made from their lock files in `var/names/environments`.

    .venv/bin/python -m benchmarks.names.peers.environments

clkhash needs a Python 3.11 on this machine. What cannot be made is named and left out.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
PLACE = ROOT / "var" / "names" / "environments"
PEERS = {
    "splink": ("requirements.lock", ""),
    "nomenklatura": ("requirements-nomenklatura.lock", ""),
    "clk": ("requirements-clk.lock", "3.11"),
}


def python_of(peer: str) -> Path | None:
    """The Python of a peer's environment, or None while there is none."""
    python = PLACE / peer / "bin" / "python"
    return python if python.exists() else None


def make(peer: str) -> str:
    """Makes the environment of a peer; '' when it stands, else what went wrong."""
    lock, version = PEERS[peer]
    uv = ROOT / ".venv" / "bin" / "uv"
    python = version or str(ROOT / ".venv" / "bin" / "python")
    for command in (
        [uv, "venv", "--quiet", "--allow-existing", "--python", python, PLACE / peer],
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PLACE / peer / "bin" / "python", HERE / lock],
    ):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"uv ended with {done.returncode}"
    return ""


if __name__ == "__main__":
    for _peer in PEERS:
        print(f"{_peer:14} {make(_peer) or python_of(_peer)}")
