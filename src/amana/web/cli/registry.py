"""All verbs, in the order in which they are listed."""

from collections.abc import Sequence

from amana.accounts.verbs import account
from amana.backups.verbs import backup, keys, recovery
from amana.commandline.verb import Stop, Verb, complain, say
from amana.development.verbs import attack, check, journey, pack, release_notes, rooms, test, words
from amana.doctor.verbs import doctor
from amana.erasure.verbs import forget
from amana.exchange.verbs import exchange, keyservice
from amana.exports.verbs import export
from amana.public_reports.verbs import pepper
from amana.releases.verbs import release
from amana.reporting.verbs import indicator
from amana.trust.verbs import trail, wall
from amana.web.cli.verbs import database, docs, manage, restore, up, worker
from amana.workbench.verbs import link, lookup, names, screen, table

VERBS: tuple[Verb, ...] = (
    up.VERB,
    worker.VERB,
    keyservice.VERB,
    pepper.VERB,
    doctor.VERB,
    trail.VERB,
    database.VERB,
    export.VERB,
    wall.VERB,
    account.VERB,
    keys.VERB,
    recovery.VERB,
    forget.VERB,
    backup.VERB,
    restore.VERB,
    indicator.VERB,
    screen.VERB,
    names.VERB,
    link.VERB,
    lookup.VERB,
    exchange.VERB,
    release.VERB,
    table.VERB,
    check.VERB,
    test.VERB,
    attack.VERB,
    rooms.VERB,
    journey.VERB,
    pack.VERB,
    words.VERB,
    docs.VERB,
    release_notes.VERB,
    manage.VERB,
)


def run(arguments: Sequence[str]) -> int:
    """Runs the verb named first with the rest; returns its exit status, or 2 for a verb that does not exist."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(listing())
        return 0
    name, *rest = arguments
    for verb in VERBS:
        if verb.name == name:
            try:
                return verb.run(rest)
            except Stop as reason:
                complain(f"amana: {reason}")
                return 2
    complain(f"amana: there is no verb “{name}”. These can be said:\n")
    complain(listing())
    return 2


def listing() -> str:
    """Returns every verb with its line of help, in groups."""
    shown = [verb for verb in VERBS if not verb.hidden]
    width = max(len(f"{verb.name} {verb.usage}") for verb in shown)
    lines = ["Amana: from a sign to safety.", "", "./amana VERB ..."]
    for group in dict.fromkeys(verb.group for verb in shown):
        lines += ["", group]
        lines += [f"  {f'{verb.name} {verb.usage}':<{width}}  {verb.help}" for verb in shown if verb.group == group]
    lines += ["", "./amana VERB --help says more about one of them."]
    return "\n".join(lines)
