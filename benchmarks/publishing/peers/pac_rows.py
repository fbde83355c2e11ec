"""pac-synth with the flags it comes with: rows and aggregates of one table.

    PYTHON benchmarks/publishing/peers/pac_rows.py RECORDS.csv EPSILON DELTA ROWS.csv COUNTS.csv

PYTHON has the packages of `requirements-pac.lock`. Blanks are the empty text. COUNTS.csv has `selections,count`.
"""

import csv
import sys
from pathlib import Path

import pacsynth
import pandas


def main(source: str, epsilon: str, delta: str, rows: str, counts: str) -> None:
    """Both files are written; combinations have up to three values, as ours."""
    frame = pandas.read_csv(source, dtype=str, keep_default_na=False)
    parameters = (
        pacsynth.DpAggregateSeededParametersBuilder()
        .reporting_length(3)
        .epsilon(float(epsilon))
        .delta(float(delta))
        .build()
    )
    pacsynth.set_number_of_threads(1)
    synthesizer = pacsynth.DpAggregateSeededSynthesizer(parameters)
    synthesizer.fit(pacsynth.Dataset.from_data_frame(frame))
    made = pacsynth.Dataset.raw_data_to_data_frame(synthesizer.sample())
    made.to_csv(rows, index=False)
    with Path(counts).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("selections", "count"))
        writer.writerows(synthesizer.get_dp_aggregates(";").items())


if __name__ == "__main__":
    main(*sys.argv[1:])
