"""Files that come in and copies that turn up, measured: what cleaning costs, how fast what does harm is refused, which marks survive.

Run as `python benchmarks/uploads.py`; it writes benchmarks/uploads.json, from which docs/understand/files.md is told.
Needs the dev environment (the corpus lies in tests), and pdftotext and pdftoppm for two of the rows.
"""

import io
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.test")

import django  # noqa: E402

django.setup()

import pikepdf  # noqa: E402
from PIL import Image  # noqa: E402

from amana.exports import documents, marks, sheets, tracing  # noqa: E402
from amana.exports.kinds import Sheet, Story  # noqa: E402
from amana.uploads import cleaning, errors  # noqa: E402
from tests import upload_corpus as made  # noqa: E402

OUT = Path(__file__).with_suffix(".json")
REPEATS = 3


def once(content: bytes) -> tuple[float, float, str]:
    """(wall seconds, processor seconds of the worker, what came out)."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    try:
        outcome = cleaning.clean(content, "file").outcome
    except errors.NotKept as refused:
        outcome = refused.code
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, outcome


def cost(content: bytes) -> dict[str, object]:
    """Middle and worst of some runs."""
    runs = [once(content) for _ in range(REPEATS)]
    return {
        "outcome": runs[0][2],
        "bytes": len(content),
        "wall_s": round(statistics.median(run[0] for run in runs), 3),
        "wall_worst_s": round(max(run[0] for run in runs), 3),
        "cpu_s": round(statistics.median(run[1] for run in runs), 3),
    }


def photo(width: int, height: int, format: str = "JPEG") -> bytes:
    """A photo of this size, with noise in it as a real one has."""
    target = io.BytesIO()
    grain = Image.effect_noise((width // 4, height // 4), 40).resize((width, height))
    Image.merge("RGB", (grain, grain.rotate(180), grain)).save(target, format)
    return target.getvalue()


def cleaned() -> dict[str, dict[str, object]]:
    """What honest files cost."""
    files = {
        "photo, 12 megapixels (JPEG)": photo(4000, 3000),
        "photo, 48 megapixels (JPEG)": photo(8000, 6000),
        "screenshot, 2 megapixels (PNG)": photo(1920, 1080, "PNG"),
        "small photo of a phone (HEIC)": made.corpus()["phone.heic"],
        "one page (PDF)": made.corpus()["author.pdf"],
        "scan inside a page (PDF)": made.corpus()["photo-inside.pdf"],
        "text": b"made up\n" * 1000,
    }
    return {name: cost(content) for name, content in files.items()}


def refused() -> dict[str, dict[str, object]]:
    """How long it takes to refuse what would do harm."""
    found = {name: cost(content) for name, (content, _) in made.hostile().items()}
    for name, program in (
        ("a parser that never ends", "while True: pass"),
        ("a parser that sleeps", "import time; time.sleep(60)"),
    ):
        begun = time.monotonic()
        try:
            cleaning._ask_worker(b"x", (sys.executable, "-I", "-c", program))
        except errors.TooLong:
            found[name] = {"outcome": errors.TooLong.code, "wall_s": round(time.monotonic() - begun, 3)}
    return found


# Which carriers survive what --------------------------------------------------------------------

MARK = bytes.fromhex("a1b2c3d4e5f60718")
LABEL = sheets.Label("K7QM-2XRD4", "Court of Erbil", datetime(2026, 3, 5, tzinfo=UTC), "en", MARK)
ROWS = [[f"IQ-2026-{n:06d}", "Presumed", "Assistance", "2026-03-05"] for n in range(1, 31)]


def carriers(content: bytes) -> list[str]:
    """The carriers of the mark that are left in a copy."""
    texts = list(tracing.texts_of(content))
    codes = set(marks.codes_of(MARK, len(ROWS)))
    left = {
        "hidden word": MARK in marks.tokens_in(texts),
        "characters without width": MARK in marks.blanks_in(texts),
        "codes of lines": bool(codes & marks.line_codes_in(texts)),
        "visible number": LABEL.number in marks.numbers_in(texts),
    }
    return [name for name, there in left.items() if there]


def saved_by(change: Callable[[pikepdf.Pdf], None], pages: bytes) -> bytes:
    """The pages after somebody changed and saved them."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages)) as document:
        change(document)
        document.save(target)
    return target.getvalue()


def without_properties(document: pikepdf.Pdf) -> None:
    """Properties and metadata go."""
    del document.docinfo
    if "/Metadata" in document.Root:
        del document.Root.Metadata


def cells_only(book: bytes) -> bytes:
    """A workbook of which the cells alone are left, as after a conversion that drops properties and names."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(target, "w") as new:
        for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
            new.writestr(name, old.read(name))
    return target.getvalue()


def surviving() -> dict[str, list[str]]:
    """What is found of the mark after what people do with files."""
    table = sheets.as_csv("My cases", Sheet(["Case", "Identification", "Help", "Opened"], ROWS), LABEL)
    book = sheets.as_workbook("My cases", Sheet(["Case", "Identification", "Help", "Opened"], ROWS), LABEL)
    story = Story([("Identity", [("Name", "Selam"), ("Born", "2001")]), ("Contact", [("Phone", "0750 000 0142")])])
    pages = documents.as_pages("File IQ-2026-000001", story, LABEL)
    lines = table.decode().splitlines()
    ascii_only = "\n".join(line.encode("ascii", "ignore").decode() for line in lines)
    found = {
        "CSV as it is": carriers(table),
        "CSV, two rows pasted into a message": carriers("\n".join(lines[3:5]).encode()),
        "CSV, rows sorted and half of them deleted": carriers("\n".join(sorted(lines[1:16])).encode()),
        "CSV, everything but plain letters removed": carriers(ascii_only.encode()),
        "CSV, first and last column cut off": carriers(
            "\n".join(",".join(line.split(",")[1:-1]) for line in lines).encode()
        ),
        "CSV, one row typed from paper": carriers(ascii_only.splitlines()[5].encode()),
        "workbook as it is": carriers(book),
        "workbook, properties and names removed": carriers(cells_only(book)),
        "pages as they are": carriers(pages),
        "pages, properties and metadata removed": carriers(saved_by(without_properties, pages)),
        "pages, saved in another program": carriers(saved_by(lambda document: None, pages)),
    }
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-", "-"], input=pages, capture_output=True, check=True).stdout
        found["pages turned into text"] = carriers(text)
    if shutil.which("pdftoppm"):
        picture = subprocess.run(["pdftoppm", "-r", "150", "-png"], input=pages, capture_output=True, check=True).stdout
        found["pages photographed or printed and scanned (as a picture)"] = carriers(picture)
    found["pages, the number read by a person and typed"] = carriers(f"Export {LABEL.number}".encode())
    found["pages, a code at the foot read by a person and typed"] = carriers(marks.line_code(MARK, -1).encode())
    return found


def main() -> None:
    """Everything is measured and written down."""
    told = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "load_before": round(os.getloadavg()[0], 1),
        "worker_holds": cleaning.what_holds(),
        "files_in_corpus": len(made.corpus()),
        "planted_before": sum(made.planted_in(content) for content in made.corpus().values()),
        "planted_after": sum(
            made.planted_in(cleaning.clean(content, "file").content) for content in made.corpus().values()
        ),
        "cleaned": cleaned(),
        "refused": refused(),
        "surviving": surviving(),
    }
    OUT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(OUT.read_text())


if __name__ == "__main__":
    main()
