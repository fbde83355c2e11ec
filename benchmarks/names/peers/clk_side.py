"""clkhash over one side of a comparison: seven fields, 1024 bits, as a newcomer would set it up.

    PYTHON benchmarks/names/peers/clk_side.py SIDE.csv CLKS.txt

SIDE.csv has the columns of FIELDS; CLKS.txt gets one filter in hexadecimal for each row. PYTHON has the packages of
`requirements-clk.lock`.
"""

import sys
from pathlib import Path

from clkhash import clk
from clkhash.comparators import ExactComparison, NgramComparison
from clkhash.field_formats import BitsPerTokenStrategy, FieldHashingProperties, StringSpec
from clkhash.schema import Schema

FIELDS = ("name", "birth_year", "month_day", "sex", "nationality", "phone", "document_no")
EXACT = {"sex", "nationality"}
SECRET = "a secret of this run"  # noqa: S105 - of made-up people; both sides of a measurement must have the same


def field(name: str) -> StringSpec:
    """Pairs of letters for words, pairs with their place for numbers, the whole text for codes."""
    comparison = ExactComparison() if name in EXACT else NgramComparison(2, name != "name")
    return StringSpec(name, FieldHashingProperties(comparator=comparison, strategy=BitsPerTokenStrategy(10)))


def main(source: str, target: str) -> None:
    """The filters of every row are in the target, in the order of the source."""
    schema = Schema(tuple(field(name) for name in FIELDS), 1024)
    with Path(source).open(encoding="utf-8", newline="") as file:
        filters = clk.generate_clk_from_csv(file, SECRET, schema, validate=False, progress_bar=False, max_workers=1)
    Path(target).write_text("\n".join(each.tobytes().hex() for each in filters), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
