"""The keys of the instance: how far each rotation is, and rotating."""

from collections.abc import Sequence

from amana.web.cli.verb import RUNNING, Stop, Verb, complain, parser, say, use_settings

KINDS = ("master", "lock", "unit", "user", "section", "recovery", "trail")


def run(arguments: Sequence[str]) -> int:
    """The counts stand on the terminal; a rotation went as far as it goes without its holders."""
    asked = parser("keys", "Shows how many keys lie under earlier keys, and rotates keys of one kind.")
    acts = asked.add_subparsers(dest="act", required=True, metavar="status|rotate")
    acts.add_parser("status", help="what still lies under earlier keys", allow_abbrev=False)
    turn = acts.add_parser("rotate", help="begins a rotation, or goes on with one", allow_abbrev=False)
    turn.add_argument("kind", choices=KINDS)
    turn.add_argument("--resume", action="store_true", help="goes on where it broke off, and begins nothing")
    turn.add_argument("--to", choices=("file", "credential", "pkcs11"), help="who keeps the master from now on")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.errors import AmanaError
    from amana.trust import rotations
    from amana.trust.clock import now

    if chosen.act == "rotate":
        if chosen.to and chosen.kind != "master":
            raise Stop("--to says who keeps the master key: ./amana keys rotate master --to pkcs11")
        try:
            old, new = rotations.rotate(chosen.kind, now=now(), resume=chosen.resume, to=chosen.to, progress=_progress)
        except AmanaError as refused:
            raise Stop(refused.message) from refused
        say(f"{chosen.kind}: {old} under earlier keys, {new} under the newest.")
        if old:
            say(_BY_HOLDERS[chosen.kind])
        return 0
    try:
        found = rotations.counts()
    except AmanaError as refused:
        raise Stop(refused.message) from refused
    say(f"{'kind':<10}{'earlier':>10}{'newest':>10}")
    for kind, (old, new) in found.items():
        say(f"{kind:<10}{old:>10}{new:>10}")
    return 0


_BY_HOLDERS = {
    "master": "It broke off: ./amana keys rotate master --resume goes on.",
    "lock": "It broke off: ./amana keys rotate lock --resume goes on.",
    "unit": "Members wrap them anew as they open them; nothing is shut meanwhile.",
    "user": "Each chooses a new password at the next sign-in, and has a new key by it.",
    "trail": (
        "Both keys sign. Give the new one (page Witnesses) to everybody who noted the earlier one; then "
        "./amana keys rotate trail --resume destroys the earlier one."
    ),
    "section": "Each has a new key when somebody who may opens it next; nothing is written under the present one.",
}


def _progress(done: int, left: int) -> None:
    if done % 500 == 0:
        complain(f"{done} done, {left} left")


VERB = Verb("keys", RUNNING, "status|rotate KIND [--resume]", "how far each rotation of keys is, and rotating", run)
