"""Controls of daily operation: witnesses, the worker, backups and drills, second factors, advisories."""

from collections.abc import Sequence
from datetime import timedelta

from amana.doctor.finding import AMBER, RED, Finding, format_age, good

DAY = timedelta(days=1)
_KEYS_AWAY = "bring the key store back first; the control of that name says more"


def witnesses(number: int, handed: timedelta | None, younger: int) -> Finding:
    """How many outside have our checkpoints, how long ago one last got it, and how many lines were added since."""
    remedy = "add a mailbox or another instance on the page of witnesses; AMANA_MAIL lets mail out"
    if number == 0:
        return Finding("witnesses", RED, "nobody outside can hold the trail to what it said", remedy)
    if handed is None or (younger and handed > 7 * DAY):
        return Finding("witnesses", RED, "no checkpoint left this instance for a week or more", remedy)
    seen = f"{number} outside; the last checkpoint left {format_age(handed)} ago, {younger} lines are younger"
    if number == 1 or (younger and handed > DAY):
        return Finding("witnesses", AMBER, seen, remedy + "; two are better than one")
    return good("witnesses", seen)


def worker(beat: timedelta | None, waiting: timedelta | None) -> Finding:
    """How long ago the worker last touched its file, and how long the oldest line waits for its number."""
    remedy = "start ./amana worker (./amana up starts one); its log says why it ended"
    if waiting is not None and waiting > timedelta(minutes=2):
        return Finding("worker", RED, f"lines of the trail wait since {format_age(waiting)}", remedy)
    if beat is None or beat > timedelta(minutes=2):
        heard = "was never heard" if beat is None else f"was last heard {format_age(beat)} ago"
        return Finding("worker", RED, f"it {heard}: nothing expires, escalates or is handed out", remedy)
    return good("worker", "alive")


def trail(age: timedelta | None, faults: int) -> Finding:
    """How long ago the audit log was checked from its first line on, and how many faults were found then."""
    if faults:
        return Finding(
            "trail", RED, f"{faults} faults when it was checked {format_age(age or timedelta(0))} ago: it is not as it was written",
            "keep a copy of everything, then ./amana trail verify with what the witnesses kept; tell the auditor",
        )  # fmt: skip
    if age is None or age > 3 * DAY:
        seen = "it was never checked" if age is None else f"it was last checked {format_age(age)} ago"
        return Finding("trail", AMBER, seen, "the worker checks it every day; ./amana trail verify does it now")
    return good("trail", f"as it was written, checked {format_age(age)} ago")


def clock_jumps(days: timedelta | None, seconds: int) -> Finding:
    """How long ago the database's clock last jumped, and by how much."""
    if days is not None and days < 30 * DAY:
        return Finding(
            "clock jumps", AMBER, f"the clock jumped by {seconds} s {format_age(days)} ago",
            "find out who set it; look at what expired or was opened around that moment",
        )  # fmt: skip
    return good("clock jumps", "none in 30 days")


def backup(age: timedelta | None) -> Finding:
    """How old the newest backup is."""
    if age is None or age > 7 * DAY:
        seen = "there is none" if age is None else f"the last is {format_age(age)} old"
        return Finding("backup", RED, seen, "./amana backup, every day")
    if age > 2 * DAY:
        return Finding("backup", AMBER, f"the last is {format_age(age)} old", "./amana backup, every day")
    return good("backup", f"{format_age(age)} old")


def drill(age: timedelta | None) -> Finding:
    """How long ago a backup was restored elsewhere, counted and checked."""
    if age is None or age > 365 * DAY:
        seen = "a backup was never restored" if age is None else f"the last was {format_age(age)} ago"
        return Finding("restore drill", RED, seen, "./amana restore --help: the drill restores elsewhere and counts")
    if age > 100 * DAY:
        return Finding("restore drill", AMBER, f"the last was {format_age(age)} ago", "repeat it every three months")
    return good("restore drill", f"{format_age(age)} ago")


