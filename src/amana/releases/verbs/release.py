"""Public data on the command line: rows and counts in which nobody can be found, paid for from a ledger."""

import argparse
import signal
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.progress import Bar
from amana.commandline.verb import WORK, Stop, Verb, complain, parser, say, use_settings

if TYPE_CHECKING:
    from amana.releases.published.making import Granted
    from amana_methods.disclosure.records import Schema
    from amana_methods.disclosure.records_file import People
    from amana_methods.disclosure.spending import Cap

_STEPS = {
    "one column": "measuring",
    "network": "choosing",
    "model": "fitting",
    "rounds": "refining",
    "done": "refining",
}


def run(arguments: Sequence[str]) -> int:
    """Makes a release, a draft of a schema, or a cap: each in its file, all or nothing."""
    others: dict[str, Callable[[Sequence[str]], int]] = {
        "schema": _draft,
        "cap": _cap,
        "audit": _audit,
    }
    if arguments and arguments[0] in others:
        return others[arguments[0]](arguments[1:])
    chosen = _parse_arguments(arguments)
    from amana.releases.published.folder import FolderFault
    from amana.releases.published.noisy import TablesFault
    from amana_methods.disclosure.ledger_file import LedgerFault
    from amana_methods.disclosure.records import BudgetSpent, SchemaError, TooFewPeople
    from amana_methods.disclosure.records_file import FileFault

    signal.signal(signal.SIGTERM, _on_terminate)
    try:
        _release(chosen)
    except TooFewPeople as few:
        raise Stop(
            f"{few}. With fewer, what protects each of them would leave nothing true in the rows, and what is left true "
            "would not protect them. Publish a few tables with noise instead: --table COLUMN; or ./amana table."
        ) from few
    except SchemaError as fault:
        raise Stop(f"{chosen.schema}: {fault}.") from fault
    except (FolderFault, LedgerFault, BudgetSpent, FileFault, OSError, TablesFault) as fault:
        raise Stop(str(fault)) from fault
    except KeyboardInterrupt:
        complain("\nStopped: nothing was written. What was measured until now is entered in the ledger.")
        return 130
    return 0


def _on_terminate(_signal: int, _frame: object) -> None:
    """Handles a shutdown of the machine like Ctrl+C: nothing half-written stays."""
    raise KeyboardInterrupt


def _parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    asked = parser(
        "release",
        "Rows of made-up people and counts of combinations, with differential privacy. A person is the unit. "
        "Also: ./amana release schema RECORDS.csv, ./amana release cap LEDGER, ./amana release audit.",
    )
    asked.add_argument("records", type=Path, metavar="RECORDS.csv", help="UTF-8, with a header, a row for each person")
    asked.add_argument("--schema", type=Path, required=True, metavar="SCHEMA.toml", help="columns and codes, public")
    asked.add_argument("--epsilon", type=above_zero, required=True, help="the loss of privacy; 1 is strong, 4 is usual")
    asked.add_argument("--delta", type=above_zero, help="0.000001 unless said; a constant, never made from the records")
    asked.add_argument("--order", type=int, choices=(1, 2, 3, 4), default=3, help="the longest combination (3)")
    asked.add_argument(
        "--table", action="append", default=[], metavar="A[,B]",
        help="instead of rows and counts: this table, with noise and intervals; at most six times. For few people",
    )  # fmt: skip
    asked.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is not there yet")
    payer = asked.add_mutually_exclusive_group()
    payer.add_argument("--programme", metavar="NAME", help="spend from this programme of the platform")
    payer.add_argument("--ledger", type=Path, metavar="FILE", help="spend from a ledger in a file")
    payer.add_argument("--generated", action="store_true", help="the records are made up: a trial, and no release")
    asked.add_argument("--seed", type=int, help="for what comes after the noise only; noise cannot be seeded")
    chosen = asked.parse_args(arguments)
    if not (chosen.programme or chosen.ledger or chosen.generated):
        raise Stop(
            "nothing says what pays for this release. Name --programme NAME or --ledger FILE, so that what all releases "
            "give away together is counted; or say --generated when the records are made up. Nothing was measured."
        )
    if chosen.seed is not None and chosen.seed < 0:
        raise Stop("--seed is a whole number from 0 on.")
    return chosen


