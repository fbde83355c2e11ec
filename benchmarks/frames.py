"""What a call costs at the edge of a piece of Python's stack, and what the frame with room behind it saves.

    .venv/bin/python benchmarks/frames.py [--calls 20000]

In a thread, as in a server, a chain of small calls is made from 0 to 340 frames below the beginning, once as it is and once from a
frame with room (`amana.web.frames`). Prints microseconds of the processor for each chain: those of the program and those of the
system. Where no edge lies in the chain, both ways cost the same.
"""

import argparse
import resource
import sys
import threading
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
_CHAIN = 12


def _chain(left: int) -> int:
    return left if left == 0 else _chain(left - 1)


def _from_below(frames: int, act: Callable[[], None]) -> None:
    if frames == 0:
        act()
    else:
        _from_below(frames - 1, act)


def _microseconds(act: Callable[[], None], calls: int) -> tuple[float, float]:
    """(of the program, of the system) for each chain, in a thread of its own."""
    found: list[tuple[float, float]] = []

    def measured() -> None:
        before = resource.getrusage(resource.RUSAGE_THREAD)
        act()
        after = resource.getrusage(resource.RUSAGE_THREAD)
        found.append((after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime))

    thread = threading.Thread(target=measured)
    thread.start()
    thread.join()
    return found[0][0] / calls * 1e6, found[0][1] / calls * 1e6


def main() -> None:
    """Prints the table."""
    from amana.web.frames import with_room

    asked = argparse.ArgumentParser(description="calls at the edge of a piece of Python's stack")
    asked.add_argument("--calls", type=int, default=20_000, help="chains for each row")
    calls = asked.parse_args().calls

    def chains() -> None:
        for _call in range(calls):
            _chain(_CHAIN)

    print("| frames below | as it is: program | system | with room: program | system |")
    print("|---|---|---|---|---|")
    for frames in range(0, 360, 20):
        plain = _microseconds(lambda below=frames: _from_below(below, chains), calls)
        room = _microseconds(lambda below=frames: _from_below(below, lambda: with_room(chains)), calls)
        print(f"| {frames} | {plain[0]:.2f} | {plain[1]:.2f} | {room[0]:.2f} | {room[1]:.2f} |")


if __name__ == "__main__":
    main()
