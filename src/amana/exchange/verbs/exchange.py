"""A comparison of two registers without names: agreed by both sides, encoded at each, compared by a third."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.verb import WORK, Stop, Verb, parser, say

if TYPE_CHECKING:
    from amana.exchange.batch import Agreement

IDS, PAIRS, MINE = ("name", "record_id"), ("pair", "first", "second", "likeness"), ("pair", "record_id", "likeness")


def run(arguments: Sequence[str]) -> int:
    """Runs one step of the comparison, and prints what to do next."""
    asked = parser("exchange", "Two sides find out whom both know, without telling names. In this order:")
    steps = asked.add_subparsers(dest="step", required=True, metavar="STEP")
    _begin(steps.add_parser("begin", help="side A: a new agreement and its secret"))
    _approve(steps.add_parser("approve", help="each side: approve the agreement"))
    _encode(steps.add_parser("encode", help="each side, at home: records become filters"))
    _compare(steps.add_parser("compare", help="the unit, without the secret: filters become pairs"))
    _open(steps.add_parser("open", help="each side, at home: pairs become record ids, for people to look at"))
    _finish(steps.add_parser("finish", help="everybody: secret, filters and names are destroyed"))
    chosen = asked.parse_args(arguments)

    from amana.exchange.batch import BatchFault
    from amana_methods.linkage.files import FileFault

    try:
        chosen.deed(chosen)
    except (BatchFault, FileFault) as fault:
        raise Stop(str(fault)) from fault
    return 0


def _agreement(step: argparse.ArgumentParser) -> None:
    step.add_argument("agreement", type=Path, metavar="AGREEMENT.json")


def _secret(step: argparse.ArgumentParser) -> None:
    step.add_argument("--secret", type=Path, required=True, metavar="FILE", help="the secret of the two sides")


def _begin(step: argparse.ArgumentParser) -> None:
    _agreement(step)
    _secret(step)
    step.add_argument("--between", nargs=2, required=True, metavar="SIDE")
    step.add_argument("--purpose", required=True)
    step.set_defaults(deed=begin)


def begin(chosen: argparse.Namespace) -> None:
    """Writes agreement and secret to their files."""
    from amana.exchange import batch

    for path in (chosen.agreement, chosen.secret):
        if path.exists():
            raise batch.BatchFault(f"{path} is there already; choose another name.")
    agreement, secret = batch.begin(chosen.between, chosen.purpose, _now())
    batch.write_agreement(chosen.agreement, agreement)
    batch.write_secret(chosen.secret, secret)
    say(f"Comparison {agreement.id} between {' and '.join(agreement.between)}.")
    say(f"Hand {chosen.secret} to the other side in person, never with the agreement, and never to the unit.")


def _approve(step: argparse.ArgumentParser) -> None:
    _agreement(step)
    _secret(step)
    step.add_argument("--side", required=True)
    step.add_argument("--officer", required=True, help="who approves; each side a person of its own")
    step.set_defaults(deed=approve)


def approve(chosen: argparse.Namespace) -> None:
    """Adds one more approval to the agreement."""
    from amana.exchange import batch

    agreement, secret = batch.read_agreement(chosen.agreement), batch.read_secret(chosen.secret)
    agreement = batch.approve(agreement, secret, side=chosen.side, officer=chosen.officer, at=_now())
    batch.write_agreement(chosen.agreement, agreement)
    say(f"Approved by {', '.join(f'{each.officer} ({each.side})' for each in agreement.approvals)}.")


def _encode(step: argparse.ArgumentParser) -> None:
    step.add_argument("records", type=Path, metavar="RECORDS.csv", help="as for ./amana link")
    step.add_argument("--agreement", type=Path, required=True, metavar="AGREEMENT.json")
    _secret(step)
    step.add_argument("--side", required=True)
    step.add_argument("--out", type=Path, required=True, metavar="ENCODED", help="goes to the unit")
    step.add_argument("--names", type=Path, required=True, metavar="NAMES.csv", help="stays at home")
    step.set_defaults(deed=encode)


def encode(chosen: argparse.Namespace) -> None:
    """Writes one side's filters to a file for the unit, and their random names to one that stays."""
    from amana.exchange import batch
    from amana_methods.linkage.files import read_registrations

    agreement, secret = batch.read_agreement(chosen.agreement), batch.read_secret(chosen.secret)
    _check_side(agreement, chosen.side)
    encoded = batch.encode(agreement, secret, read_registrations(chosen.records))
    batch.write_encoded(chosen.out, agreement, chosen.side, encoded)
    batch.write_table(chosen.names, IDS, ((name, encoded.records[name]) for name in encoded.names))
    say(f"{len(encoded.names)} records encoded.")
    say(
        f"{encoded.in_small_cells} stay out: fewer than {agreement.fewest_in_a_cell} share nationality and governorate."
    )
    say(f"{encoded.too_little} stay out: a single field says too little.")
    say("Filters are personal data: send them to the unit sealed, and to nobody else.")


