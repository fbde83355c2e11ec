"""Turns uploaded bytes into a copy that can be kept, in a worker process that is watched."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path, PurePath
from threading import Thread
from typing import IO, Any, Final

from amana.uploads import errors, viruses

# A parser gets so much of a processor, and so long while it does nothing. On a busy machine it may wait longer for its turn.
SECONDS: Final = 6.0  # a long scan in colour takes 1.6 of them, and five on a slow machine
AT_MOST: Final = 60.0
_LOOK_EVERY: Final = 0.05
_WORKER: Final = (sys.executable, "-I", "-m", "amana.uploads.worker")
_ENDINGS: Final = {
    "image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "text/plain": "txt", "audio/wav": "wav",
}  # fmt: skip
# Codes that an outcome may have: an unknown outcome would pass for one that is not kept apart.
_TYPES: Final = {"cleaned": tuple(_ENDINGS), "quarantined": ("application/octet-stream",), "refused": ("",)}


@dataclass(frozen=True)
class Cleaned:
    """The copy that is kept: `outcome` is cleaned, or quarantined for what cannot be cleaned.

    `said` are codes of what was done or found: first_frame, smaller, active_parts, links, office, sound, film,
    unread_picture, unscanned.
    """

    name: str
    type: str
    content: bytes
    outcome: str
    said: tuple[str, ...]


def clean(content: bytes, name: str) -> Cleaned:
    """Returns the copy of this file that can be kept. Raises NotKept, in the class that says why."""
    scanned = viruses.scan(content)
    if scanned == "found":
        raise errors.Malicious
    head, copy = _ask_worker(content)
    if head["outcome"] == "refused":
        raise errors.BY_CODE.get(head["why"], errors.Damaged)
    said = [*head["said"]] + (["unscanned"] if scanned == "failed" else [])
    return Cleaned(_safe_name(name, head["type"]), head["type"], copy, head["outcome"], tuple(said))


def what_holds() -> list[str]:
    """Returns the limits in force for the worker on this machine: memory, processor, files, calls."""
    return list(_ask_worker(b"asked by the doctor")[0]["held"])


def _safe_name(name: str, type: str) -> str:
    """Returns the name without its path and invisible characters, with the ending of the file's new kind."""
    base = re.sub(
        r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]", "", PurePath(name.replace("\\", "/")).name
    )
    ending = _ENDINGS.get(type)
    if ending is None:
        return base[-100:] or "file"
    return f"{PurePath(base).stem[:100] or 'file'}.{ending}"


def _ask_worker(content: bytes, command: tuple[str, ...] = _WORKER) -> tuple[dict[str, Any], bytes]:
    """Returns the worker's output. Raises TooLong, Damaged."""
    return _parse_answer(said_by(command, content, SECONDS))


def said_by(command: tuple[str, ...], content: bytes, seconds: float) -> bytes:
    """Returns all that a limited process wrote for these bytes within so many seconds. Raises TooLong, Damaged."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
        start_new_session=True,
    )  # fmt: skip
    sending = Thread(target=_send, args=(process.stdin, content), daemon=True)
    process.stdin = None  # owned by the thread from now on
    sending.start()
    watch = _Watch(process.pid, seconds)
    while True:
        try:
            answer = process.communicate(timeout=_LOOK_EVERY)[0]
            break
        except subprocess.TimeoutExpired:
            if watch.had_its_time():
                process.kill()
                process.communicate()
                raise errors.TooLong from None
    if process.returncode != 0:
        raise errors.TooLong if process.returncode < 0 else errors.Damaged
    return answer


def _parse_answer(answer: bytes) -> tuple[dict[str, Any], bytes]:
    """Head and copy. The worker's output is untrusted as well. Raises Damaged for what it never writes by itself."""
    head, _, copy = answer.partition(b"\n")
    try:
        told = dict(json.loads(head))
    except (ValueError, TypeError):
        raise errors.Damaged from None
    if "outcome" in told and told.get("type") not in _TYPES.get(str(told["outcome"]), ()):
        raise errors.Damaged
    return told, copy


def _send(stream: IO[bytes] | None, content: bytes) -> None:
    """Sends the file to a worker that may stop reading at any moment."""
    assert stream is not None
    with contextlib.suppress(BrokenPipeError), stream:
        stream.write(content)


class _Watch:
    """How long a worker has worked, and since when it is idle: waiting for a busy processor counts for neither."""

    def __init__(self, process: int, seconds: float = SECONDS) -> None:
        self.process, self.seconds = process, seconds
        self.begun = self.busy_at = time.monotonic()
        self.worked = 0.0

    def had_its_time(self) -> bool:
        """Returns whether it worked or slept for its seconds, or exists for far too long."""
        moment = time.monotonic()
        try:
            stat = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii")
        except OSError:  # another system: the clock alone
            return moment - self.begun >= self.seconds
        fields = stat.rpartition(")")[2].split()
        worked = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        if worked > self.worked or fields[0] in "RD":
            self.worked, self.busy_at = worked, moment
        most = AT_MOST * self.seconds / SECONDS
        return worked >= self.seconds or moment - self.busy_at >= self.seconds or moment - self.begun >= most
