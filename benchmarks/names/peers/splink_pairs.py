"""Splink 5 over a register: out of the box, or over keys that somebody else computes.

    python -m benchmarks.names.peers.splink_pairs none RECORDS.csv PAIRS.csv
    python -m benchmarks.names.peers.splink_pairs keys RECORDS.csv PAIRS.csv --keys MODULE:FUNCTION

*none* is what a careful newcomer writes from the tutorial: the library's comparisons for names and dates of birth,
Jaro-Winkler on the whole name, exact columns with term frequencies, six blocking rules, EM on three. *keys* is the same
engine over the parts of each name as `FUNCTION(name) -> list of keys` gives them: levels for sets of parts and for
uncertain dates, and eight rules.
"""

import argparse
import csv
import importlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Keys = Callable[[str], list[str]]
SEED = 7
MOST_PAIRS = 2e6  # of a training step: the defaults take hours where many were born "on the first of January"


def _table(records: Path, keys: Keys | None) -> tuple[duckdb.DuckDBPyConnection, Any]:
    """The register as a DuckDB table with the parts of each name beside it."""
    with records.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    folder = tempfile.mkdtemp(prefix="splink-")
    prepared = Path(folder) / "prepared.csv"
    with prepared.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ("unique_id", "name", "first_part", "last_part", "parts", "birth_date", "birth_year", "month_day", "vague", "sex",
             "nationality", "phone", "document_no", "governorate", "place_of_origin", "mother_name")
        )  # fmt: skip
        for row in rows:
            parts = keys(row["name"]) if keys else row["name"].split()
            other = (lambda text: " ".join(keys(text))) if keys else (lambda text: text)
            birth = row["birth_date"]
            full = birth if len(birth) == 10 else ""
            vague = "" if not birth else "no" if full and birth[5:] not in ("01-01", "07-01") else "yes"
            out.writerow(
                (row["record_id"], " ".join(parts), parts[0] if parts else "", parts[-1] if parts else "", "|".join(sorted(set(parts))),
                 full, birth[:4], full[5:], vague, row["sex"], row["nationality"], row["phone"], row["document_no"], row["governorate"],
                 other(row["place_of_origin"]), other(row["mother_name"]))
            )  # fmt: skip
    base = duckdb.connect()
    base.execute(f"set threads={len(os.sched_getaffinity(0))}; set memory_limit='6GB'; set temp_directory='{folder}'")
    base.execute(
        "create table records as select * replace (string_split(parts, '|') as parts, try_cast(birth_year as integer) as birth_year) "
        "from read_csv($file, all_varchar=true, nullstr='')",
        {"file": str(prepared)},
    )
    prepared.unlink()
    return base, DuckDBAPI(base)


def _none() -> tuple[SettingsCreator, list[Any]]:
    rules = [
        block_on("document_no"), block_on("phone"), block_on("first_part", "last_part"), block_on("birth_date", "nationality"),
        block_on("first_part", "birth_year", "sex"), block_on("last_part", "birth_year", "sex"),
    ]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_part"),
            cl.NameComparison("last_part"),
            cl.JaroWinklerAtThresholds("name", [0.92, 0.85, 0.75]),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("document_no"),
            cl.ExactMatch("governorate").configure(term_frequency_adjustments=True),
            cl.ExactMatch("place_of_origin").configure(term_frequency_adjustments=True),
            cl.ExactMatch("mother_name").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
    )
    return settings, [block_on("first_part", "last_part"), block_on("birth_date"), block_on("phone")]


def _keyed() -> tuple[SettingsCreator, list[Any]]:
    rules = [
        block_on("document_no"), block_on("phone"), block_on("first_part", "last_part"), block_on("birth_date", "nationality"),
        block_on("first_part", "birth_year", "sex"), block_on("last_part", "birth_year", "sex"),
        block_on("first_part", "month_day", "nationality"),
        block_on("parts", "birth_year", "nationality", arrays_to_explode=["parts"]),
    ]  # fmt: skip
    year = "abs(birth_year_l - birth_year_r)"
    both_vague = "(vague_l = 'yes' or vague_r = 'yes')"
    digits = "damerau_levenshtein(birth_date_l, birth_date_r) <= 1"
    swapped = (
        "birth_year_l = birth_year_r and substr(birth_date_l, 6, 2) = substr(birth_date_r, 9, 2) "
        "and substr(birth_date_l, 9, 2) = substr(birth_date_r, 6, 2)"
    )
    dates = cl.CustomComparison(
        [
            cll.CustomLevel("birth_year_l is null or birth_year_r is null", "no date").configure(is_null_level=True),
            cll.CustomLevel(f"not {both_vague} and birth_date_l = birth_date_r", "same day"),
            cll.CustomLevel(f"not {both_vague} and {swapped}", "day and month swapped"),
            cll.CustomLevel(f"not {both_vague} and {digits}", "one digit"),
            cll.CustomLevel(f"{both_vague} and {year} = 0", "same year, vague"),
            cll.CustomLevel(f"{both_vague} and {year} <= 2", "two years, vague"),
            cll.CustomLevel(f"{both_vague} and {year} <= 5", "five years, vague"),
            cll.CustomLevel(f"{year} <= 1", "next year"),
            cll.ElseLevel(),
        ],
        output_column_name="birth",
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ArrayIntersectAtSizes("parts", [4, 3, 2, 1]),
            cl.JaroWinklerAtThresholds("first_part", [0.9]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("last_part", [0.9]).configure(term_frequency_adjustments=True),
            dates,
            cl.ExactMatch("sex"),
            cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("document_no", [1]),
            cl.ExactMatch("governorate").configure(term_frequency_adjustments=True),
            cl.ExactMatch("place_of_origin").configure(term_frequency_adjustments=True),
            cl.ExactMatch("mother_name").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    return settings, [block_on("first_part", "last_part"), block_on("birth_date"), block_on("phone")]


def link(records: Path, pairs: Path, keys: Keys | None = None, most_pairs: int = 12) -> int:
    """Writes `pairs` (id_a, id_b, score, probability, best first); how many were written, at most `most_pairs` a record."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    base, api = _table(records, keys)
    settings, training = _keyed() if keys else _none()
    linker = Linker(api.register("records"), settings, log_level=logging.ERROR, validate_settings=False)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("document_no"), block_on("first_part", "last_part", "birth_date")], recall=0.3
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS, seed=SEED)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=MOST_PAIRS)
    found = linker.inference.predict(threshold_match_weight=-10)
    ((count,),) = base.execute("select count(*) from records").fetchall()
    scored = base.table(found.physical_name).project(
        "unique_id_l as id_a, unique_id_r as id_b, round(match_weight, 4) as score, round(match_probability, 6) as probability"
    )
    scored.order("score desc, id_a, id_b").limit(most_pairs * count).write_csv(str(pairs), header=True)
    with pairs.open(encoding="utf-8") as file:
        return sum(1 for _ in file) - 1


def main(arguments: list[str] | None = None) -> int:
    """One run; 0 when the pairs are written."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.names.peers.splink_pairs", description=__doc__.splitlines()[0]
    )
    parser.add_argument("variant", choices=("none", "keys"))
    parser.add_argument("records", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--keys", help="MODULE:FUNCTION that gives the keys of a name")
    given = parser.parse_args(arguments)
    keys: Keys | None = None
    if given.variant == "keys":
        module, function = given.keys.split(":")
        keys = getattr(importlib.import_module(module), function)
    link(given.records, given.pairs, keys)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
