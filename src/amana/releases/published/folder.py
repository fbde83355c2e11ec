"""A folder that appears complete or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["FolderFault", "check_free", "whole_folder"]


class FolderFault(Exception):
    """The folder cannot be written; the sentence says what to do."""


def check_free(target: Path) -> None:
    """Raises FolderFault when the target exists already, or its parent does not: what was published stays unchanged."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FolderFault(f"{target} is there already. A release is never written over another: choose a new folder.")
    if not target.absolute().parent.is_dir():
        raise FolderFault(f"there is no folder {target.absolute().parent}.")


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yields a folder next to `target` to write in; it becomes `target` at the end, or is deleted when anything went wrong."""
    check_free(target)
    target = target.absolute()
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    partial.mkdir()
    try:
        yield partial
        for file in partial.iterdir():
            _sync(file)
        _sync(partial)
        partial.rename(target)
        _sync(target.parent)
    finally:
        if partial.exists():
            shutil.rmtree(partial)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
