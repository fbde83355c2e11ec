"""The protocol between the platform and the key service: one line of JSON each way, over a socket in the service's folder.

`{"act": "ask", "asker": id, "person": id, "holders": [id, ...], "year": 2026, "elements": [hex, ...]}` is answered by
`{"answers": {holder: [hex, ...]}}`, or by `{"refused": "too_much" | "year" | "malformed"}`.
`{"act": "enrol", "asker": id, "holders": [id], ...}` is what a holder sends for its own records; the key is the same.
`{"act": "hello"}` is answered by `{"hello": 1}`.
"""

import socket
from pathlib import Path
from uuid import UUID

from amana import sockets

SOCKET = "door.sock"
QUESTION = 64  # number of elements in every question, so that its length reveals nothing about a name
MOST_ELEMENTS = 2_000
MOST_HOLDERS = 40
LONGEST_LINE = MOST_ELEMENTS * 68 + 8_000


def connect(folder: Path, seconds: float) -> socket.socket:
    """Connects to the service. Raises OSError when nobody listens."""
    return sockets.connect(folder, SOCKET, seconds)


def is_id(value: object) -> bool:
    """Whether it is the id of an organisation or a person."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
