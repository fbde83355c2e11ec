"""The service of the pepper: a socket at which one question is answered, a keyed hash under the pepper of codes.

It runs in a process of its own with the user who may read the key store; the public face reaches the socket alone.
No key leaves it, nothing is written, and nothing that was asked is kept or logged.
"""

import json
import logging
import socketserver
from pathlib import Path
from typing import Any, Final

from amana.sockets import short
from amana.vault import keystore, pepper
from amana.vault.errors import KeyStoreAway

_LONGEST_LINE: Final = 4 * pepper.LONGEST
_log = logging.getLogger("amana.trust")


def answer_line(line: bytes) -> dict[str, Any]:
    """The answer to one line. Refuses everything but a keyed hash of at most 64 bytes."""
    try:
        asked = json.loads(line)
        text = bytes.fromhex(asked["mac"]) if set(asked) == {"mac"} else b"-" * (pepper.LONGEST + 1)
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"refused": "malformed"}
    if len(text) > pepper.LONGEST:
        return {"refused": "malformed"}
    try:
        found = pepper.of_key_store(text)
    except KeyStoreAway:
        return {"refused": "away"}
    return {"macs": {str(version): [mac.hex(), salt.hex()] for version, (mac, salt) in found.items()}}


class _Asked(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        try:
            self.wfile.write(json.dumps(answer_line(self.rfile.readline(_LONGEST_LINE))).encode() + b"\n")
        except OSError:
            _log.info("somebody asked for a keyed hash and left")
        finally:
            keystore.close()  # each question has a thread of its own


class Door(socketserver.ThreadingUnixStreamServer):
    """The socket in this folder; each user who may open the folder may ask."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / pepper.SOCKET
        self.path.unlink(missing_ok=True)
        with short(folder, pepper.SOCKET) as path:
            super().__init__(path, _Asked)

    def server_close(self) -> None:
        """The socket is gone."""
        super().server_close()
        self.path.unlink(missing_ok=True)
