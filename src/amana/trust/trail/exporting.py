"""Exports the audit log as a file that a stranger can check (format: `amana_methods.trail.exported`)."""

from collections.abc import Iterator

from amana import vault
from amana.trust.models import Checkpoint, Head, Line
from amana.trust.trail.log import canonical, numbered_lines
from amana_methods.trail import Note, end_row, head, line_row, note_row


def export_rows() -> Iterator[bytes]:
    """Yields the rows of the file, every line that has its number. Hashes are those the database holds, as they are.

    Raises CannotOpen while the key store is away.
    """
    key, *later = vault.signing.trail_keys()
    size = Head.objects.filter(id=1).values_list("size", flat=True).first() or 0
    waiting = Line.objects.filter(number=None).count()
    points = Checkpoint.objects.exclude(note="").filter(size__lte=size).order_by("size")
    notes = iter(points.values_list("size", "note").iterator())
    point = next(notes, None)
    yield from head(key[0], later).splitlines(keepends=True)
    count = 0
    for line in numbered_lines(size):
        number = line.number or 0
        while point is not None and number >= point[0]:
            yield note_row(Note.parse(point[1]))
            point = next(notes, None)
        yield line_row(number, bytes(line.leaf or b""), canonical(line))
        count += 1
    while point is not None:
        yield note_row(Note.parse(point[1]))
        point = next(notes, None)
    yield end_row(count, waiting)
