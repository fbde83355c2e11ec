"""Starts granian with workers that are forks of it.

A fork holds the piece of memory with the passphrase of the master key, which `./amana up` gave to its parts. A worker that
is started from nothing, as later versions of Python prefer, would not have it.
"""

import multiprocessing

from granian.cli import entrypoint


def start() -> None:
    """Runs granian with the arguments of this process."""
    multiprocessing.set_start_method("fork")
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    start()