def second_factors(without: int, without_passkey: int, demo: bool) -> Finding:
    """How many accounts lack the second factor that their roles ask for: any, or a passkey."""
    if demo:
        return Finding("second factors", AMBER, "a demo: made-up people sign in with one click", "none for a demo")
    if without or without_passkey:
        return Finding(
            "second factors", RED, f"{without} accounts that open files have none, {without_passkey} no passkey where it is asked",
            "they are asked at their next sign-in and come no further; disable whoever is gone",
        )  # fmt: skip
    return good("second factors", "whoever opens files has one")


def exchanged_keys(rows: int | None) -> Finding:
    """How many key pairs of users were not made for them; None while the key store is away."""
    return _from_outside(
        "keys of people", rows, "key pairs were written into the database from outside", "every key pair was made for its owner",
        "they open nothing and let nobody in", "give a new password in person",
    )  # fmt: skip


def moved_factors(people: int | None) -> Finding:
    """Of how many people the second factors are not as they were written; None while the key store is away."""
    return _from_outside(
        "factors in place", people, "people have second factors that were changed in the database", "every second factor is its owner's",
        "they let nobody in", "reset them on the page of the account",
    )  # fmt: skip


def changed_accounts(names: Sequence[str] | None) -> Finding:
    """The names of accounts that are not as Amana wrote them; None while the key store is away."""
    return _from_outside(
        "accounts", None if names is None else len(names), f"accounts were changed in the database: {', '.join(names or ())}",
        "every account is as Amana wrote it", "they let nobody in",
        "look at each with an administrator and say ./amana account accept NAME",
    )  # fmt: skip


def _from_outside(name: str, rows: int | None, said: str, well: str, held: str, remedy: str) -> Finding:
    if rows is None:
        return Finding(name, AMBER, "cannot be asked: the key store does not answer", _KEYS_AWAY)
    if not rows:
        return good(name, well)
    return Finding(
        name, RED, f"{rows} {said}",
        f"{held}. An older database put here by hand looks like that too: use ./amana restore. Else find out who writes to "
        f"the database, then {remedy}",
    )  # fmt: skip


def rotations(oldest: timedelta | None, kinds: Sequence[str] | None, rehearsed: timedelta | None) -> Finding:
    """How long the oldest rotation of keys has been running and of what kinds, and how long ago all were rehearsed.

    `kinds` is None while the key store is away.
    """
    if kinds is None:
        return Finding("rotations", AMBER, "cannot be asked: the key store does not answer", _KEYS_AWAY)
    if oldest is not None and oldest > 90 * DAY:
        return Finding(
            "rotations", AMBER, f"under way since {format_age(oldest)}: {', '.join(kinds)}",
            "./amana keys list shows what is left and --resume goes on; codes and index can be ended by --retire",
        )  # fmt: skip
    if rehearsed is None or rehearsed > 365 * DAY:
        seen = "were never rehearsed" if rehearsed is None else f"were rehearsed {format_age(rehearsed)} ago"
        return Finding("rotations", AMBER, f"they {seen}", "./amana keys rehearse, once a year, on a copy")
    return good("rotations", f"rehearsed {format_age(rehearsed)} ago")


def advisories(age: timedelta | None, found: int) -> Finding:
    """How long ago dependencies were last compared with known faults, and how many were found then."""
    remedy = "tools/audit on a machine with a network; it keeps its result beside the lock files"
    if age is None:
        return Finding("advisories", AMBER, "dependencies were never held against known faults here", remedy)
    if found:
        return Finding(
            "advisories",
            RED,
            f"{found} known faults, looked up {format_age(age)} ago",
            "update to a release without them",
        )
    if age > 31 * DAY:
        return Finding("advisories", AMBER, f"the last good look-up was {format_age(age)} ago", remedy)
    return good("advisories", f"none known, looked up {format_age(age)} ago")


def version(name: str, commit: str) -> Finding:
    """Which release runs."""
    return good("version", f"{name} {commit}".strip())
