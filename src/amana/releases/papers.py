"""The files of a release: tables with their intervals, rows, counts of combinations, further layouts, its report."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation

from amana.releases.asking import About, Asked
from amana.releases.countries import ISO3
from amana.releases.rules import FLOOR, Kind
from amana.releases.schema import column_name, value_name
from amana.releases.words import how_to_read, what_is_missing
from amana.reporting import pack as results
from amana_methods.disclosure import ctdc
from amana_methods.disclosure.records import Aggregate, Schema

LANGUAGES = ("en", "ar", "ckb")
CTDC_SYNTHETIC, CTDC_K_ANONYMISED = "ctdc_synthetic", "ctdc_k_anonymised"
LAYOUTS = (CTDC_SYNTHETIC, CTDC_K_ANONYMISED)


def _write_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    file = csv.writer(text, lineterminator="\r\n")
    file.writerow(head)
    file.writerows(rows)
    return text.getvalue()


def tables_csv(result: Mapping[str, Any]) -> str:
    """Writes every table below one another: which one, its cell as `column:value;column:value`, count, low, high.

    The count of what is not printed is empty; a blank value is empty too.
    """
    people, low, high = result["people"]
    rows: list[list[object]] = [["", "", _number(people), low, high]]
    for table in result["tables"]:
        names = table["columns"]
        for values, count, below, above in table["cells"]:
            chosen = ";".join(f"{name}:{value}" for name, value in zip(names, values, strict=True))
            rows.append([" x ".join(names), chosen, _number(count), below, above])
    return _write_csv(["table", "selections", "count", "low", "high"], rows)


def _number(count: int | None) -> object:
    return "" if count is None else count


def rows_csv(schema: Schema, rows: Iterable[Sequence[str]]) -> str:
    """Writes made-up people, one row each, in the columns of the schema."""
    return _write_csv(schema.names, rows)


def aggregates_csv(schema: Schema, counts: Iterable[Aggregate]) -> str:
    """Writes combinations of values as `column:value;column:value` with count, low and high; none below the floor."""
    return _write_csv(["selections", "count", "low", "high"], _aggregate_rows(schema, counts))


def _aggregate_rows(schema: Schema, counts: Iterable[Aggregate]) -> Iterator[list[object]]:
    for each in counts:
        chosen = [
            f"{schema.names[place]}:{schema.columns[place].values[code]}"
            for place, code in zip(each.columns, each.codes, strict=True)
        ]
        yield [";".join(chosen), f"{each.count:g}", each.low, each.high]


def layouts(schema: Schema, rows: Sequence[Sequence[str]], wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Returns (name, text) of the same rows in each requested layout."""
    named = [dict(zip(schema.names, row, strict=True)) for row in rows]
    for layout in wanted:
        if layout == CTDC_SYNTHETIC:
            yield "ctdc-synthetic.csv", ctdc.as_csv(ctdc.SYNTHETIC, ctdc.synthetic(named, ISO3))
        elif layout == CTDC_K_ANONYMISED:
            laid = ctdc.k_anonymised(named, iso2=ISO3)
            yield "ctdc-k-anonymised.csv", ctdc.as_csv(ctdc.K_ANONYMISED, laid)


def title_in(language: str, indicator: str, first: str, last: str) -> str:
    """Returns what is counted and in which months, in one language."""
    with translation.override(language):
        return f"{results.entries()[indicator].name}, {first} – {last}"


