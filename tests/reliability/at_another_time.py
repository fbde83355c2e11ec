"""A process whose clock is another one (libfaketime), on the database of a test: it is asked line by line, and answers.

python -m tests.reliability.at_another_time      # questions on the input, a JSON list each; answers on the output
"""

import json
import re
import sys
import time
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from amana.cases import queries  # noqa: E402
from amana.cases.models import Procedure  # noqa: E402
from amana.trust.actor import actor_for  # noqa: E402
from amana.trust.models import User  # noqa: E402
from amana.trust.trail.watch import ClockWatch  # noqa: E402
from amana.vault import clock  # noqa: E402
from amana.vault.acting import SYSTEM, acting_as  # noqa: E402
from tests.cast import PASSWORD  # noqa: E402

# "-3 days", "−2 hours": a duration that no page should say.
NEGATIVE = re.compile(r"[-\u2212]\s?\d+(?:<[^>]*>|\s)*(?:second|minute|hour|day|week|month)")
_watch = ClockWatch()


def own_clock() -> float:
    """What this process takes for the time."""
    return time.time()


def database_clock() -> float:
    """What the database takes for the time."""
    return clock.now().timestamp()


def look() -> int:
    """The jump of the database's clock since the last look, in seconds."""
    return _watch.look(clock.now())


def opens(case: str, username: str) -> list[str]:
    """The sections that somebody may open now."""
    actor = actor_for(User.objects.get(username=username), None)
    with acting_as(SYSTEM):
        return sorted(queries.sections_open_to(actor, Procedure.objects.get(id=UUID(case))))


def sign_in(username: str, code: str) -> list[Any]:
    """(where the second factor led, or "" where it did not fit; statuses of two pages; what of them reads as a negative time)."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post("/sign-in/", {"login": username, "password": PASSWORD})
    led_to = client.post("/sign-in/second/", {"code": code}).headers.get("Location", "")
    pages = [client.get(address) for address in ("/", "/cases/")]
    return [
        led_to,
        [each.status_code for each in pages],
        NEGATIVE.findall("".join(each.content.decode() for each in pages)),
    ]


def main() -> None:
    """Every question is answered with its JSON."""
    known = {each.__name__: each for each in (own_clock, database_clock, look, opens, sign_in)}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(known[name](*arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
