"""The sandbox in which a process reads a stranger's file: it gives up memory, time, new files, and all but a few calls.

Runs inside the worker. Each step that the system does not offer is left out, and `shut_in` says which ones hold.
"""

import ctypes
import platform
import resource
import struct
from typing import Final

MEMORY: Final = 1 << 30
SECONDS: Final = 6  # of a processor
_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_NO: Final = 0x00050001  # EPERM
# Reading and writing what is open, memory, threads, clocks, chance, the end: no file, no socket, no other process.
_CALLS: Final = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 35, 39, 56, 60, 79, 96, 131, 186, 202, 204, 219, 228, 230,
         231, 273, 318, 324, 334, 435),
    ),
    "aarch64": (
        0xC00000B7,
        (17, 63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 124, 216, 233, 101, 172, 220, 93, 169, 132, 178, 98, 123,
         128, 113, 115, 94, 99, 278, 283, 293, 435),
    ),
}  # fmt: skip


def shut_in(seconds: int = SECONDS) -> list[str]:
    """Enters the sandbox: only computing for so long and answering is possible; returns the limits in force."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    spent = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + 1, spent + seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    held = ["memory", "processor", "files"]
    return [*held, "calls"] if _few_calls() else held


def _few_calls() -> bool:
    """Allows only the calls above (seccomp of Linux); returns False where the system or the processor is another."""
    if platform.system() != "Linux" or platform.machine() not in _CALLS:
        return False
    architecture, allowed = _CALLS[platform.machine()]
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, _NO), (0x20, 0, 0, 0)]
    for left, call in zip(range(len(allowed), 0, -1), allowed, strict=True):
        steps.append((0x15, left, 0, call))
    steps += [(0x06, 0, 0, _NO), (0x06, 0, 0, _ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("H6xP", len(steps), ctypes.addressof(code)))
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(system.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0)
