"""The machine: what could carry keys away, what could run out, whether the clock is set."""

import stat
from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path

from amana.doctor.finding import AMBER, RED, Finding, good

MEGABYTE = 1024 * 1024


def core_dumps(limits: Mapping[str, int]) -> Finding:
    """`limits`: the largest core file, in bytes, by process that runs; -1 for no limit."""
    name = "core dumps"
    if not limits:
        return Finding(name, AMBER, "no process of this instance runs here", "start it (./amana up), and ask again")
    open_ones = [process for process, size in limits.items() if size != 0]
    if open_ones:
        return Finding(
            name, RED, f"{open_ones[0]} may write its memory, with keys in it, to the disk",
            "set LimitCORE=0 in its unit; processes that ./amana starts set it themselves: start it again",
        )  # fmt: skip
    return good(name, f"off in {len(limits)} processes")


def swap(devices: Mapping[str, str]) -> Finding:
    """`devices`: each swap device or file, with its kind: `plain`, `encrypted` or `memory`."""
    plain = [device for device, kind in devices.items() if kind == "plain"]
    if plain:
        return Finding(
            "swap", RED, f"{plain[0]} is not encrypted: keys in memory can come to lie on the disk",
            "swapoff -a and take it out of /etc/fstab, or put it on dm-crypt with a random key",
        )  # fmt: skip
    return good("swap", "encrypted or in memory" if devices else "off")


def disk(free: int, total: int, where: str = "the data folder") -> Finding:
    """`free` and `total` in bytes."""
    seen = f"{free // MEGABYTE} MB of {total // MEGABYTE} MB free at {where}"
    remedy = "make room or a larger disk; while a line of the trail cannot be written, nothing sealed is read"
    if free < 200 * MEGABYTE or free < total * 0.03:
        return Finding("disk", RED, seen, remedy)
    if free < 1024 * MEGABYTE or free < total * 0.1:
        return Finding("disk", AMBER, seen, remedy)
    return good("disk", seen)


def clock(synchronised: bool | None, apart: timedelta) -> Finding:
    """Whether the machine's clock follows a time server (None if unknown), and how far the database's clock is off."""
    if abs(apart) > timedelta(seconds=60):
        return Finding(
            "clock", RED, f"machine and database are {abs(apart).total_seconds():.0f} s apart",
            "set both by a time server; what expires, expires by the database's clock",
        )  # fmt: skip
    if not synchronised:
        seen = "nobody says that it follows a time server" if synchronised is None else "it follows no time server"
        return Finding("clock", AMBER, seen, "install systemd-timesyncd or chrony; codes of second factors need it too")
    return good("clock", "set by a time server, and the database agrees")


def file_modes(modes: Mapping[Path, int]) -> Finding:
    """`modes`: the mode of each file and folder that keeps something secret."""
    wrong = [path for path, mode in modes.items() if stat.S_IMODE(mode) & 0o077]
    if wrong:
        return Finding(
            "file modes", RED, f"{wrong[0].name} can be read by others on this machine",
            f"chmod -R go-rwx on the data folder ({len(wrong)} of {len(modes)} are open)",
        )  # fmt: skip
    return good("file modes", f"{len(modes)} files and folders only for their owner")


def scanner(clamd: bool) -> Finding:
    """Whether a virus scanner answers for uploads."""
    if not clamd:
        return Finding(
            "virus scanner", AMBER, "none: uploads are cleaned and never run, and known viruses are not named",
            "apt-get install clamav-daemon, and start it",
        )  # fmt: skip
    return good("virus scanner", "clamdscan is there")


def worker_of_files(held: Collection[str] | None) -> Finding:
    """`held`: the limits under which a stranger's file is read here; None where that process does not even start."""
    if held is None:
        return Finding(
            "files that come in", RED, "the process that cleans them does not start, and nothing can be uploaded",
            "look at the log of the desk; it needs memory of one gigabyte and a Python of its own environment",
        )  # fmt: skip
    if "calls" not in held:
        return Finding(
            "files that come in", AMBER, "cleaned with limits of memory, time and files, and with every call of the system",
            "run the desk on Linux on an x86-64 or ARM64 processor, where all but a few calls are refused",
        )  # fmt: skip
    return good("files that come in", "cleaned in a process that opens no file, reaches no network and soon ends")
