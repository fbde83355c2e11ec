"""How fast screening is: many answer sets, one interview's next questions, and the command line, against plain readings.

    .venv/bin/python benchmarks/screening.py [--sets 100000] [--seed 7]

Peers in the same run: the second reading of the published rule (`tests/methods/screening_oracle.py`, which deals items in
every way), and a plain reading that counts each dimension anew; for the next questions, trying every open item alone and
in pairs. All three must agree with the engine on every set they are given, or the run stops. Everything runs on one core
in one process; the command line is measured as a process of its own, from start to the last line. Prints tables, writes
benchmarks/screening.json, and puts the figures on docs/understand/screening.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amana_methods.screening import RuleSet

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"
ANSWERS = ("yes", "no", "unknown", "not_asked")
SHAPES = ("12 named, rest no", "all named", "all named, all yes", "none named")


def _answers(shape: str, chance: random.Random, items: list[str]) -> dict[str, str]:
    match shape:
        case "12 named, rest no":
            return dict.fromkeys(chance.sample(items, 12), "yes")
        case "all named":
            return {item: chance.choice(ANSWERS) for item in items}
        case "all named, all yes":
            return dict.fromkeys(items, "yes")
        case _:
            return {}


def _sets(rule_set: RuleSet, count: int, seed: int, shape: str) -> list[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    made: list[dict[str, Any]] = []
    for _ in range(count):
        profile = chance.choice(sorted(rule_set.profiles))
        flags = {flag: chance.choice((True, False, None)) for flag in sorted(rule_set.flags)}
        answers = _answers(shape, chance, list(rule_set.profiles[profile]))
        made.append({"profile": profile, "flags": flags, "answers": answers, "rest": "no"})
    return made


def _plain(rule_set: RuleSet, given: dict[str, Any]) -> tuple[str, str | None]:
    """A plain reading of the same data: every dimension counted anew, every rule asked anew."""
    from amana_methods.screening.expressions import Scope
    from amana_methods.screening.rules import STRENGTHS

    items = rule_set.profiles[given["profile"]]
    complete = {item: given["answers"].get(item, given["rest"]) for item in items}
    truths: dict[str, bool] = {}
    for name in rule_set.dimensions:
        counts = [
            sum(items[i].strength == s for i, a in complete.items() if a == "yes" and items[i].dimension == name)
            for s in STRENGTHS
        ]
        truths[name] = any(combination.met_by(counts) for combination in rule_set.combinations)
    quantities = dict(rule_set.parameters)
    for share in rule_set.shares:
        quantities[share.name] = sum(answer in share.answers for answer in complete.values()) / len(complete)
    scope = Scope(given["profile"], given["flags"], complete, truths, quantities)
    for _ in range(2):
        for union in rule_set.unions:
            truths[union.name] = truths.get(union.name, False) or any(truths[each] for each in union.names)
        for override in rule_set.overrides:
            if override.when.holds(scope):
                truths.update(dict.fromkeys(override.makes_true, True))
    row = next(outcome for outcome in rule_set.outcomes[given["profile"]] if outcome.when.holds(scope))
    return row.id, next((raised for when, raised in row.strength_when if when.holds(scope)), row.strength)


def _timed[Given](work: Callable[[Given], object], all_given: Sequence[Given]) -> tuple[float, float]:
    """(wall, processor) seconds for doing the work once with each."""
    began, busy = time.perf_counter(), time.process_time()
    for given in all_given:
        work(given)
    return time.perf_counter() - began, time.process_time() - busy


def _call(work: Callable[[], object]) -> object:
    return work()


def _many(rule_set: RuleSet, most: int, seed: int) -> dict[str, Any]:
    """A curve over sizes for each shape, with the peers at a size they can bear."""
    from amana_methods.screening import evaluate, summary
    from tests.methods import screening_oracle as oracle

    def short(given: dict[str, Any]) -> object:
        return summary(rule_set, ask_next=False, **given)

    def full(given: dict[str, Any]) -> object:
        return evaluate(rule_set, ask_next=False, **given)

    def plain(given: dict[str, Any]) -> object:
        return _plain(rule_set, given)

    def second(given: dict[str, Any]) -> object:
        return oracle.read(**given)

    readings = {"short answer": short, "full result": full, "plain reading": plain, "second reading": second}
    found: dict[str, Any] = {}
    for shape in SHAPES:
        sets = _sets(rule_set, most, seed, shape)
        curve = {}
        for size in sorted({most // 100, most // 10, most}):
            wall, busy = _timed(short, sets[:size])
            curve[size] = {"wall_s": round(wall, 3), "cpu_s": round(busy, 3), "us_each": round(busy / size * 1e6, 1)}
        few = sets[: min(2000, most)]
        peers = {}
        for name, read in readings.items():
            _, busy = _timed(read, few)
            peers[name] = round(busy / len(few) * 1e6, 1)
        for s in few:
            told, published = summary(rule_set, ask_next=False, **s), oracle.read(**s)
            if not (told["rule"], told["strength"]) == _plain(rule_set, s) == (published.rule, published.strength):
                raise SystemExit(f"they disagree on {json.dumps(s)}")
        found[shape] = {"curve": curve, "peers_us_each": peers, "agreed_on": len(few)}
    return found


def _pairs(rule_set: RuleSet, given: dict[str, Any]) -> float:
    """The best value of any one or two open items, by trying all of them."""
    from amana_methods.screening import evaluate

    def rank(answers: dict[str, str]) -> int:
        result = evaluate(rule_set, ask_next=False, **{**given, "answers": answers})
        place: int = rule_set.protection_rank(result.result, result.strength)
        return place

    items = [i for i in rule_set.profiles[given["profile"]] if given["answers"].get(i, given["rest"]) == "not_asked"]
    start = rank(given["answers"])
    groups = [(item,) for item in items] + list(combinations(items, 2))
    return max((rank({**given["answers"], **dict.fromkeys(g, "yes")}) - start) / len(g) for g in groups)


def _next(data: dict[str, Any], seed: int) -> dict[str, Any]:
    """One interview: the first call on fresh rules, later calls, the worst of each, and the peer; processor time.

    Fresh rules are made a hundred times for each profile. What that leaves to the collector of rubbish is no part of an
    interview: it looks only at what the call itself makes.
    """
    from amana_methods.screening import RuleSet, evaluate

    found: dict[str, Any] = {}
    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    fresh_rules = RuleSet.from_data(**data)
    for profile in sorted(fresh_rules.profiles):
        items = list(fresh_rules.profiles[profile])
        given: list[dict[str, Any]] = [
            {
                "profile": profile,
                "flags": {},
                "answers": dict.fromkeys(chance.sample(items, count), "yes"),
                "rest": rest,
            }
            for rest in ("not_asked", "unknown")
            for count in (0, 1, 2, 4, 8)
            for _ in range(10)
        ]
        first, later = [], []
        for s in given:
            fresh = RuleSet.from_data(**data)
            ask = partial(evaluate, fresh, **s)
            gc.freeze()
            first.append(_timed(_call, [ask])[1] * 1000)
            later.append(_timed(_call, [ask])[1] * 1000)
            gc.unfreeze()
        peer = [_timed(partial(_pairs, fresh_rules), [s])[1] * 1000 for s in given[:4]]
        found[profile] = {
            "first_ms": _spread(first),
            "later_ms": _spread(later),
            "one_and_two_tried_ms": round(median(peer), 1),
        }
    return found


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    tail = ordered[int(len(ordered) * 0.95) - 1]
    return {"median": round(median(ordered), 2), "p95": round(tail, 2), "worst": round(ordered[-1], 2)}


def _command(rule_set: RuleSet, count: int, seed: int) -> dict[str, Any]:
    """`./amana screen FILE --no-ask-next` as a process: wall and processor seconds."""
    found = {}
    for shape in ("12 named, rest no", "all named"):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(_sets(rule_set, count, seed, shape), file)
            file.flush()
            gc.collect()
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "amana.web.cli", "screen", file.name, "--no-ask-next"],
                cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip
            wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found[shape] = {"sets": count, "wall_s": round(wall, 2), "cpu_s": round(busy, 2)}
    return found


def page_table(result: dict[str, Any]) -> str:
    """The figures as they stand on the page docs/understand/screening.md."""
    size = max(int(each) for each in next(iter(result["many"].values()))["curve"])
    rows = [
        f"Seed {result['seed']}, commit {result['commit']}, load {result['load']} on {result['processors']} processors, "
        f"Python {result['python']}, rules {result['rules']}. Seconds of one processor.",
        "",
        f"| {size:,} answer sets, without what to ask next | whole run | each | full result | plain reading | second reading |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for shape, told in result["many"].items():
        at = told["curve"].get(size) or told["curve"][str(size)]
        peers = told["peers_us_each"]
        rows.append(
            f"| {shape} | {at['cpu_s']:.1f} s | {at['us_each']:.0f} µs | {peers['full result']:.0f} µs | "
            f"{peers['plain reading']:.0f} µs | {peers['second reading']:.0f} µs |"
        )
    rows += [
        "",
        "| one interview, what to ask next | first call on fresh rules | its worst of 100 | later calls | their worst of 100 "
        "| all ones and pairs tried |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for profile, told in result["next"].items():
        first, later = told["first_ms"], told["later_ms"]
        rows.append(
            f"| {profile} | {first['median']:.1f} ms | {first['worst']:.1f} ms | {later['median']:.1f} ms | {later['worst']:.1f} ms | "
            f"{told['one_and_two_tried_ms']:.0f} ms |"
        )
    rows += [
        "",
        "| `./amana screen FILE --no-ask-next`, as a process | sets | processor | clock |",
        "|---|--:|--:|--:|",
    ]
    for shape, told in result["command"].items():
        rows.append(f"| {shape} | {told['sets']:,} | {told['cpu_s']:.1f} s | {told['wall_s']:.1f} s |")
    return "\n".join(rows)


def _print_on_page(result: dict[str, Any]) -> None:
    page = ROOT / "docs" / "understand" / "screening.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{page_table(result)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Measure, print the tables, write the file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sets", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.test")
    import django

    django.setup()
    from amana.countrypacks import pack
    from amana.intake.pack_sections import SCREENING

    load = os.getloadavg()[0]
    rule_set = SCREENING.of(pack("iraq")).rule_set()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    result: dict[str, Any] = {
        "seed": given.seed,
        "commit": commit,
        "load": round(load, 1),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "rules": rule_set.version,
        "many": _many(rule_set, given.sets, given.seed),
        "next": _next(rule_set.as_data(), given.seed),
        "command": _command(rule_set, given.sets, given.seed),
    }
    (ROOT / "benchmarks" / "screening.json").write_text(json.dumps(result, indent=1) + "\n")
    _print_on_page(result)
    print(f"seed {given.seed}, commit {commit}, load {load:.1f}, rules {rule_set.version}, Python {result['python']}")
    print(f"\n{'many sets, one core':<22}{'sets':>8}{'cpu s':>8}{'us each':>9}   peers, us each (agreed on all)")
    for shape, told in result["many"].items():
        for size, at in told["curve"].items():
            peers = (
                ", ".join(f"{name} {us}" for name, us in told["peers_us_each"].items()) if size == given.sets else ""
            )
            print(f"{shape:<22}{size:>8}{at['cpu_s']:>8}{at['us_each']:>9}   {peers}")
    print(
        f"\n{'next questions, cpu ms':<22}{'first':>8}{'p95':>8}{'worst':>8}{'later':>8}{'p95':>8}{'worst':>8}   every one and pair tried"
    )
    for profile, told in result["next"].items():
        first, later = told["first_ms"], told["later_ms"]
        print(
            f"{profile:<22}"
            + "".join(f"{call[name]:>8}" for call in (first, later) for name in ("median", "p95", "worst"))
            + f"   {told['one_and_two_tried_ms']}"
        )
    print(f"\n{'command line':<22}{'sets':>8}{'wall s':>8}{'cpu s':>8}")
    for shape, told in result["command"].items():
        print(f"{shape:<22}{told['sets']:>8}{told['wall_s']:>8}{told['cpu_s']:>8}")


if __name__ == "__main__":
    main()
