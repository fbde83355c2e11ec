"""The keys of Amana as a peer may be given them: one per part of a name, in its order."""

from amana_methods.names import parts_of


def keys(name: str) -> list[str]:
    """The likeliest consonant skeleton of each part of `name`."""
    return [part.keys[0] for part in parts_of(name) if part.keys]