def _release(chosen: argparse.Namespace) -> None:
    from amana.releases.published.folder import check_free
    from amana.releases.published.making import Asked, make, refuse_few
    from amana.releases.published.noisy import check_tables, make_tables
    from amana_methods.disclosure.records import Schema
    from amana_methods.disclosure.records_file import read_people
    from amana_methods.disclosure.spending import DELTA, Cap

    try:
        cap = Cap(chosen.epsilon, DELTA if chosen.delta is None else chosen.delta)
    except ValueError as fault:
        raise Stop(f"{fault}.") from fault
    check_free(chosen.out)
    schema = Schema.from_toml(_text(chosen.schema))
    at = datetime.now(UTC)
    with Bar() as bar:
        people = read_people(chosen.records, schema, lambda rows: bar.update("reading", rows, 0))
        _report_problems(people, schema)
        tables = [tuple(name.strip() for name in each.split(",")) for each in chosen.table]
        if tables:
            check_tables(schema, tables)
        else:
            refuse_few(len(people.codes), cap.rho)
        granted, left, named = _reserve_grant(chosen, cap, schema, at)
        asked = Asked(schema, cap.epsilon, cap.delta, chosen.order, not chosen.generated, named, chosen.seed)
        if tables:
            report = make_tables(chosen.out, people.codes, asked, tables, granted, at=at, left=left)
        else:
            report = make(
                chosen.out, people.codes, asked, granted, at=at, left=left,
                progress=lambda step, share: bar.update(_STEPS.get(step, step), round(100 * share), 100 if share else 0),
            )  # fmt: skip
    if report.is_of_tables:
        widths = ", ".join(f"{name} ± {width}" for name, width in report.half_widths.items())
        say(f"{chosen.out}: about {report.people} people; {widths}; report.html to read first.")
    else:
        say(f"{chosen.out}: {report.people} made-up people, {report.files[1].lines} counts, report.html to read first.")
    if asked.ledger is not None and report.privacy.left is not None:
        say(f"{asked.ledger}: epsilon {report.privacy.left:.3g} is left at delta {cap.delta:g}.")
    if chosen.generated:
        say("This is no release: nothing was entered in a ledger. Do not publish any of it.")
    if chosen.seed is not None:
        say("--seed began what comes after the noise; the noise is new each time, and so are the files.")


def _reserve_grant(
    chosen: argparse.Namespace, cap: "Cap", schema: "Schema", at: datetime
) -> tuple["Granted", Callable[[], float | None], str | None]:
    """Returns the grant, a function for the epsilon left, and the ledger's name. Entered before anything is measured."""
    from amana_methods.disclosure.ledger_file import LedgerFile

    purpose = schema.title or chosen.records.stem
    if chosen.generated:
        return _Trial(cap.rho), lambda: None, None
    if chosen.programme:
        kind = "tables" if chosen.table else "records"
        return *_reserve_from_programme(chosen.programme, cap, kind, purpose, at), chosen.programme
    ledger = LedgerFile(chosen.ledger)
    if not ledger.exists():
        ledger.begin(cap, at)
        complain(
            f"{chosen.ledger} is new: its cap is this release. For another one, two people set a cap: "
            f"./amana release cap {chosen.ledger} --epsilon E --by NAME --by NAME"
        )
    return ledger.grant(cap.rho, purpose, at), lambda: ledger.budget().epsilon_left, chosen.ledger.name


def _reserve_from_programme(
    key: str, cap: "Cap", kind: str, purpose: str, at: datetime
) -> tuple["Granted", Callable[[], float | None]]:
    use_settings()
    from django.db import DatabaseError
    from django.utils import translation

    from amana.errors import AmanaError
    from amana.releases import commands, queries
    from amana.trust.actor import SYSTEM

    with translation.override("en"):
        try:
            programme = queries.programme_named(key)
            granted = commands.set_apart(
                SYSTEM, programme, epsilon=cap.epsilon, delta=cap.delta, kind=kind, purpose=purpose, now=at
            )
        except AmanaError as refusal:
            raise Stop(refusal.message) from refusal
        except DatabaseError as fault:
            raise Stop("there is no instance here yet; ./amana up makes one.") from fault
    return granted, lambda: queries.budget_of(programme).epsilon_left


class _Trial:
    """The budget of a trial; it is entered nowhere."""

    def __init__(self, rho: float) -> None:
        from amana_methods.disclosure.records import Meter

        self.rho = rho
        self.spend = Meter(rho).spend

    def finish(self) -> None:
        """Does nothing: there is no grant to close."""


def _report_problems(people: "People", schema: "Schema") -> None:
    """Reports to those who keep the records, and to nobody else: on the terminal and in no file."""
    if people.repeated:
        complain(f"{people.repeated} rows were left out: their person had one already ({schema.person}).")
    for name, values in people.unlisted.items():
        fallback = next(column.other for column in schema.columns if column.name == name)
        became = f"“{fallback}”" if fallback else "blank"
        complain(f"{name}: not in the schema, so {became}: {', '.join(values)} ...")


