"""A Spark cluster of two workers on loopback, for the tests of what runs on one machine and on many."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from tests.processes import free_port

PLACE = PROJECT / "var" / "scale"
PYTHON = PLACE / "bin" / "python"
SPARK = "org.apache.spark.deploy"

type OnCluster = Callable[..., str]


@pytest.fixture(scope="session")
def scale_python() -> Path:
    """The Python of an environment with Spark beside the project's own packages; made once, from the lock files."""
    uv = Path(sys.executable).with_name("uv")
    locks = [PROJECT / "requirements.lock", PROJECT / "requirements-scale.lock"]
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, PLACE], check=True)
    subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, *locks], check=True)
    return PYTHON


@pytest.fixture
def on_cluster(scale_python: Path, tmp_path: Path) -> Iterator[OnCluster]:
    """Runs a module of the tests with the address of a cluster as its first word, and returns the last line it prints.

    A master on loopback has been joined by two workers of one processor each.
    """
    (home,) = PLACE.glob("lib/python3*/site-packages/pyspark")
    port = free_port()
    told = tmp_path / "master.log"
    with ExitStack() as running:

        def start(log: Path, *words: str) -> None:
            process = subprocess.Popen(
                [home / "bin" / "spark-class", *words], stdout=running.enter_context(log.open("w")),
                stderr=subprocess.STDOUT, env=_environment(), cwd=tmp_path,
            )  # fmt: skip
            running.callback(process.wait)
            running.callback(process.terminate)

        start(told, f"{SPARK}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        _wait_for(told, "New state: ALIVE", 1)
        address = f"spark://127.0.0.1:{port}"
        for number in (1, 2):
            log = tmp_path / f"worker{number}.log"
            start(log, f"{SPARK}.worker.Worker", "-c", "1", "-m", "1500m", "--webui-port", "0", address)
        _wait_for(told, "Registering worker", 2)

        def run(module: str, *words: str | Path) -> str:
            done = subprocess.run(
                [scale_python, "-m", module, address, *words],
                env=_environment(), cwd=PROJECT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr[-2000:]
            return done.stdout.splitlines()[-1]

        yield run


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": str(PYTHON),
        "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}",
    }


def _wait_for(log: Path, words: str, times: int, seconds: int = 180) -> None:
    end = time.monotonic() + seconds
    while log.read_text(encoding="utf-8").count(words) < times:
        assert time.monotonic() < end, f"{words!r} did not come: {log.read_text(encoding='utf-8')[-800:]}"
        time.sleep(0.5)
