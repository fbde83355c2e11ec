"""The key pair of the box is renewed: what still lies in the box under the earlier one is sealed to the newest."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.db import transaction

from amana import vault
from amana.public_reports.models import Letter, PublicReport
from amana.trust import rows
from amana.upkeep import rotations

# Where something lies that was sealed to the box: the model, the column, and as what it was sealed.
_PLACES: Final = (
    (PublicReport, "facts", "facts"),
    (PublicReport, "code", "code"),
    (PublicReport, "aside_why", "why"),
    (Letter, "facts", "facts"),
)


def kind() -> rotations.Kind:
    """The key pair of the box, for `./amana keys`."""
    return rotations.versioned_kind("letterbox", names=vault.letter_box.box_names, count=count, renew=renew)


def count() -> tuple[int, int]:
    """(under earlier key pairs, under the newest)."""
    versions = Counter(vault.letter_box.version_in_box(sealed) for _model, _column, _what, _row, sealed in _all())
    newest = max(vault.letter_box.box_versions(), default=0)
    return versions.total() - versions[newest], versions[newest]


def renew() -> None:
    """Nothing in the box lies under an earlier key pair, but for what came while this went on."""
    version, public = vault.letter_box.box_key()
    with rows.acting_as(rows.SYSTEM):
        for model, column, what, row, sealed in list(_all()):
            if vault.letter_box.version_in_box(sealed) < version:
                fresh = vault.letter_box.into_box(
                    version, public, vault.letter_box.out_of_box(sealed, what, row), what, row
                )
                with transaction.atomic():
                    model.objects.filter(**{"id": row, column: sealed}).update(**{column: fresh})


def _all() -> Iterator[tuple[type[PublicReport] | type[Letter], str, str, object, bytes]]:
    for model, column, what in _PLACES:
        found = model.objects.exclude(**{f"{column}__isnull": True}).values_list("id", column)
        for row, sealed in found.iterator(500):
            yield model, column, what, row, bytes(sealed)
