"""Looks people up in a register from a file, best candidates first."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.progress import INTERRUPTED, Bar
from amana.commandline.verb import WORK, Stop, Verb, complain, parser

if TYPE_CHECKING:
    from amana_methods.linkage import Index, Registration


def run(arguments: Sequence[str]) -> int:
    """Writes, for each person asked for, the records that are most probably hers. Nothing is stored elsewhere."""
    asked = parser("lookup", "For each query, the records that are most probably the same person's, best first.")
    asked.add_argument("--index", type=Path, required=True, metavar="RECORDS.csv", help="the register")
    asked.add_argument(
        "--queries", type=Path, required=True, metavar="QUERIES.csv", help="query_id and the same columns"
    )
    asked.add_argument("--top", type=int, default=20, metavar="20", help="candidates listed for each query")
    asked.add_argument(
        "--out", type=Path, required=True, metavar="RANKS.csv", help="query_id, rank, record_id, score, probability"
    )
    asked.add_argument("--mapping", type=Path, metavar="MAP.toml", help="what both files call the columns and values")
    chosen = asked.parse_args(arguments)
    # Imported here: numbers for a million records take a moment to load, and other verbs do without.
    from amana_methods.linkage import Index
    from amana_methods.linkage.files import FileFault, FileShape, place_for, read_mapping, read_registrations, write_csv

    if chosen.top < 1:
        raise Stop("--top needs a number from 1 on.")
    try:
        place_for(chosen.out, chosen.index, chosen.queries, *filter(None, [chosen.mapping]))
        shape = read_mapping(chosen.mapping) if chosen.mapping else FileShape()
        with Bar() as bar:
            records = bar.count_items("reading", read_registrations(chosen.index, shape))
            index = Index.build(records, country_code=shape.country_code)
            queries = bar.count_items("looking up", read_registrations(chosen.queries, shape, id_column="query_id"))
            columns = ("query_id", "rank", "record_id", "score", "probability")
            rows = write_csv(chosen.out, columns, _ranks(index, queries, chosen.top))
        complain(f"{len(index.ids)} records, {rows} candidates in {chosen.out}.")
    except KeyboardInterrupt:
        complain(
            "Interrupted. No file was left half written, and what was there before stays; begin again with the same command."
        )
        return INTERRUPTED
    except FileFault as fault:
        raise Stop(str(fault)) from fault
    return 0


def _ranks(index: "Index", queries: "Iterator[Registration]", top: int) -> Iterator[tuple[str, int, str, str, str]]:
    for query in queries:
        for rank, found in enumerate(index.lookup(query, top), 1):
            yield query.record_id, rank, found.record_id, f"{found.score:.4f}", f"{found.probability:.6f}"


VERB = Verb(
    "lookup", WORK, "--index RECORDS.csv --queries QUERIES.csv --out RANKS.csv", "people found again in a register", run
)
