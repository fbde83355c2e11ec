"""The queries on the values of a pack and their confirmations."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from amana.countrypacks.loader import pack
from amana.countrypacks.models import Confirmation as Confirmation  # faces know it by its type
from amana.countrypacks.values import Pack, Value


def digest_of(value: Any) -> str:
    """Returns a hash of a value of the pack; equal values have equal ones."""
    return sha256(json.dumps(value, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def is_confirmed(path: str, of: Pack | None = None) -> bool:
    """Whether the value at `path` may be in an official letter.

    It may when the pack states it as confirmed (a choice of the project counts), or somebody here vouched for it.
    Raises KeyError when the path leads nowhere.
    """
    chosen = of or pack()
    value = chosen.value(path)
    if value.confidence != "unconfirmed":
        return True
    return Confirmation.objects.filter(pack=chosen.id, path=path, value_digest=digest_of(value.value)).exists()


def confirmation_of(path: str, of: Pack | None = None) -> Confirmation | None:
    """Returns the latest confirmation of the current value, or None."""
    chosen = of or pack()
    wanted = digest_of(chosen.value(path).value)
    return Confirmation.objects.filter(pack=chosen.id, path=path, value_digest=wanted).order_by("-at").first()


def confirmations(of: Pack | None = None) -> dict[str, Confirmation]:
    """Returns the latest confirmation of each value whose current content is vouched for, by its path."""
    chosen = of or pack()
    found: dict[str, Confirmation] = {}
    for row in Confirmation.objects.filter(pack=chosen.id).order_by("at"):
        try:
            digest = digest_of(chosen.value(row.path).value)
        except KeyError:  # the pack has no such value any more
            continue
        if row.value_digest == digest:
            found[row.path] = row
    return found


def declared_unconfirmed(of: Pack) -> tuple[Value, ...]:
    """Returns every value that the pack itself calls unconfirmed, in its order."""
    return tuple(of.value(path) for path in _unconfirmed_paths(of.raw, ""))


def unconfirmed_values(of: Pack | None = None) -> tuple[Value, ...]:
    """Returns values that the pack calls unconfirmed and nobody here has vouched for, in the order of the pack."""
    chosen = of or pack()
    vouched = set(Confirmation.objects.filter(pack=chosen.id).values_list("path", "value_digest"))
    return tuple(v for v in declared_unconfirmed(chosen) if (v.path, digest_of(v.value)) not in vouched)


def _unconfirmed_paths(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, Mapping):
        if node.get("confidence") == "unconfirmed":
            yield path
        for key, value in node.items():
            inner = f"{path}.{key}" if path else key
            if key.endswith("_confidence") and value == "unconfirmed" and key.removesuffix("_confidence") in node:
                yield inner.removesuffix("_confidence")
            yield from _unconfirmed_paths(value, inner)
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _unconfirmed_paths(value, f"{path}.{place}")
