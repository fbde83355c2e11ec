# SPDX-License-Identifier: Apache-2.0
"""Records of a release in a CSV file: read in parts into codes, one row for each person, faults named by line.

`draft` proposes a schema from a file. It is for a human to complete: what it lists was seen in the records, and a
published list of what was seen reveals who is there.
"""

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from amana_methods.disclosure.records.schema import Codes, Schema

__all__ = ["FileFault", "People", "draft", "read_people", "rows_of"]

_PART = 20_000  # rows held as text at once
_MOST_FAULTS = 10
_MOST_CODES = 60
_SHOWN = 5  # unlisted values of a column that are reported


class FileFault(Exception):
    """A file cannot be used; the sentence names the file, the line and what to do."""


@dataclass(frozen=True)
class People:
    """Records as codes (people x columns), with what the keepers of the file should know about it.

    `repeated` counts rows that were left out because their person had one already. `unlisted` holds, for a column, some
    of its values that the schema does not list. Neither may be published.
    """

    codes: Codes
    repeated: int = 0
    unlisted: dict[str, list[str]] = field(default_factory=dict)


def read_people(path: Path, schema: Schema, progress: Callable[[int], None] = lambda _rows: None) -> People:
    """Reads the people of a CSV file with a header; columns that the schema does not name are not read.

    Where the schema names the column of the person, the first row of each counts. Raises FileFault with the lines.
    """
    parts, known = [], [set(column.values) for column in schema.columns]
    unlisted: dict[str, set[str]] = {name: set() for name in schema.names}
    seen: set[str] = set()
    repeated = total = 0
    with rows_of(path) as (header, rows):
        places = _places(path, header, (*schema.names, *((schema.person,) if schema.person else ())))
        wanted, person = places[: len(schema.names)], places[-1] if schema.person else None
        while part := list(islice(rows, _PART)):
            total += len(part)
            if person is not None:
                part, again = _first_of_each(path, part, person, seen)
                repeated += again
            texts = [[row[place] for place in wanted] for _line, row in part]
            for name, values, column in zip(schema.names, known, zip(*texts, strict=True), strict=False):
                unlisted[name] |= {value.strip() for value in set(column)} - values - {""}
            parts.append(schema.encode(texts))
            progress(total)
    codes = np.concatenate(parts) if parts else np.zeros((0, len(schema.names)), dtype=np.int16)
    return People(codes, repeated, {name: sorted(found)[:_SHOWN] for name, found in unlisted.items() if found})


def draft(path: Path, title: str) -> str:
    """Returns a schema in TOML with the values that the file contains, marked as a draft, which no release accepts.

    Columns with more than sixty values are named and left empty. Raises FileFault.
    """
    with rows_of(path) as (header, rows):
        found: list[set[str]] = [set() for _ in header]
        for _line, row in rows:
            for values, value in zip(found, row, strict=True):
                if len(values) <= _MOST_CODES:
                    values.add(value.strip())
    lines = [
        "# A draft made from records. Do not publish it and do not release with it as it is: it lists what was seen, and",
        "# a list of what was seen tells who is there. Complete every list from your code lists (also with what nobody",
        "# has), say where order means something, which combinations cannot be, and which column names the person.",
        "draft = true  # remove this line when a person has gone through all of it",
        f"title = {_text(title)}",
        '# person = "case_id"  # the column that names the person; it is never published',
    ]
    for name, values in zip(header, found, strict=True):
        lines += ["", "[[column]]", f"name = {_text(name)}"]
        codes = sorted(values - {""})
        if len(values) > _MOST_CODES:
            lines += ["# More than 60 values: a name, a date or a number? Leave it out, or group it.", "codes = []"]
        else:
            lines.append(f"codes = [{', '.join(_text(code) for code in codes)}]")
        lines.append(
            f"blank = {'true' if '' in values else 'true  # nobody is blank here; keep it unless it cannot be'}"
        )
        lines.append("# ordinal = true  # bands or years, in their order")
        lines.append('# other = "..."  # the code that takes what is not listed; without it, such values become blank')
    lines += ["", "# [[only_with]]", '# column = "sector"', '# requires = { work = ["forced"] }', ""]
    return "\n".join(lines)


@contextmanager
def rows_of(path: Path) -> Iterator[tuple[list[str], Iterator[tuple[int, list[str]]]]]:
    """Yields the header of a CSV file, and its rows with their line numbers; skips empty lines. Raises FileFault."""
    line = 0
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(",;\t", key=first.count), strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not any(header):
                raise FileFault(f"{path} is empty: a header and a row for each person are expected.")
            if twice := sorted({name for name in header if header.count(name) > 1}):
                raise FileFault(f"{path}, line 1: the column “{twice[0]}” stands there twice.")
            yield header, _whole(path, reader, len(header))
            line = reader.line_num
    except OSError as fault:
        raise FileFault(f"{path}: {fault.strerror or fault}.") from fault
    except UnicodeDecodeError as fault:
        raise FileFault(f"{path}, line {_undecodable(path)}: this is not UTF-8. Save it as “CSV UTF-8”.") from fault
    except csv.Error as fault:
        raise FileFault(f"{path}, line {max(line, reader.line_num)}: {fault}.") from fault


def _whole(path: Path, reader: Any, width: int) -> Iterator[tuple[int, list[str]]]:
    faults: list[str] = []
    for row in reader:
        if len(row) == width:
            if not faults:
                yield reader.line_num, row
        elif any(cell.strip() for cell in row):
            faults.append(f"{path}, line {reader.line_num}: {len(row)} cells, and the header has {width}.")
            if len(faults) == _MOST_FAULTS:
                break
    if faults:
        raise FileFault("\n".join(faults))


def _undecodable(path: Path) -> int:
    """Returns the first line that is not UTF-8; the first of all in a file that is in another encoding throughout."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _places(path: Path, header: Sequence[str], names: Sequence[str]) -> list[int]:
    if missing := [name for name in names if name not in header]:
        raise FileFault(f"{path}, line 1: there is no column “{missing[0]}”; there are {', '.join(header)}.")
    return [header.index(name) for name in names]


def _first_of_each(
    path: Path, part: Sequence[tuple[int, list[str]]], person: int, seen: set[str]
) -> tuple[list[tuple[int, list[str]]], int]:
    """Returns the rows of people who had none yet, and how many rows were left out."""
    kept = []
    for line, row in part:
        who = row[person].strip()
        if not who:
            raise FileFault(f"{path}, line {line}: nobody is named as the person of this row.")
        if who not in seen:
            seen.add(who)
            kept.append((line, row))
    return kept, len(part) - len(kept)


def _text(value: str) -> str:
    """Returns the value as a TOML text; JSON writes the same."""
    return json.dumps(value, ensure_ascii=False)
