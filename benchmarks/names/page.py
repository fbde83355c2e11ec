"""The tables of docs/understand/names-measured.md, made from results.json.

.venv/bin/python -m benchmarks.names.page        writes them between the marks on the page
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "understand" / "names-measured.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
CONTESTANTS = {"amana": "Amana", "splink keys": "Splink over our keys", "splink none": "Splink out of the box"}
WAYS = {
    "filter": "our filter, 512 bits, 2 % turned over",
    "texts": "keyed values, compared exactly",
    "clkhash over our keys": "clkhash, 1024 bits, over our keys",
}
MATCHERS = {
    "rapidfuzz": "rapidfuzz, as written",
    "anyascii": "anyascii + rapidfuzz",
    "nomenklatura": "nomenklatura `name-based`",
    "amana": "Amana",
}


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[str]:
    lines = [head, ("---",) * len(head), *rows]
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines] + [""]


def _size(records: str) -> str:
    return f"{int(records):,}".replace(",", " ")


def _about(entry: dict[str, Any]) -> str:
    return f"seed {entry['seed']}, thresholds {entry['seed of thresholds']}, commit {entry['commit']}, load {entry['load'].split()[0]}"


def _marked(entry: dict[str, Any]) -> str:
    """What else must be known of these figures."""
    return f" {entry['note']}" if "note" in entry else ""


def _bulk(results: dict[str, Any]) -> list[str]:
    rows: list[tuple[Any, ...]] = []
    for size, entry in results.items():
        for key, name in CONTESTANTS.items():
            f = entry.get(key)
            if f and "best_f1" in f:
                rows.append(
                    (
                        _size(size),
                        name,
                        f["best_f1"],
                        f"{f['precision']} / {f['recall']}",
                        f.get("set_f1", "–"),
                        f["recall_at_p95"],
                        f["cpu_s"],
                        f["peak_mib"],
                    )
                )
    head = ("records", "who", "best F1", "P / R there", "F1, cut of another seed", "R at P ≥ 0.95", "CPU s", "peak MiB")
    notes = [
        f"{_size(size)}: {_about(e)}; Splink out of the box is {e.get('calibration', 'not run')}.{_marked(e)}"
        for size, e in results.items()
    ]
    return ["### Linking a register", "", *_table(head, rows), *notes, ""]


def _lookup(results: dict[str, Any]) -> list[str]:
    rows: list[tuple[Any, ...]] = []
    for size, entry in results.items():
        for kind in ("clear", "tokens"):
            f = entry.get(kind)
            if not f:
                continue
            other = f.get("with the cut of another seed")
            rows.append((
                _size(size), kind, f["recall@1"], f["recall@5"], f["recall@20"], f"{f['cpu_ms_p50']} / {f['cpu_ms_p95']}",
                f["first and above the cut"], f"{other['first and above']} ({other['strangers alerted']})" if other else "–",
            ))  # fmt: skip
    head = (
        "records",
        "search",
        "recall@1",
        "recall@5",
        "recall@20",
        "p50 / p95, ms CPU",
        "first and alerted at 5 %",
        "cut of another seed (strangers)",
    )
    return [
        "### Looking up a person",
        "",
        *_table(head, rows),
        *[f"{_size(s)}: {_about(e)}.{_marked(e)}" for s, e in results.items()],
        "",
    ]


def _similarity(results: dict[str, Any]) -> list[str]:
    entry = max(results.items(), key=lambda item: int(item[0]))[1]
    rows = [
        (name, entry[key]["area"], entry[key]["recall at 1 % false"], entry[key]["cpu_us_a_pair"])
        for key, name in MATCHERS.items()
        if "area" in entry.get(key, {})
    ]
    head = ("matcher", "area under the curve", "recall at 1 % false", "CPU µs a pair")
    return [
        "### Names alone, across scripts",
        "",
        *_table(head, rows),
        f"{entry['of one person']} of {entry['pairs']} pairs are one person's; {_about(entry)}.",
        "",
    ]


def _spread(results: dict[str, Any]) -> list[str]:
    size, entry = max(((s, e) for s, e in results.items() if "spread" in e), key=lambda item: int(item[0]))
    spread = entry["spread"]
    mean = spread["mean"]
    rows = [
        (kind, name, recall, round(recall / mean, 2), pairs)
        for kind in ("scripts", "population", "sex")
        for name, (recall, pairs) in sorted(spread[kind].items(), key=lambda item: item[1][0])
    ]
    varied = [(name, recall, pairs) for name, (recall, pairs) in entry["recall by variation"].items()]
    wrong = ", ".join(f"{count} {name}" for name, count in entry["wrong pairs"].items())
    return [
        f"### Who is found, of {_size(size)} records", "",
        f"Mean recall at the cut of another seed: {mean}.", "",
        *_table(("by", "group", "recall", "of the mean", "true pairs"), rows),
        "### What is lost", "",
        *_table(("one of the two records has", "recall", "true pairs"), varied),
        f"Wrong pairs at that cut: {wrong}.", "",
    ]  # fmt: skip


def _growth(results: dict[str, Any]) -> list[str]:
    """The sizes that were measured for growth, in one run, with what each costs for a thousand records."""
    entry = max(results.items(), key=lambda item: int(item[0]))[1]
    rows = [
        (_size(n), f["cpu_s"], f"{1000 * f['cpu_s'] / int(n):.2f}", f["peak_mib"], f["best_f1"])
        for n, f in entry.items()
        if n.isdigit()
    ]
    head = ("records", "CPU s", "CPU s for a thousand", "peak MiB", "best F1")
    return ["### Growth", "", *_table(head, rows), _about(entry) + ".", ""]


def _between(results: dict[str, Any]) -> list[str]:
    rows = []
    for size, entry in results.items():
        for key, name in WAYS.items():
            f = entry[key]
            single = ", ".join(str(v) for k, v in f.items() if k.startswith("best_f1 of"))
            rows.append((_size(size), name, f["best_f1"], single, f["recall_at_p95"], f["cpu_s"]))
    head = ("records", "way", "best F1, mean", "of each seed from 200 on", "R at P ≥ 0.95, last seed", "CPU s")
    notes = [
        f"{_size(size)}: our filter {entry['times clkhash over our keys']} times clkhash over our keys; commit "
        f"{entry['commit']}, load {entry['load'].split()[0]}.{_marked(entry)}"
        for size, entry in results.items()
    ]
    return ["### Between two organisations that tell no names", "", *_table(head, rows), *notes, ""]


PARTS = {"bulk": _bulk, "lookup": _lookup, "similarity": _similarity, "growth": _growth, "between": _between}


def tables(results: dict[str, Any]) -> str:
    """All tables of the results, in Markdown; a part that was not measured is left out."""
    lines: list[str] = []
    for part, section in PARTS.items():
        if results.get(part):
            lines += section(dict(sorted(results[part].items(), key=lambda item: int(item[0]))))
            if part == "bulk":
                lines += _spread(results["bulk"])
    return "\n".join(lines).strip()


def main() -> None:
    """The page shows the results."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    PAGE.write_text(f"{before}{BEGIN}\n{tables(results)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
