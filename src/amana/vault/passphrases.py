"""The passphrase of the master key: where this process has it from, and how it passes it to processes that it starts.

A process takes it, in this order, from its own memory, from the piece of memory that `./amana up` gives to its parts, from
the file that `AMANA_MASTER_PASSPHRASE_FILE` names, and from the terminal. It is never written into a variable of the
environment, an argument or the data folder.
"""

import getpass
import os
import sys
import unicodedata
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings

from amana.process_state import protects
from amana.vault.errors import PassphraseMissing, PassphrasesDiffer, WeakPassphrase

SHORTEST: Final = 20
_DIFFERENT: Final = 8  # characters that differ, so that one key held down is no passphrase
VARIABLE: Final = "AMANA_MASTER_FD"  # holds the number of the piece of memory
_MARK: Final = b"amana passphrase\n"  # another file may have the number of one that was closed
_MOST: Final = 4096
_one_asks: Final = Lock()
_known_here: Final[list[str]] = []


def normalize(typed: str) -> str:
    """The passphrase as it is used: blanks around it are gone, those within are single, and letters are composed alike."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def use(typed: str) -> None:
    """From now on this process opens the master key with this passphrase."""
    _known_here[:] = [normalize(typed)]


@protects
def forget() -> None:
    """This process knows no passphrase."""
    _known_here.clear()


def is_known() -> bool:
    """Whether this process has the passphrase without asking anybody."""
    return bool(_known_here) or _find() is not None


def current() -> str:
    """The passphrase of the master key that is there. Raises PassphraseMissing where nobody can be asked."""
    with _one_asks:
        if not _known_here:
            found = _find()
            if found is None and not is_at_a_terminal():
                raise PassphraseMissing
            use(_ask("Passphrase of the master key: ") if found is None else found)
        return _known_here[0]


def choose() -> str:
    """The passphrase of a master key that is made now; at a terminal it is typed twice.

    Raises PassphraseMissing, WeakPassphrase, PassphrasesDiffer.
    """
    with _one_asks:
        chosen = _known_here[0] if _known_here else _find()
        if chosen is None:
            chosen = type_twice()
        check(chosen)
        use(chosen)
        return _known_here[0]


def type_twice() -> str:
    """A new passphrase from the terminal. Raises PassphraseMissing, WeakPassphrase, PassphrasesDiffer."""
    if not is_at_a_terminal():
        raise PassphraseMissing
    typed = _ask(f"A new passphrase for the master key (at least {SHORTEST} characters, such as five words): ")
    check(typed)
    if normalize(_ask("The same once more: ")) != normalize(typed):
        raise PassphrasesDiffer
    return typed


def check(typed: str) -> None:
    """Raises WeakPassphrase for one that is shorter than 20 characters or repeats a few of them."""
    used = normalize(typed)
    if len(used) < SHORTEST or len(set(used)) < _DIFFERENT:
        raise WeakPassphrase


def pass_on() -> int | None:
    """A piece of memory with the passphrase, for one process that is started now; None where this one has none.

    The caller passes its number on, as a file and in `AMANA_MASTER_FD`, and closes it. It is read as often as wanted.
    """
    passphrase = _known_here[0] if _known_here else _find()
    return None if passphrase is None else put_in_memory(passphrase)


def put_in_memory(passphrase: str) -> int:
    """A piece of memory with this passphrase, as a file without a name that a process can be given."""
    number = os.memfd_create("amana")
    os.write(number, _MARK + normalize(passphrase).encode())
    return number


def _find() -> str | None:
    """The passphrase from the piece of memory or from the file; None where neither is there."""
    return _read_memory() or _read_file()


def _read_memory() -> str | None:
    try:
        content = os.pread(int(os.environ[VARIABLE]), _MOST, 0)
    except (KeyError, ValueError, OSError):
        return None
    return content.removeprefix(_MARK).decode() if content.startswith(_MARK) else None


def _read_file() -> str | None:
    """The first line of the file; None where it is not there yet, or empty."""
    name: str = settings.AMANA_MASTER_PASSPHRASE_FILE
    if not name:
        return None
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return (normalize(lines[0]) or None) if lines else None


def is_at_a_terminal() -> bool:
    """Whether somebody can be asked here."""
    return sys.stdin is not None and sys.stdin.isatty()


def _ask(question: str) -> str:
    try:
        return getpass.getpass(question)
    except (EOFError, KeyboardInterrupt) as fault:
        raise PassphraseMissing from fault
