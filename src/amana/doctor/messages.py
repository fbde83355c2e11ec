"""Messages: the file of connectors and its secrets, refused requests, and what waits to be sent."""

from collections.abc import Mapping
from datetime import timedelta

from amana.doctor.finding import AMBER, RED, Finding, format_age, good

MANY = 20


def connectors(fault: str, mode: int | None, names: int, insecure: tuple[str, ...]) -> Finding:
    """What is wrong with the file, its mode (None where there is none), how many connectors, and which send unencrypted."""
    if fault:
        return Finding(
            "connectors", RED, f"{fault}: nothing comes in or goes out", "correct the file; docs/do/messages.md"
        )
    if mode is None:
        return good("connectors", "none: no message comes in or goes out")
    if mode & 0o077:
        return Finding(
            "connectors", RED, "others on this machine can read the secrets of providers", "chmod 600, and new secrets"
        )
    if insecure:
        return Finding("connectors", RED, f"sent in the clear: {', '.join(insecure)}", "https:// in base")
    return good("connectors", f"{names} of them, in a file that only its owner reads")


def check_refused(counts: Mapping[str, int]) -> Finding:
    """How many requests showed no right signature since yesterday, by connector."""
    remedy = (
        "a wrong secret or address in the file, or somebody who imitates the provider: compare with the provider's log"
    )
    many = {name: number for name, number in counts.items() if number >= MANY}
    if many:
        said = ", ".join(f"{name} {number}" for name, number in sorted(many.items()))
        return Finding("door in", AMBER, f"requests refused since yesterday: {said}", remedy)
    return good("door in", f"{sum(counts.values())} requests refused since yesterday")


def door_out(late: int, life: timedelta | None, key: timedelta | None, sends: bool) -> Finding:
    """How many messages are overdue, how old the oldest that waits is, and how old the messenger's key is."""
    if life is not None and life > timedelta(hours=73):
        return Finding(
            "door out", RED, f"a message waits for {format_age(life)}, longer than it may", "is the worker alive?"
        )
    if late:
        return Finding("door out", RED, f"{late} messages are past their moment", "is the worker alive?")
    if sends and (key is None or key > timedelta(hours=48)):
        seen = "was never renewed" if key is None else f"was renewed {format_age(key)} ago"
        return Finding("door out", AMBER, f"the messenger's key {seen}", "the worker renews it daily: is it alive?")
    return good("door out", "nothing is late" if sends else "nothing is sent from here")
