"""Sockets in a folder: how processes of one machine reach each other, and no others do."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 100  # the kernel takes 107 bytes


@contextmanager
def short(folder: Path, name: str) -> Iterator[str]:
    """Returns the address of the socket, short enough for the kernel however deep the folder is."""
    path = str(folder / name)
    if len(path.encode()) < _LONGEST:
        yield path
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{name}"
    finally:
        os.close(handle)


def connect(folder: Path, name: str, seconds: float) -> socket.socket:
    """Returns a connection to the listener. Raises OSError when there is none."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.settimeout(seconds)
    try:
        with short(folder, name) as path:
            door.connect(path)
    except OSError:
        door.close()
        raise
    return door
