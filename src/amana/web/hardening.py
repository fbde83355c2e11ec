"""Hardening at the start of every process: its memory, with keys in it, is never written to the disk as a core file."""

import resource


def no_core_dumps() -> None:
    """Forbids core files for this process and those it starts, so that they cannot allow them again."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
