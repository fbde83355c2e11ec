# SPDX-License-Identifier: Apache-2.0
"""Checks an export file against the checkpoints that witnesses kept: what is wrong, and where it begins."""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from amana_methods.merkle import Frontier
from amana_methods.trail.exported import Head, TrailFileError, read_head
from amana_methods.trail.notes import PRINT_BYTES, Checkpoint, Note, NoteError, VerifierKey
from amana_methods.trail.signatures import is_signed_by, keys_in_order

_AT_ONCE = 4096
_NAMED_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: `first` and `last` are the lines between which it begins (equal when it is known exactly).

    Both are None when the fault is not in a line but in a checkpoint: signed by somebody else, of another log.
    """

    what: str
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check.

    `lines` were hashed into `root`; `waiting` had no number yet. `witnessed` is how many of the first lines a checkpoint
    from outside vouches for; what comes after is `younger`. Without any checkpoint from outside, the file is at best
    self-consistent, and `outside` is 0.
    """

    origin: str
    lines: int
    waiting: int
    root: bytes
    faults: tuple[Fault, ...]
    outside: int
    witnessed: int

    @property
    def younger(self) -> range:
        """Returns how many lines no checkpoint from outside covers."""
        return range(self.witnessed, self.lines)

    @property
    def first_bad(self) -> Fault | None:
        """Returns the most precise fault about where the first bad line is: no later than its `last`. None when no line is bad."""
        placed = [fault for fault in self.faults if fault.first is not None]
        return min(placed, key=lambda fault: (fault.last or 0, -(fault.first or 0)), default=None)


@dataclass(slots=True)
class _Reading:
    """The state of one pass over the rows. `marks` are sizes at which the root is needed, largest first."""

    marks: list[int]
    frontier: Frontier = field(default_factory=Frontier)
    pending: list[bytes] = field(default_factory=list)
    prints: bytearray = field(default_factory=bytearray)
    roots: dict[int, bytes] = field(default_factory=dict)
    own: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    offset: int = 0
    waiting: int = 0

    def flush(self) -> None:
        """Adds the leaves read so far to the tree."""
        self.frontier = self.frontier.extend(self.pending)
        self.prints += b"".join([leaf[:PRINT_BYTES] for leaf in self.pending])
        self.pending.clear()

    def mark(self) -> None:
        """Stores the root over the lines so far."""
        self.flush()
        self.roots[self.count] = self.frontier.root()

    def fault(self, what: str, line: int) -> None:
        """Adds a fault in one line; beyond a hundred, only the tree is checked."""
        if len(self.faults) < _NAMED_AT_MOST:
            self.faults.append(Fault(what, line, line))


def verify(rows: Iterable[bytes], outside: Sequence[Note] = (), *, key: VerifierKey | None = None) -> Verdict:
    """Returns the verdict on an export file, given as its rows (an open binary file), with the checkpoints kept outside.

    `key` is the log's key as a witness noted it in the beginning; without it, the one that the file names is used, and
    a file of a whole new log with a new key is still found, because the checkpoints kept outside are not its own.
    Every change, removal, insertion, new order or fork in lines that a checkpoint from outside covers is a fault.
    Raises TrailFileError for a file of another kind, NoteError for notes that are no checkpoints.
    """
    taken = iter(rows)
    head = read_head(taken)
    kept = sorted(((note, note.checkpoint) for note in outside), key=lambda pair: pair[1].size)
    reading = _read(taken, [checkpoint.size for _, checkpoint in kept])
    faults = list(reading.faults)
    keys = every = keys_in_order(head.key, head.renewed)
    if len(keys) <= len(head.renewed):
        faults.append(Fault("A new key of the log is not signed by the key before it."))
    if key is not None and (key.name != head.origin or key not in keys):
        faults.append(Fault("The file names another log or another key than the one you gave."))
        keys = (key,)
    elif key is not None:
        keys = keys[keys.index(key) :]  # an earlier key proves nothing to a reader who knows a later one
    faults += _own_faults(reading, head, every)
    theirs, witnessed = _outside_faults(reading, head, kept, keys)
    return Verdict(
        head.origin,
        reading.count,
        reading.waiting,
        reading.frontier.root(),
        tuple(faults + theirs),
        len(kept),
        witnessed,
    )


def _read(rows: Iterator[bytes], sizes: Iterable[int]) -> _Reading:
    """Makes one pass: hashes every line, and stores every root that will be needed."""
    reading = _Reading(sorted(set(sizes), reverse=True))
    ended = False
    next_mark = reading.marks.pop() if reading.marks else -1
    pending, prefix = reading.pending, b"\0"
    for row in rows:
        if reading.count == next_mark:
            reading.mark()
            next_mark = reading.marks.pop() if reading.marks else -1
        number, _, rest = row.partition(b" ")
        if number == b"=":
            reading.own.append(_own_note(rest, reading.count))
            reading.mark()
            continue
        if number == b"end":
            _read_end(reading, rest)
            ended = True
            break
        coded, _, line = rest.partition(b" ")
        leaf = sha256(prefix + line[:-1]).digest()
        pending.append(leaf)
        if number != b"%d" % (reading.count + reading.offset):
            _report_misplaced(reading, number)
        if b2a_base64(leaf, newline=False) != coded:
            reading.fault(f"Line {reading.count} was changed: its hash is another one.", reading.count)
        reading.count += 1
        if len(pending) == _AT_ONCE:
            reading.flush()
    reading.mark()
    if not ended:
        reading.fault(f"The file stops after line {reading.count - 1}; its last row is missing.", reading.count)
    elif next(rows, None) is not None:
        raise TrailFileError("something follows the last row of the file")
    return reading


