"""What dp-accounting says of the same losses, for tests/methods/test_records_accounting.py.

    PYTHON tests/methods/independent_accountant.py < QUESTIONS > ANSWERS

PYTHON has the packages of requirements-accounting.lock. A question is a JSON line with `epsilon` and either `rho`, for the
conversion, or `sigmas`, for the composition of discrete Gaussians in numbers; the answer is a delta.
"""

import importlib
import json
import sys
from typing import Any

STEP = 1e-3
ORDERS = [1 + number / 50 for number in range(1, 5_000)]


def answer(question: dict[str, Any]) -> float:
    """The delta of one question."""
    events: Any = importlib.import_module("dp_accounting")
    rdp: Any = importlib.import_module("dp_accounting.rdp")
    numeric: Any = importlib.import_module("dp_accounting.pld.privacy_loss_distribution")
    if "rho" in question:
        accountant = rdp.RdpAccountant(orders=ORDERS)
        accountant.compose(events.ZCDpEvent(question["rho"]))
        return float(accountant.get_delta(question["epsilon"]))
    losses = [
        numeric.from_discrete_gaussian_mechanism(sigma, value_discretization_interval=STEP)
        for sigma in question["sigmas"]
    ]
    composed = losses[0]
    for loss in losses[1:]:
        composed = composed.compose(loss)
    return float(composed.get_delta_for_epsilon(question["epsilon"]))


if __name__ == "__main__":
    for line in sys.stdin:
        print(answer(json.loads(line)))
