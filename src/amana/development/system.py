"""Programs of the system that only the tests and the checks need. A running Amana needs none of them."""

import os
import shutil
import subprocess
from collections.abc import Iterable

from amana.commandline.verb import say

# The program that is looked for, and the Debian package that has it.
PACKAGES = {
    "chromium": "chromium",
    "xgettext": "gettext",
    "pdftotext": "poppler-utils",
    "softhsm2-util": "softhsm2",
    "age": "age",
    "faketime": "faketime",
}
APT = (
    "apt-get",
    "install",
    "-y",
    "--no-install-recommends",
    "-o",
    "DPkg::Lock::Timeout=300",
)


def missing(programs: Iterable[str]) -> list[str]:
    """Returns the packages of those programs that this machine lacks."""
    return [PACKAGES[program] for program in programs if shutil.which(program) is None]


def install(programs: Iterable[str]) -> list[str]:
    """Installs what is missing when it may (root, with apt); returns the packages that are still missing."""
    wanted = missing(programs)
    if not wanted or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return wanted
    say(f"Installing {', '.join(wanted)} with apt ...")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    subprocess.run([*APT, "-q", *wanted], env=quiet, check=False, stdout=subprocess.DEVNULL)
    return missing(programs)