def _own_note(coded: bytes, count: int) -> Note:
    try:
        return Note.parse(a2b_base64(coded).decode())
    except (Base64Error, NoteError, UnicodeDecodeError) as error:
        raise TrailFileError(f"after {count} lines stands a checkpoint that cannot be read") from error


def _read_end(reading: _Reading, rest: bytes) -> None:
    lines, _, waiting = rest.decode("ascii", "replace").strip().partition(" ")
    if not lines.isdecimal() or not waiting.isdecimal():
        raise TrailFileError("the last row of the file cannot be read")
    reading.waiting = int(waiting)
    if int(lines) != reading.count:
        reading.fault(f"The file says it has {lines} lines and has {reading.count}.", min(int(lines), reading.count))


def _report_misplaced(reading: _Reading, number: bytes) -> None:
    """Reports a number that is not the next one, once, and counts from there."""
    at = reading.count
    if not number.isdigit():
        reading.fault(f"Line {at} has no number.", at)
        return
    found = int(number)
    if found > at + reading.offset:
        reading.fault(f"Line {at} is missing; the next one says that it is {found}.", at)
    else:
        reading.fault(f"Line {at} is out of its place; it says that it is {found}.", at)
    reading.offset = found - at


def _own_faults(reading: _Reading, head: Head, keys: Sequence[VerifierKey]) -> list[Fault]:
    """Returns faults in the checkpoints of the file itself; checks the signature of the last one."""
    faults: list[Fault] = []
    good = 0
    for note in reading.own:
        try:
            checkpoint = note.checkpoint
        except NoteError:
            faults.append(Fault("A checkpoint in the file cannot be read."))
            continue
        if checkpoint.origin != head.origin or reading.roots.get(checkpoint.size) is None:
            faults.append(Fault(f"The file's checkpoint over {checkpoint.size} lines does not belong where it stands."))
        elif reading.roots[checkpoint.size] == checkpoint.root:
            good = max(good, checkpoint.size)
        else:
            what = f"The first {checkpoint.size} lines are not those over which the file's own checkpoint was signed."
            faults.append(Fault(what, good, checkpoint.size - 1))
            break
    if reading.own and not any(is_signed_by(reading.own[-1], key) for key in keys):
        faults.append(Fault("The last checkpoint in the file is not signed with the key that the file names."))
    return faults


def _outside_faults(
    reading: _Reading, head: Head, kept: Sequence[tuple[Note, Checkpoint]], keys: Sequence[VerifierKey]
) -> tuple[list[Fault], int]:
    """Returns (faults, how many first lines are vouched for), from the checkpoints kept outside, smallest first."""
    faults: list[Fault] = []
    prints: dict[int, bytes] = {}
    witnessed = 0
    for note, checkpoint in kept:
        size = checkpoint.size
        if checkpoint.origin != head.origin or not any(is_signed_by(note, key) for key in keys):
            faults.append(Fault(f"A checkpoint over {size} lines, kept outside, is of another log or another key."))
            continue
        prints.update(checkpoint.prints())
        if size <= reading.count and reading.roots[size] == checkpoint.root:
            witnessed = size
        elif size <= reading.count:
            what = f"The first {size} lines are not those of a checkpoint kept outside: changed, removed, put in or forked."
            fault = _narrow_fault(Fault(what, witnessed, size - 1), reading)
            faults.append(_narrow_by_prints(fault, reading, prints, size))
        else:
            what = (
                f"A checkpoint kept outside covers {size} lines and the file has {reading.count}: lines were removed."
            )
            faults.append(_narrow_by_prints(Fault(what, witnessed, reading.count), reading, prints, reading.count))
    return faults, witnessed


def _narrow_fault(fault: Fault, reading: _Reading) -> Fault:
    """Returns the fault between two checkpoints of the file itself, where those are more precise than the ones from outside."""
    first, last = fault.first or 0, fault.last or 0
    for note in reading.own:
        checkpoint = note.checkpoint
        if first < checkpoint.size <= last and reading.roots.get(checkpoint.size) not in (None, checkpoint.root):
            return replace(fault, last=checkpoint.size - 1)
    return fault


def _narrow_by_prints(fault: Fault, reading: _Reading, prints: Mapping[int, bytes], end: int) -> Fault:
    """Returns the fault with its beginning as far as the given prints show it: the line itself, or no later than a line.

    `end` is the first line of which nothing is known; a file that was cut off and differs nowhere begins to differ there.
    """
    first, known = fault.first or 0, True
    for line in range(first, end):
        expected = prints.get(line)
        if expected is None:
            known = False
        elif reading.prints[line * PRINT_BYTES : (line + 1) * PRINT_BYTES] != expected:
            return _at(fault, line) if known else replace(fault, last=min(line, fault.last or line))
    return _at(fault, end) if known and end == reading.count and fault.last == end else fault


def _at(fault: Fault, line: int) -> Fault:
    return replace(fault, what=f"{fault.what} It begins with line {line}.", first=line, last=line)
