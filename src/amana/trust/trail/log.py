"""The Merkle log over the lines (RFC 6962 hashing): numbered, hashed, and signed where somebody can be held to it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from amana import vault
from amana.trust.models import Checkpoint, Head, Line
from amana.vault.clock import now
from amana_methods.merkle import HASH_BYTES, Frontier, leaf_hash
from amana_methods.trail import Checkpoint as Said
from amana_methods.trail import Fault, Note

# A checkpoint is signed after so many lines or so much time, whichever comes first, while lines come in.
LINES_TO_A_CHECKPOINT = 1000
TIME_TO_A_CHECKPOINT = timedelta(seconds=60)
_READ_AT_ONCE = 2000


def canonical(line: Line) -> bytes:
    """Returns the bytes of a line that are hashed: sorted JSON without its number and hash."""
    return json.dumps(
        {
            "happened_at": line.happened_at.isoformat(),
            "recorded_at": line.recorded_at.isoformat(),
            "actor": str(line.actor) if line.actor else None,
            "verb": line.verb,
            "object": str(line.object) if line.object else None,
            "ids": line.ids,
            "row": line.pk,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def pack(frontier: Frontier) -> bytes:
    """Returns the peaks, concatenated."""
    return b"".join(frontier.peaks)


def unpack(size: int, raw: bytes) -> Frontier:
    """Returns the frontier that `pack` wrote. Raises ValueError for a damaged one."""
    return Frontier(size, tuple(raw[start : start + HASH_BYTES] for start in range(0, len(raw), HASH_BYTES)))


def sequence() -> int:
    """Numbers and hashes the lines that wait, in insertion order, and signs where that is due; returns how many.

    A key store that is away raises CannotOpen after lines were numbered: they are kept, and signed when it is back.
    """
    done = 0
    while placed := _place_some():
        done += placed
        sign_if_due()
    sign_if_due()
    return done


@transaction.atomic
def _place_some() -> int:
    head = Head.objects.select_for_update().get_or_create(id=1)[0]
    waiting = list(Line.objects.filter(number=None).order_by("pk")[:LINES_TO_A_CHECKPOINT])
    if not waiting:
        return 0
    hashes = [leaf_hash(canonical(line)) for line in waiting]
    for place, (line, leaf) in enumerate(zip(waiting, hashes, strict=True), start=head.size):
        line.number, line.leaf = place, leaf
    Line.objects.place(waiting)
    frontier = unpack(head.size, bytes(head.frontier)).extend(hashes)
    head.size, head.frontier = frontier.size, pack(frontier)
    head.save()
    return len(waiting)


@transaction.atomic
def sign_if_due() -> Checkpoint | None:
    """Signs a checkpoint over all numbered lines, when enough lines or time have passed since the last; else None."""
    head = Head.objects.select_for_update().filter(id=1).first()
    last = newest_checkpoint()
    if head is None or head.size <= (last.size if last else 0):
        return None
    moment = now()
    if last and head.size - last.size < LINES_TO_A_CHECKPOINT and moment < last.at + TIME_TO_A_CHECKPOINT:
        return None
    return None if find_what_is_missing() else _sign(head, moment)


@transaction.atomic
def sign_now() -> Checkpoint | None:
    """Signs and returns the checkpoint over all numbered lines at once, on request; None where there is no line.

    Over an older log than the key store knows nothing is signed: that would be a second history.
    """
    head = Head.objects.select_for_update().filter(id=1).first()
    last = newest_checkpoint()
    if head is None or head.size <= (last.size if last else 0) or find_what_is_missing():
        return last
    return _sign(head, now())


def newest_checkpoint() -> Checkpoint | None:
    """Returns the last checkpoint that was signed."""
    return Checkpoint.objects.order_by("-size").first()


def _sign(head: Head, at: datetime) -> Checkpoint:
    frontier = unpack(head.size, bytes(head.frontier))
    root = frontier.root()
    signed = Checkpoint.objects.create(
        size=head.size, root=root, frontier=pack(frontier), at=at, note=str(sign_note(head.size, root))
    )
    transaction.on_commit(partial(vault.heads.keep, signed.size, root), robust=True)  # the next one keeps it, too
    return signed


def find_what_is_missing() -> Fault | None:
    """What the key store knows that is not here: an older database in the place of this one, or other lines. Raises KeyStoreAway."""
    kept = vault.heads.newest()
    head = Head.objects.filter(id=1).first()
    size = head.size if head else 0
    if kept is None:
        return None
    if size < kept.size:
        return Fault(
            f"The key store knows {kept.size} lines that were signed, and {size} are here: an older database was put here.",
            size,
            size,
        )
    try:
        fits = frontier_at(kept.size).root() == kept.root
    except ValueError:
        fits = False
    if not fits:
        return Fault(f"The first {kept.size} lines are not those that the key store knows.", 0, kept.size - 1)
    return None


def accept_what_is_here() -> None:
    """The key store takes the log for true as it is here: after a restore, which says in a line that lines are missing."""
    head = Head.objects.filter(id=1).first()
    frontier = unpack(head.size, bytes(head.frontier)) if head else Frontier()
    vault.heads.accept(frontier.size, frontier.root())


def sign_note(size: int, root: bytes, extensions: tuple[str, ...] = ()) -> Note:
    """Returns the note of a checkpoint with our signature. Raises CannotOpen."""
    text = Said(vault.signing.trail_key().name, size, root, extensions).text
    return Note(text, vault.signing.sign_by_all(text))


def leaves(first: int, end: int) -> list[bytes]:
    """Returns the leaf hashes of the lines from `first` up to, and without, `end`."""
    rows = Line.objects.filter(number__gte=first, number__lt=end).order_by("number")
    return [bytes(leaf or b"") for leaf in rows.values_list("leaf", flat=True)]


def frontier_at(size: int) -> Frontier:
    """Returns the frontier of the tree over the first `size` lines, from the nearest checkpoint before."""
    nearest = Checkpoint.objects.filter(size__lte=size).order_by("-size").first()
    begun = unpack(nearest.size, bytes(nearest.frontier)) if nearest else Frontier()
    return begun.extend(leaves(begun.size, size))


def numbered_lines(end: int) -> Iterator[Line]:
    """Yields the lines with a number below `end`, in order, in batches."""
    rows: Iterator[Line] = Line.objects.filter(number__lt=end).order_by("number").iterator(_READ_AT_ONCE)
    return rows
