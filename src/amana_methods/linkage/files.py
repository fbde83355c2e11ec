# SPDX-License-Identifier: Apache-2.0
"""Registers as CSV files: read a line at a time with faults named by line, written whole or not at all."""

import codecs
import csv
import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from amana_methods.linkage.dates import ordinal_of, read_birth
from amana_methods.linkage.registration import COLUMNS, Registration
from amana_methods.names import fold

__all__ = ["FileFault", "FileShape", "encoding_of", "place_for", "read_mapping", "read_registrations", "write_csv"]

_MOST_FAULTS = 10


class FileFault(Exception):
    """A file cannot be used; the sentence names the file, the line and what to do."""


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a foreign file writes things: `columns` from ours to theirs, `values` of a column from theirs to ours.

    `country_code` completes phone numbers written as at home. `encoding` and `delimiter` are detected where empty.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    country_code: str = ""
    encoding: str = ""
    delimiter: str = ""


def read_mapping(path: Path) -> FileShape:
    """Reads the mapping of a TOML file with [columns], [values.COLUMN] and [file]. FileFault for anything else."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise FileFault(f"{path}: {fault.strerror or fault}.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise FileFault(f"{path} is no TOML file: {fault}.") from fault
    columns, values, about = (data.pop(name, {}) for name in ("columns", "values", "file"))
    if data:
        raise FileFault(
            f"{path}: “{next(iter(data))}” means nothing here; there are [columns], [values.COLUMN] and [file]."
        )
    for name in (*columns, *values):
        if name not in COLUMNS:
            raise FileFault(f"{path}: there is no column “{name}”; there are {', '.join(COLUMNS)}.")
    for name in about:
        if name not in ("encoding", "delimiter", "country_code"):
            raise FileFault(
                f"{path}: “{name}” means nothing in [file]; it may say encoding, delimiter and country_code."
            )
    return FileShape(
        columns,
        values,
        str(about.get("country_code", "")).lstrip("+"),
        about.get("encoding", ""),
        about.get("delimiter", ""),
    )


def encoding_of(path: Path) -> str:
    """Returns the file's encoding: utf-8-sig, utf-16 or cp1256. FileFault, naming the line, when it is none of them.

    Windows Arabic (cp1256) is assumed only where its bytes give Arabic letters and no characters of other code pages.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        line = 1
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
                line += chunk.count(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as fault:
            line += fault.object[: fault.start].count(b"\n")
        else:
            return "utf-8-sig"
        file.seek(0)
        arabic = other = 0
        while chunk := file.read(1 << 20):
            for letter in chunk.translate(None, _PLAIN).decode("cp1256", errors="replace"):
                if "\u0600" <= letter <= "\u06ff" or letter in "\u200c\u200d\u200e\u200f\u00a0":
                    arabic += 1
                else:
                    other += 1
        if arabic > 4 * other:
            return "cp1256"
    raise FileFault(
        f"{path}, line {line}: this is neither UTF-8 nor Windows Arabic (cp1256). Save the file as “CSV UTF-8”, "
        'or name its encoding in the mapping: [file] encoding = "...".'
    )


_PLAIN = bytes(range(128))


def read_registrations(
    path: Path, mapping: FileShape = FileShape(), id_column: str = "record_id"
) -> Iterator[Registration]:
    """Reads the registrations of a CSV file, in its order. FileFault names up to ten faulty lines at once.

    Any column but the identifier may be missing, and others may be there. Dates are checked here, so that their line
    can be named.
    """
    faults: list[str] = []
    seen: dict[str, int] = {}
    try:
        encoding = mapping.encoding or encoding_of(path)
        with path.open(encoding=encoding, newline="") as file:
            delimiter = mapping.delimiter or _delimiter(file.readline())
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            header = next(reader, [])
            places = _places(path, header, mapping, id_column)
            width = max(places.values()) + 1
            for row in reader:
                line = reader.line_num
                if not any(cell.strip() for cell in row):
                    continue
                if any(cell.strip() for cell in row[len(header) :]):
                    found: Registration | str = f"the first line has {len(header)} columns, this one has {len(row)}"
                else:
                    found = _registration(row, places, mapping, width)
                fault = found if isinstance(found, str) else _fault(found, seen)
                if fault:
                    faults.append(f"{path}, line {line}: {fault}.")
                    if len(faults) == _MOST_FAULTS:
                        break
                elif isinstance(found, Registration) and not faults:
                    seen[found.record_id] = line
                    yield found
    except OSError as fault:
        raise FileFault(f"{path}: {fault.strerror or fault}.") from fault
    except (UnicodeDecodeError, LookupError) as fault:
        raise FileFault(f"{path} is not written in {mapping.encoding}: {fault}.") from fault
    except csv.Error as fault:
        said = "a quotation mark is opened and not closed" if "unexpected end" in str(fault) else str(fault)
        raise FileFault(f"{path}, line {reader.line_num}: {said}.") from fault
    if faults:
        raise FileFault("\n".join(faults))


def place_for(out: Path, *inputs: Path) -> None:
    """Checks that results can be written to `out`. FileFault where it is one of the inputs, or its folder is missing.

    Called before the work begins: a register is not overwritten by its own results, and no hour of work is lost.
    """
    if any(out.resolve() == each.resolve() for each in inputs):
        raise FileFault(f"{out} is a file of this run already; results need a file of their own. Nothing was changed.")
    if not out.resolve().parent.is_dir():
        raise FileFault(f"{out} cannot be written: there is no folder {out.resolve().parent}.")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Writes exactly these rows to the file; until all are written, the previous content stays. Returns the number of rows."""
    count = 0
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as fault:
        raise FileFault(f"{path} cannot be written: {fault.strerror or fault}.") from fault
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in rows:
                writer.writerow(row)
                count += 1
        part.chmod(0o600)  # it names people, or the numbers of their records
        part.replace(path)
    except OSError as fault:
        raise FileFault(f"{path} cannot be written: {fault.strerror or fault}.") from fault
    finally:
        part.unlink(missing_ok=True)
    return count


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _places(path: Path, header: Sequence[str], mapping: FileShape, id_column: str) -> dict[str, int]:
    names = [name.strip().lstrip("\ufeff") for name in header]
    if not any(names):
        raise FileFault(f"{path}, line 1: there is nothing in it; the first line names the columns.")
    for name in names:
        if name and names.count(name) > 1:
            raise FileFault(f"{path}, line 1: the column “{name}” stands there twice.")
    for ours, theirs in mapping.columns.items():
        if theirs not in names:
            raise FileFault(
                f"{path}, line 1: the mapping says that “{ours}” is the column “{theirs}”, which is not there."
            )
    wanted = {ours: mapping.columns.get(ours, ours) for ours in COLUMNS}
    if id_column not in names and id_column != "record_id":
        id_column = "record_id"
    wanted["record_id"] = mapping.columns.get("record_id", id_column)
    places = {ours: names.index(theirs) for ours, theirs in wanted.items() if theirs in names}
    if "record_id" not in places:
        raise FileFault(
            f"{path}, line 1: the column “{wanted['record_id']}” is missing; a mapping can name another one."
        )
    if len(places) == 1:
        raise FileFault(f"{path}, line 1: there is nothing to compare; known columns are {', '.join(COLUMNS[1:])}.")
    return places


def _registration(row: Sequence[str], places: Mapping[str, int], mapping: FileShape, width: int) -> Registration | str:
    if len(row) < width:
        return f"{width} columns are needed, {len(row)} are there"
    values = {ours: row[place].strip() for ours, place in places.items()}
    for ours, meanings in mapping.values.items():
        if ours in values:
            values[ours] = meanings.get(values[ours], values[ours])
    return Registration(**values)


def _fault(found: Registration, seen: Mapping[str, int]) -> str:
    if not found.record_id:
        return "the identifier is empty"
    if found.record_id in seen:
        return f"the identifier “{found.record_id}” was in line {seen[found.record_id]} already"
    try:
        read_birth(found.birth_date, found.birth_precision)
    except ValueError as fault:
        return f"birth_date: {fault}"
    try:
        ordinal_of(fold(found.registered_on))
    except ValueError as fault:
        return f"registered_on: {fault}"
    return ""
