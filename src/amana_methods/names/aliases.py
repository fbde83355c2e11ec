# SPDX-License-Identifier: Apache-2.0
"""Names that are one name in different traditions: Yusuf and Joseph, Mohammed and Md."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from amana_methods.names.sounds import sounds_of
from amana_methods.names.spelling import fold

__all__ = ["alias_of", "groups"]


@cache  # follows from its arguments alone
def groups() -> Mapping[str, str]:
    """Returns the folded spelling -> the group it belongs to, named by its first member. Source: head of `aliases.csv`."""
    found: dict[str, str] = {}
    for line in files(__package__).joinpath("aliases.csv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            members = [fold(member) for member in line.split(",")]
            found |= dict.fromkeys(members, members[0])
    return found


@cache  # follows from its arguments alone
def _by_sound() -> Mapping[str, str]:
    """Returns skeletons that lead to exactly one group, so that spellings nobody listed are found as well."""
    seen: dict[str, set[str]] = {}
    for member, group in groups().items():
        seen.setdefault(sounds_of(member).keys[0], set()).add(group)
    return {key: next(iter(found)) for key, found in seen.items() if len(found) == 1 and len(key) > 2}


def alias_of(word: str, key: str) -> str:
    """Returns the group of a folded word, by its spelling or, for a skeleton of three signs or more, by its first skeleton.

    "" when it belongs to none.

    >>> alias_of("yosef", "ysf") == alias_of(fold("يوسف"), "ysf") == alias_of("joseph", "jsf")
    True
    """
    return groups().get(word) or _by_sound().get(key, "")
