"""Whether another organisation may know the person: how far a question and a file agree. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from amana_methods.linkage.between import Shared, Text, likeness, may_be_known


def may_know_her(
    asked: Sequence[Text], matches: Iterable[tuple[UUID, int]], often: Mapping[int, int], records: int
) -> bool:
    """Whether a record of a register is similar enough for "maybe, ask this desk".

    `matches` are (record, place in `asked`), `often` says for each place how many records have that text, `records`
    how many there are.

    >>> one, two = UUID(int=1), UUID(int=2)
    >>> paper = [Text("paper|ep1", "paper")]
    >>> may_know_her(paper, [(one, 0)], {0: 1}, 100), may_know_her(paper, [], {}, 100)
    (True, False)
    """
    shared: dict[UUID, list[Shared]] = {}
    for record, place in matches:
        shared.setdefault(record, []).append(Shared(asked[place].about, often[place]))
    best = max((likeness(each, records) for each in shared.values()), default=0.0)
    return may_be_known(best, records)
