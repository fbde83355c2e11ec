"""In the rehearsal's own process: renews every kind of key on the restored copy, and counts what opens.

With the argument `earlier` it only counts: then the earlier database is in the folder, with the later key store.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

_NOW = timedelta(0)  # nobody else works on the copy, so nothing has to be waited for


def turn(username: str, password: str) -> dict[str, Any]:
    """What opened before, meanwhile and afterwards; for each kind its rows, what is left, and the seconds it took."""
    from amana import vault
    from amana.accounts import recovering
    from amana.errors import AmanaError
    from amana.upkeep import backups, rotations
    from amana.vault.clock import now

    people = list(_people(username, password))
    before = backups.what_opens(people)
    kinds: dict[str, dict[str, float]] = {}
    for kind in [row.name for row in rotations.all_kinds()]:
        began = time.monotonic()
        if kind == "recovery":
            recovering.name_officers(vault.recovery.made_up_officers(), now=now())
        else:
            rotations.rotate(kind, now=now(), wait=_NOW)
        kinds[kind] = {"seconds": time.monotonic() - began}
    meanwhile = backups.what_opens(people)
    began = time.monotonic()
    people = [_work_as(person, password) for person in people]
    holders = time.monotonic() - began
    for kind, told in kinds.items():
        began = time.monotonic()
        if kind != "recovery":
            rotations.rotate(kind, now=now(), resume=True, wait=_NOW)
        told["left"], told["rows"] = rotations.counts()[kind]
        told["rows"] += told["left"]
        told["seconds"] += time.monotonic() - began
        if told["left"]:
            with suppress(AmanaError):
                rotations.rotate(kind, now=now(), retire=True)  # reporters' codes: nobody here knows them
    rotations.end_what_is_done(now() + timedelta(days=2))
    return {
        "before": before, "meanwhile": meanwhile, "afterwards": backups.what_opens(people), "kinds": kinds, "holders": holders,
        "people": len(people), "under_way": [row.kind for row in rotations.list_kinds() if row.under_way],
    }  # fmt: skip


def _people(username: str, password: str, *, proven: bool = True) -> Iterator[Any]:
    """Returns the person named, with opened keys; in a demonstration everybody, because all share one password.

    With an earlier key store no key pair is `proven`.
    """
    from amana.trust.queries import User
    from amana.upkeep import backups

    everybody = User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)
    shared = backups.demo_password()
    for name in everybody if shared else filter(None, [username]):
        yield backups.actor_by_password(name, shared or password, proven=proven)


def _work_as(person: Any, password: str) -> Any:
    """Opens, as the person, whatever they may, as in their work; they have a new key afterwards."""
    from dataclasses import replace

    from amana import vault
    from amana.cases import commands as cases
    from amana.cases import queries
    from amana.duplicates.commands import index_what_waits
    from amana.errors import AmanaError
    from amana.outreach import commands as outreach
    from amana.outreach.queries import activities_for
    from amana.upkeep import backups
    from amana.vault.clock import now

    vault.catching_up.catch_up(person, most=1_000_000)
    for procedure in queries.visible_to(person):
        for code in queries.sealed_sections(procedure):
            with suppress(AmanaError):
                cases.open_section(person, procedure, code, now())
    if person.can("cases.review"):
        with suppress(AmanaError):
            index_what_waits(person, now(), most=1_000_000)
    if person.can("outreach.keep"):
        for activity in activities_for(person):
            with suppress(AmanaError):
                outreach.open_register(person, activity, now=now())
    keys = vault.keyring.renew_user_key(person.keys, backups.demo_password() or password, now())
    return replace(person, keys=keys)


if __name__ == "__main__":
    from amana.commandline.verb import say, use_settings

    use_settings()
    _user, _password = os.environ.get("AMANA_DRILL_USER", ""), os.environ.get("AMANA_DRILL_PASSWORD", "")
    if "earlier" in sys.argv[1:]:
        from amana.upkeep import backups

        say(json.dumps(backups.what_opens(_people(_user, _password, proven=False))))
    else:
        say(json.dumps(turn(_user, _password)))
