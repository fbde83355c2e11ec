# SPDX-License-Identifier: Apache-2.0
"""Groups records into one group for each person, as far as the pairs carry; what a user has separated stays apart."""

from collections.abc import Iterable

from amana_methods.linkage.bulk import Links

__all__ = ["clusters_of"]


def clusters_of(links: Links, apart: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
    """Returns groups of row numbers with two members or more, joined along `links` from the best pair down.

    Two groups join only when no two of their members are `apart` ("not the same person": twins, siblings). Every row is in
    one group at most; groups are in the order of their first row.
    """
    group: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    forbidden: dict[int, set[int]] = {}
    for a, b in apart:
        forbidden.setdefault(a, set()).add(b)
        forbidden.setdefault(b, set()).add(a)
    for a, b in zip(links.a.tolist(), links.b.tolist(), strict=True):
        first, second = group.get(a, a), group.get(b, b)
        if first == second:
            continue
        ours, theirs = members.get(first, [a]), members.get(second, [b])
        if any(forbidden.get(one, set()) & set(theirs) for one in ours):
            continue
        members[first] = ours + theirs
        if second != first:
            members.pop(second, None)
        for each in members[first]:
            group[each] = first
    return sorted(sorted(each) for each in members.values() if len(each) > 1)
