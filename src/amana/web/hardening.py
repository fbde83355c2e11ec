"""What every process of an instance does first: its memory, with keys in it, never comes to lie on the disk as a core file."""

import resource


def no_core_dumps() -> None:
    """From now on this process, and those it starts, leave no core file, and cannot allow themselves one again."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
