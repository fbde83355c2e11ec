"""The Merkle log over the lines (RFC 6962 hashing): numbered and hashed by the sequencer, checked by anybody."""

import json
from dataclasses import dataclass

from django.db import transaction

from amana.trust.clock import now
from amana.trust.models import Checkpoint, Line
from amana_methods.merkle import Frontier, leaf_hash

_AT_ONCE = 2000


def canonical(line: Line) -> bytes:
    """The bytes of a line that are hashed: sorted JSON without its number and hash."""
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


def _pack(frontier: Frontier) -> bytes:
    return b"".join(frontier.peaks)


def _unpack(size: int, raw: bytes) -> Frontier:
    return Frontier(size, tuple(raw[start : start + 32] for start in range(0, len(raw), 32)))


def sequence() -> int:
    """Number and hash the lines that wait, in the order of their insertion; how many there were."""
    done = 0
    while True:
        with transaction.atomic():
            head = Checkpoint.objects.select_for_update().order_by("-size").first()
            frontier = _unpack(head.size, bytes(head.frontier)) if head else Frontier()
            waiting = list(Line.objects.filter(number=None).order_by("pk")[:_AT_ONCE])
            if not waiting:
                return done
            for line in waiting:
                line.leaf = leaf_hash(canonical(line))
                line.number = frontier.size
                frontier = frontier.append(line.leaf)
            Line.objects.bulk_update(waiting, ["number", "leaf"], batch_size=500)
            Checkpoint.objects.create(size=frontier.size, root=frontier.root(), frontier=_pack(frontier), at=now())
        done += len(waiting)


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole trail found: `lines` hashed, `waiting` for the sequencer, the root, what is wrong."""

    lines: int
    waiting: int
    root: bytes
    wrong: tuple[str, ...]


def verify() -> Verdict:
    """Every line hashed again and compared with its leaf, its place, and every checkpoint."""
    checkpoints = {point.size: bytes(point.root) for point in Checkpoint.objects.all()}
    wrong, frontier = [], Frontier()
    for line in Line.objects.exclude(number=None).order_by("number").iterator(_AT_ONCE):
        if line.number != frontier.size:
            wrong.append(f"line {frontier.size} is missing; the next one is {line.number}")
            break
        leaf = leaf_hash(canonical(line))
        if line.leaf is None or leaf != bytes(line.leaf):
            wrong.append(f"line {line.number} was changed")
        frontier = frontier.append(leaf)
        expected = checkpoints.pop(frontier.size, None)
        if expected is not None and expected != frontier.root():
            wrong.append(f"the root over the first {frontier.size} lines is not the one of the checkpoint")
    wrong += [f"lines up to {size} are missing" for size in sorted(checkpoints)]
    waiting = Line.objects.filter(number=None).count()
    return Verdict(frontier.size, waiting, frontier.root(), tuple(wrong))
