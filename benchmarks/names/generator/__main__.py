"""`python -m benchmarks.names.generator`: writes a register, and prints its make-up beside the targets."""

import argparse
import json
from pathlib import Path

from benchmarks.names.generator.counts import counts, table
from benchmarks.names.generator.registers import make


def main(arguments: list[str] | None = None) -> int:
    """Makes what the arguments ask for; 0 when it is written."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.names.generator", description="A register of made-up people."
    )
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--records", type=int, default=0, help="how many registrations")
    size.add_argument("--people", type=int, default=0, help="how many people")
    parser.add_argument(
        "--seed", type=int, required=True, help="1-99 training, 100-199 thresholds, 200 and above judging"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--known", type=int, default=2000, help="look-ups of people in the register")
    parser.add_argument("--strangers", type=int, default=500, help="look-ups of people who are not")
    given = parser.parse_args(arguments)
    register = make(
        given.seed, records=given.records, people=given.people, known=given.known, strangers=given.strangers
    )
    register.write(given.out)
    counted = counts(register)
    (given.out / "counts.json").write_text(
        json.dumps({"seed": given.seed, **counted}, indent=1) + "\n", encoding="utf-8"
    )
    print(table(counted))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