def _draft(arguments: Sequence[str]) -> int:
    asked = parser("release schema", "A draft of a schema from records, for a person to complete. Not to be published.")
    asked.add_argument("records", type=Path, metavar="RECORDS.csv")
    asked.add_argument("--out", type=Path, metavar="SCHEMA.toml", help="a new file; without it, the terminal")
    chosen = asked.parse_args(arguments)
    from amana_methods.disclosure.records_file import FileFault, draft

    try:
        text = draft(chosen.records, chosen.records.stem)
        if chosen.out is None:
            say(text)
        else:
            with chosen.out.open("x", encoding="utf-8") as file:
                file.write(text)
    except FileExistsError as fault:
        raise Stop(f"{chosen.out} is there already; choose another name.") from fault
    except (FileFault, OSError) as fault:
        raise Stop(str(fault)) from fault
    complain(
        "A draft: it lists what was seen, and must not be published as it is. A person completes it from the code lists "
        "and removes “draft = true”; until then no release accepts it."
    )
    return 0


def _cap(arguments: Sequence[str]) -> int:
    asked = parser("release cap", "Two people set what all releases of a ledger file together may cost.")
    asked.add_argument("ledger", type=Path, metavar="LEDGER")
    asked.add_argument("--epsilon", type=above_zero, help="without it, what the ledger says now")
    asked.add_argument("--delta", type=above_zero, help="0.000001 unless said")
    asked.add_argument("--by", action="append", default=[], metavar="NAME", help="who stands for it; twice")
    chosen = asked.parse_args(arguments)
    from amana_methods.disclosure.ledger_file import LedgerFault, LedgerFile
    from amana_methods.disclosure.spending import DELTA, Cap

    ledger = LedgerFile(chosen.ledger)
    try:
        if chosen.epsilon is not None:
            ledger.set_cap(Cap(chosen.epsilon, chosen.delta or DELTA), chosen.by, datetime.now(UTC))
        elif not ledger.exists():
            raise Stop(f"there is no ledger {chosen.ledger}; say --epsilon, --by and --by to begin one.")
        budget = ledger.budget()
    except ValueError as fault:
        raise Stop(f"{fault}.") from fault
    except LedgerFault as fault:
        raise Stop(str(fault)) from fault
    say(f"Cap: epsilon {budget.cap.epsilon:g} at delta {budget.cap.delta:g}.")
    say(f"Spent: epsilon {budget.epsilon_spent:.3g}. Left for one release: epsilon {budget.epsilon_left:.3g}.")
    return 0


def _audit(arguments: Sequence[str]) -> int:
    asked = parser(
        "release audit",
        "Attacks this build by somebody who knows everything but whether one person is in the records, and builds with a "
        "hole, on which the same attack must find it. Made-up records; nothing is spent. Takes about a quarter of an hour.",
    )
    asked.add_argument("--fits", type=int, default=1_000, help="models fitted for each attack (1000)")
    asked.add_argument("--epsilon", type=above_zero, default=1.0, help="what is claimed (1)")
    chosen = asked.parse_args(arguments)
    from amana_methods.disclosure.audit import CANARIES, FAULTS, SHIPPED, audit

    if chosen.fits < 2:
        raise Stop("--fits is 2 or more: half with her, half without.")
    everywhere, in_half, _like_others = CANARIES
    noise, domain, penalty = FAULTS
    # Each gap is attacked with the person who shows it best.
    attacks = [
        *((SHIPPED, canary) for canary in CANARIES),
        (noise, everywhere),
        (domain, everywhere),
        (penalty, in_half),
    ]
    sound = True
    try:
        for build, canary in attacks:
            with Bar() as bar:
                verdict = audit(
                    build,
                    fits=chosen.fits,
                    canary=canary,
                    epsilon=chosen.epsilon,
                    progress=lambda done, bar=bar, build=build: bar.update(build.name, done, chosen.fits),  # type: ignore[misc]
                )
            expected = verdict.holds == (build is SHIPPED)
            sound = sound and expected
            mark = "as it should be" if expected else "NOT as it should be"
            say(
                f"{build.name}, a person {canary.name}: found {verdict.found:.4f} of rho {verdict.claimed:.4f}; {mark}."
            )
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130
    if not sound:
        complain("Release nothing with this build until somebody has found out why. Few fits find few holes: try more.")
    return 0 if sound else 1


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Stop(f"{path}: {getattr(fault, 'strerror', None) or 'this is not UTF-8'}.") from fault


def above_zero(text: str) -> float:
    """Parses the number; argparse shows this function's name for an invalid one."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


VERB = Verb(
    "release",
    WORK,
    "RECORDS.csv --schema S.toml --epsilon E --out DIR",
    "rows and counts for the public, in which nobody can be found",
    run,
)
