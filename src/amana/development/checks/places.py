"""Files that name a folder of somebody's machine work there and nowhere else."""

import re
from pathlib import Path

from amana.commandline.project import PROJECT, committed_files

# Written so that this file does not find itself.
PLACES = re.compile(
    r"(?<![\w.])/(?:home|Users)/[a-z]\w*"
    r"|(?<![\w.])/roo[t]/"
    r"|(?<![\w.])/tmp/[\w.]"
    r"|\.\./share[d]" + (rf"|{re.escape(str(PROJECT))}\b" if len(PROJECT.parts) > 2 else "")
    # and the folder of this checkout, whatever it is called here (never one right under the root: that is a word)
)
TEXT = {
    ".py", ".toml", ".lock", ".md", ".html", ".css", ".js", ".ts", ".svelte", ".yaml", ".yml", ".json", ".txt", ".po",
    ".sh", ".cfg", ".ini", ".typ", ".svg", ".service", "",
}  # fmt: skip


def findings() -> list[str]:
    """Returns every line of the project's text files that names such a folder."""
    found = []
    for file in committed_files():
        if file.suffix in TEXT:
            found += [f"{file.relative_to(PROJECT)}:{line}" for line in lines_naming_a_place(file)]
    return found


def lines_naming_a_place(file: Path) -> list[str]:
    """`number: the place`, for every line of the file that names one."""
    text = file.read_text(encoding="utf-8", errors="replace")
    return [
        f"{number}: {hit.group()}" for number, line in enumerate(text.splitlines(), 1) if (hit := PLACES.search(line))
    ]
