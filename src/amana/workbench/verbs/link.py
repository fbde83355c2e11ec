"""Links a register from a file: pairs of records that are probably one person, and the groups they form."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.progress import INTERRUPTED, Bar
from amana.commandline.verb import WORK, Stop, Verb, complain, parser

if TYPE_CHECKING:
    from amana_methods.linkage import Links


def run(arguments: Sequence[str]) -> int:
    """Writes the pairs and the groups to their files. Nothing is stored elsewhere, and nothing is merged."""
    asked = parser(
        "link",
        "Pairs of records that are probably one person, across scripts, organisations and years, best first. "
        "The file may be in any of: UTF-8, UTF-16, Windows Arabic (cp1256).",
    )
    asked.add_argument("records", type=Path, metavar="RECORDS.csv", help="the register, one registration a line")
    asked.add_argument("--out", type=Path, required=True, metavar="PAIRS.csv", help="id_a, id_b, score, probability")
    asked.add_argument("--clusters", type=Path, metavar="CLUSTERS.csv", help="record_id, cluster_id: who is with whom")
    asked.add_argument("--engine", choices=("amana", "splink"), default="amana", help="the scorer; amana unless said")
    asked.add_argument(
        "--spark", default="", metavar="ADDRESS", help="with --engine splink: a cluster, such as spark://127.0.0.1:7077"
    )
    asked.add_argument(
        "--min-precision",
        type=_share,
        metavar="0.95",
        help="list only as many pairs as are expected to be right in this share; else all down to a probability of 0.02. "
        "Groups are made at 0.95 unless said.",
    )
    asked.add_argument("--mapping", type=Path, metavar="MAP.toml", help="what the file calls the columns and values")
    chosen = asked.parse_args(arguments)
    if chosen.spark and chosen.engine != "splink":
        asked.error("--spark goes with --engine splink")
    # Imported here: numbers for a million records take a moment to load, and other verbs do without.
    from amana_methods.linkage import clusters_of, link
    from amana_methods.linkage.files import FileFault, FileShape, place_for, read_mapping, read_registrations, write_csv
    from amana_methods.linkage.splink_engine import EngineMissing, link_with_splink

    try:
        given = [chosen.records, *filter(None, [chosen.mapping])]
        place_for(chosen.out, *given)
        if chosen.clusters:
            place_for(chosen.clusters, chosen.out, *given)
        shape = read_mapping(chosen.mapping) if chosen.mapping else FileShape()
        with Bar() as bar:
            records = bar.count_items("reading", read_registrations(chosen.records, shape))
            if chosen.engine == "splink":
                links = link_with_splink(
                    records, country_code=shape.country_code, progress=bar.update, spark=chosen.spark
                )
            else:
                links = link(records, country_code=shape.country_code, progress=bar.update)
        sure = links.down_to(chosen.min_precision or 0.95)
        listed = sure if chosen.min_precision else links
        pairs = write_csv(chosen.out, ("id_a", "id_b", "score", "probability"), _pairs(listed))
        complain(f"{len(links.ids)} records, {pairs} pairs in {chosen.out}.")
        if chosen.clusters:
            groups = clusters_of(sure)
            rows = ((links.ids[row], f"c{number}") for number, group in enumerate(groups, 1) for row in group)
            write_csv(chosen.clusters, ("record_id", "cluster_id"), rows)
            complain(f"{len(groups)} groups in {chosen.clusters}. Nothing is merged: a person decides.")
    except KeyboardInterrupt:
        complain(
            "Interrupted. No file was left half written, and what was there before stays; begin again with the same command."
        )
        return INTERRUPTED
    except (FileFault, EngineMissing) as fault:
        raise Stop(str(fault)) from fault
    return 0


def _pairs(links: "Links") -> Iterator[tuple[str, str, str, str]]:
    for a, b, score, chance in zip(links.a, links.b, links.scores, links.probabilities, strict=True):
        yield links.ids[a], links.ids[b], f"{score:.4f}", f"{chance:.6f}"


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share < 1:
        raise ValueError(text)
    return share


VERB = Verb("link", WORK, "RECORDS.csv --out PAIRS.csv", "which records of a register are probably one person", run)
