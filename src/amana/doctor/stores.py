"""Database and key store: which protections exist, what a loss of power costs, who keeps the master key."""

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta

from amana.doctor.finding import AMBER, RED, Finding, format_age, good

_SAFE = {"sqlite": {"synchronous": {"2", "3"}, "journal_mode": {"wal"}, "secure_delete": {"1"}, "foreign_keys": {"1"}},
         "postgresql": {"fsync": {"on"}, "full_page_writes": {"on"},
                        "synchronous_commit": {"on", "remote_write", "remote_apply"}}}  # fmt: skip


def layers(database: str, by_row: bool, faults: Sequence[str]) -> Finding:
    """Whether the database guards each row itself, in addition to the checks of the code and the key."""
    if database == "sqlite":
        return Finding(
            "security by row", AMBER, "SQLite has none: two doors instead of three stand around a record",
            "for a country: PostgreSQL (AMANA_DATABASE)",
        )  # fmt: skip
    if not by_row or faults:
        return Finding(
            "security by row", RED, f"PostgreSQL could guard each row and does not: {', '.join(faults) or 'off'}",
            "the server's role owns nothing and is no superuser; migrate with the owner's role (AMANA_DATABASE_OWNER)",
        )  # fmt: skip
    return good("security by row", "forced for the server's role")


def letter_box(database: str, own_role: bool, too_much: Sequence[str], pepper: bool, card: bool) -> Finding:
    """Whether the public face can take reports, and what its role in the database may do."""
    if too_much:
        return Finding(
            "letter box", RED, f"the public face's role may do more than it should: {', '.join(too_much)}",
            "./amana manage migrate; then ./amana database says what is left",
        )  # fmt: skip
    if not card:
        return Finding(
            "letter box", RED, "the public face does not know to whom it seals: it takes no report",
            "a unit that takes signs and has a key; the worker writes the card",
        )  # fmt: skip
    if not pepper:
        return Finding(
            "letter box", RED, "the pepper does not answer: reports are kept, and nobody can follow one up",
            "./amana pepper, beside the key store (./amana up starts one)",
        )  # fmt: skip
    if database == "postgresql" and not own_role:
        return Finding(
            "letter box", AMBER, "the public face uses the server's role, which reads all tables",
            "AMANA_DATABASE_PUBLIC; ./amana database prepare makes the role",
        )  # fmt: skip
    return good("letter box", "reports come in, and codes are followed up")


def durability(database: str, said: Mapping[str, str]) -> Finding:
    """What of the acknowledged data survives a loss of power, by the database's own settings."""
    wrong = [name for name, wanted in _SAFE[database].items() if said.get(name, "") not in wanted]
    if wrong:
        return Finding(
            "loss of power", RED, f"{wrong[0]} is {said.get(wrong[0], 'unknown')}: what was acknowledged can be lost",
            f"set {wrong[0]} to {sorted(_SAFE[database][wrong[0]])[0]}",
        )  # fmt: skip
    return good("loss of power", "what was acknowledged is on the disk")


def check_migrations(waiting: int) -> Finding:
    """How many migrations were not run."""
    if waiting:
        return Finding("migrations", RED, f"{waiting} were not run", "./amana manage migrate, after a backup")
    return good("migrations", "all were run")


def put_back(texts: Sequence[object]) -> Finding:
    """Texts whose revision is earlier than the audit log's."""
    if texts:
        return Finding(
            "database and trail", RED, f"{len(texts)} texts are older than the trail says; the first is {texts[0]}",
            "somebody put rows back: keep a copy of everything, read the trail of that record, restore the text",
        )  # fmt: skip
    return good("database and trail", "no text is older than the trail says")


def master(keepers: Set[str], opens: bool, demo: bool, tpm: bool) -> Finding:
    """Who keeps the master key, and whether a copy of the disk opens it."""
    if "file" in keepers and demo:
        return Finding(
            "key store", RED, "this is the demo: its master key is a plain file, and a copy of the folder opens everything",
            "none for made-up people; for real ones begin another instance: ./amana up --empty",
        )  # fmt: skip
    if "file" in keepers:
        return Finding(
            "key store", RED, "its master key is a plain file: a copy of the disk opens identity, contact and health",
            "./amana keys rotate master --to passphrase (or pkcs11); broken off, it goes on with --resume",
        )  # fmt: skip
    if "credential" in keepers and not tpm:
        return Finding(
            "key store", RED, "systemd seals its master key by a key on the same disk, because this machine has no TPM",
            "./amana keys rotate master --to passphrase",
        )  # fmt: skip
    if not opens and "passphrase" in keepers:
        return Finding(
            "key store", RED, "it waits for its passphrase, or this command was not given it: nothing sealed is read",
            "./amana up in a terminal, or AMANA_MASTER_PASSPHRASE_FILE; a timer of doctor needs that file too",
        )  # fmt: skip
    if not opens:
        return Finding("key store", RED, "it does not answer: nothing sealed is read", "./amana keys --help")
    return good("key store", f"its master key is kept by {', '.join(sorted(keepers))}")


def apart(same_folder: bool, same_disk: bool, database: str) -> Finding:
    """Whether one theft gets database and key store together."""
    if database == "sqlite" and (same_folder or same_disk):
        return Finding(
            "key store apart", AMBER, "it lies on the same disk as the database: one stolen disk holds both",
            "the facts are open to whoever has both. A master key in a TPM or token helps; PostgreSQL on another machine more",
        )  # fmt: skip
    return good("key store apart", "database and key store are on different disks or machines")


def recovery(officers: int, drilled: timedelta | None) -> Finding:
    """How many officers hold parts of the recovery key, and how long ago three of them last tried it."""
    if officers == 0:
        return Finding(
            "recovery", RED, "no officers hold the recovery key: if everybody here loses theirs, all is lost",
            "docs/do/recovery-drill.md: five officers, of whom three open",
        )  # fmt: skip
    if drilled is None or drilled > timedelta(days=365):
        seen = "it was never tried" if drilled is None else f"it was last tried {format_age(drilled)} ago"
        return Finding(
            "recovery", AMBER, f"{officers} officers hold it, and {seen}", "a drill every year, with three of them"
        )
    return good("recovery", f"{officers} officers hold it; tried {format_age(drilled)} ago")