def report(asked: "Asked", schema: Schema, result: Mapping[str, Any], about: "About") -> dict[str, Any]:
    """Returns what was spent, on what, expected errors, what is missing, how to cite: for programs and careful readers."""
    entry = results.entries()[about.indicator]
    said: dict[str, Any] = {
        "title": {code: title_in(code, about.indicator, about.first, about.last) for code in LANGUAGES},
        "publisher": dict(about.publisher),
        "indicator": {"id": about.indicator, "version": str(entry.version), "definition": _in_each_language(lambda: str(entry.definition))},
        "kind": asked.kind,
        "unit": "person",
        "privacy": {
            "epsilon": about.epsilon,
            "delta": about.delta,
            "rho": about.rho,
            "accounting": "zero-concentrated differential privacy, converted to epsilon and delta",
            "noise": "discrete Gaussian and exponential choice, exact samplers of OpenDP",
            "spent_on": [{"purpose": p, "subject": s, "rho": rho} for p, s, rho in about.charges],
        },
        "people": dict(zip(("count", "low", "high"), result["people"], strict=True)),
        "floor": FLOOR,
        "columns": columns(schema),
        "impossible": [{"column": rule.column, "requires": {k: list(v) for k, v in rule.requires.items()}} for rule in schema.only_with],
        "how_to_read": _in_each_language(lambda: how_to_read(asked.kind)),
        "what_is_missing": _in_each_language(lambda: what_is_missing(asked.kind)),
        "how_to_cite": {
            code: f"{about.publisher[code]}: {title_in(code, about.indicator, about.first, about.last)}."
            for code in LANGUAGES
        },
    }  # fmt: skip
    if asked.kind == Kind.TABLES:
        said["tables"] = [
            {"columns": each["columns"], "half_width": each["half_width"], "printed_from": each["printed_from"]}
            for each in result["tables"]
        ]
    else:
        said["mean_errors_by_length"] = result["mean_errors"]
        said["not_in_ctdc_layouts"] = ctdc.losses(schema.names) if asked.layouts else []
    return said


def _in_each_language(say: Any) -> dict[str, Any]:
    told = {}
    for code in LANGUAGES:
        with translation.override(code):
            said = say()
            told[code] = [str(each) for each in said] if isinstance(said, list) else str(said)
    return told


def columns(schema: Schema) -> list[dict[str, Any]]:
    """Returns what each column and each of its codes means, in three languages; as declared, whether or not it occurs."""
    return [
        {
            "name": column.name,
            "label": _in_each_language(lambda name=column.name: column_name(name)),
            "ordinal": column.ordinal,
            "may_be_blank": column.blank,
            "codes": [
                {
                    "code": code,
                    "label": _in_each_language(
                        lambda name=column.name, code=code: value_name(name.partition(".")[0], code)
                    ),
                }
                for code in column.codes
            ],
        }
        for column in schema.columns
    ]


def package(
    asked: "Asked", schema: Schema, report: Mapping[str, Any], files: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Returns the description of the files as a Frictionless data package."""
    return {
        "profile": "tabular-data-package",
        "name": f"amana-{report['indicator']['id'].lower()}",
        "title": report["title"]["en"],
        "description": report["indicator"]["definition"]["en"],
        "contributors": [{"title": report["publisher"]["en"], "role": "publisher"}],
        "resources": [
            {
                "name": name.partition(".")[0],
                "path": name,
                "hash": f"sha256:{digest}",
                "encoding": "utf-8",
                **({"profile": "tabular-data-resource", "schema": {"fields": _fields(name, schema)}} if name.endswith(".csv") else {}),
            }
            for name, digest in files
        ],
    }  # fmt: skip


def _fields(name: str, schema: Schema) -> list[dict[str, Any]]:
    if name == "synthetic.csv":
        return [
            {"name": each.name, "type": "string", "constraints": {"enum": list(each.codes)}} for each in schema.columns
        ]
    if name in ("tables.csv", "aggregates.csv"):
        numbers = [{"name": each, "type": "number"} for each in ("count", "low", "high")]
        words = ("table", "selections") if name == "tables.csv" else ("selections",)
        return [*({"name": each, "type": "string"} for each in words), *numbers]
    columns = ctdc.SYNTHETIC if "synthetic" in name else ctdc.K_ANONYMISED
    return [{"name": each, "type": "string"} for each in columns]
