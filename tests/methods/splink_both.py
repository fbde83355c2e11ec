"""Links one register with Splink on DuckDB and on a Spark cluster, and prints both answers.

    PYTHON -m tests.methods.splink_both spark://127.0.0.1:PORT RECORDS.csv

PYTHON has the packages of requirements.lock and requirements-scale.lock.
Prints a JSON object: for each engine its pairs as [id, id, score].
"""

import json
import sys
from pathlib import Path

from amana_methods.linkage.files import read_registrations
from amana_methods.linkage.splink_engine import link_with_splink


def main(master: str, records: Path) -> None:
    """Both answers, DuckDB's first."""
    found = {}
    for engine, spark in (("duckdb", ""), ("spark", master)):
        links = link_with_splink(read_registrations(records), spark=spark)
        found[engine] = [
            [links.ids[a], links.ids[b], round(float(score), 3)]
            for a, b, score in zip(links.a, links.b, links.scores, strict=True)
        ]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