def _compare(step: argparse.ArgumentParser) -> None:
    step.add_argument("encoded", type=Path, nargs=2, metavar="ENCODED")
    step.add_argument("--agreement", type=Path, required=True, metavar="AGREEMENT.json")
    step.add_argument("--cut", type=float, help="the least likeness of a pair (0.23)")
    step.add_argument("--out", type=Path, required=True, metavar="PAIRS.csv")
    step.set_defaults(deed=compare)


def compare(chosen: argparse.Namespace) -> None:
    """Writes the pairs above the threshold to a file, under names that mean nothing to the unit."""
    from amana.exchange import batch
    from amana_methods.linkage.bloom import CUT

    agreement = batch.read_agreement(chosen.agreement)
    sides = sorted(
        (batch.read_encoded(path, agreement) for path in chosen.encoded),
        key=lambda side: agreement.between.index(side[0]),
    )
    if sides[0][0] == sides[1][0]:
        raise batch.BatchFault("both files come from the same side.")
    cut = CUT if chosen.cut is None else chosen.cut
    pairs = batch.compare((sides[0][1], sides[0][2]), (sides[1][1], sides[1][2]), cut)
    batch.write_table(chosen.out, PAIRS, pairs)
    say(f"{len(pairs)} pairs with a likeness of {cut} or more. People decide about each of them; nothing is merged.")


def _open(step: argparse.ArgumentParser) -> None:
    step.add_argument("pairs", type=Path, metavar="PAIRS.csv")
    step.add_argument("--names", type=Path, required=True, metavar="NAMES.csv", help="what encode kept at home")
    step.add_argument("--out", type=Path, required=True, metavar="MINE.csv")
    step.set_defaults(deed=open_pairs)


def open_pairs(chosen: argparse.Namespace) -> None:
    """Writes the own record of each pair to a file, next to the pair's name, which the two sides use to talk about it."""
    from amana.exchange import batch

    records = dict(batch.read_table(chosen.names, IDS))
    rows = []
    for pair, first, second, likeness in batch.read_table(chosen.pairs, PAIRS):
        own = records.get(first) or records.get(second)
        if own is None:
            raise batch.BatchFault(f"{chosen.pairs} and {chosen.names} do not belong together.")
        rows.append((pair, own, likeness))
    batch.write_table(chosen.out, MINE, rows)
    say(f"{len(rows)} pairs. Talk to the other side by the name of the pair, and only about those you looked at.")


def _finish(step: argparse.ArgumentParser) -> None:
    _agreement(step)
    step.add_argument("files", type=Path, nargs="*", metavar="FILE", help="secret, encoded records, names, pairs")
    step.set_defaults(deed=finish)


def finish(chosen: argparse.Namespace) -> None:
    """Marks the agreement as ended, and destroys the files."""
    from amana.exchange import batch

    agreement = batch.read_agreement(chosen.agreement)
    batch.write_agreement(chosen.agreement, batch.mark_finished(agreement, _now()))
    for path in chosen.files:
        batch.destroy(path)
    say(f"Comparison {agreement.id} is over; {len(chosen.files)} files are destroyed here. The others destroy theirs.")


def _check_side(agreement: "Agreement", side: str) -> None:
    from amana.exchange.batch import BatchFault

    if side not in agreement.between:
        raise BatchFault(f"“{side}” is not a side of this agreement; it is between {' and '.join(agreement.between)}.")


def _now() -> datetime:
    return datetime.now(UTC)


VERB = Verb(
    "exchange",
    WORK,
    "begin|approve|encode|compare|open|finish",
    "compares two registers of two organisations without telling names",
    run,
)
