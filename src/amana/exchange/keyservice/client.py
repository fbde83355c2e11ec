"""The platform's client of the key service."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from amana.exchange.keyservice import wire

SECONDS = 10.0


class Silent(Exception):
    """No answer came, or one that breaks the protocol."""


class Declined(Exception):
    """The service refused to evaluate: `too_much`, `year` or `malformed`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def evaluate(
    folder: Path, *, act: str, asker: UUID, person: UUID, holders: list[UUID], year: int, elements: list[bytes]
) -> dict[UUID, list[bytes]]:
    """Returns the elements times this half of each key, by holder, in their order. Raises Silent, Declined."""
    answer = talk(
        folder,
        {
            "act": act,
            "asker": str(asker),
            "person": str(person),
            "holders": [str(holder) for holder in holders],
            "year": year,
            "elements": [element.hex() for element in elements],
        },
    )
    if "refused" in answer:
        raise Declined(str(answer["refused"]))
    try:
        found = {UUID(holder): [bytes.fromhex(each) for each in row] for holder, row in answer["answers"].items()}
    except (KeyError, AttributeError, TypeError, ValueError) as fault:
        raise Silent from fault
    if set(found) != set(holders) or any(len(row) != len(elements) for row in found.values()):
        raise Silent
    return found


def talk(folder: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Returns the service's answer to one request. Raises Silent."""
    try:
        with wire.connect(folder, SECONDS) as door, door.makefile("rwb") as stream:
            stream.write(json.dumps(request, separators=(",", ":")).encode() + b"\n")
            stream.flush()
            answer = json.loads(stream.readline())
    except (OSError, ValueError) as fault:
        raise Silent from fault
    if not isinstance(answer, dict):
        raise Silent
    return answer
