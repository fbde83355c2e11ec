"""The audit of published records in full, and the look from outside; kept in audit.json for the page.

    .venv/bin/python -m benchmarks.publishing.audit             about half an hour of CPU

Half of the fits are with the canary, half without. Each part is kept as soon as it is there.
"""

import json
from pathlib import Path

import numpy as np

from amana_methods.disclosure.audit import CANARIES, FAULTS, SHIPPED, audit, membership
from amana_methods.disclosure.records import Meter, fit, rho_for, synthesise
from benchmarks.publishing.harness import circumstances, delta_for
from benchmarks.publishing.page import main as write_page
from benchmarks.publishing.tables import made_up

RESULTS = Path(__file__).with_name("audit.json")
EPSILON, FITS, FITS_OF_FAULTS = 1.0, 1_000, 400
GAMES = (
    *((SHIPPED, canary, FITS) for canary in CANARIES),
    *((fault, canary, FITS_OF_FAULTS) for fault, canary in zip(FAULTS, (*CANARIES[:1] * 2, CANARIES[1]), strict=True)),
)
PEOPLE, ASKED = 10_000, 1_000


def keep(key: str, figures: dict[str, object]) -> None:
    """One part more in the results."""
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    results[key] = {**figures, **circumstances()}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(key, figures, flush=True)


def from_outside() -> dict[str, object]:
    """How often members lie nearer to a published row than strangers: in our rows, and in the records drawn again."""
    everybody = made_up(PEOPLE + ASKED, 9)
    inside, outside = everybody.codes[:PEOPLE], everybody.codes[PEOPLE:]
    rho, chance = rho_for(4, delta_for(PEOPLE)), np.random.default_rng(9)
    published = synthesise(fit(everybody.schema, inside, Meter(rho), rho, chance), chance)
    again = inside[chance.integers(PEOPLE, size=PEOPLE)]
    return {
        "people": PEOPLE,
        "asked": ASKED,
        "published rows": round(membership(published, inside[:ASKED], outside), 3),
        "records drawn again": round(membership(again, inside[:ASKED], outside), 3),
    }


def main() -> None:
    """Every game is played, and the page shows them."""
    keep("outside", from_outside())
    for build, canary, fits in GAMES:
        verdict = audit(build, fits=fits, canary=canary, epsilon=EPSILON)
        keep(
            f"{build.name}/{canary.name}",
            {
                "fits": fits,
                "epsilon": EPSILON,
                "claimed": round(verdict.claimed, 4),
                "found": round(verdict.found, 4),
                "holds": verdict.holds,
            },
        )
    write_page()


if __name__ == "__main__":
    main()
