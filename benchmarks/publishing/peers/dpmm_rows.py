"""MST of dpmm: rows of one table.

    PYTHON benchmarks/publishing/peers/dpmm_rows.py CODES.csv SIZES EPSILON DELTA ROWS.csv

CODES.csv holds whole numbers from 0 under the names of the columns; SIZES says how many values each has, with commas
between. PYTHON has the packages of `requirements-dpmm.lock`. As many rows as the table has are drawn: dpmm does not
estimate how many people there are.
"""

import sys

import pandas
from dpmm.pipelines import MSTPipeline


def main(source: str, sizes: str, epsilon: str, delta: str, rows: str) -> None:
    """The rows are written as codes."""
    frame = pandas.read_csv(source)
    domain = dict(zip(frame.columns, (int(size) for size in sizes.split(",")), strict=True))
    pipeline = MSTPipeline(epsilon=float(epsilon), delta=float(delta), n_jobs=1, disable_processing=True)
    pipeline.fit(frame, domain)
    pipeline.generate(n_records=len(frame)).to_csv(rows, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
