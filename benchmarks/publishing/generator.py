"""A made-up table of the shape of the field's published one: twenty columns, eight to ten of them filled, nearly every row unique.

    .venv/bin/python -m benchmarks.publishing.generator --rows 10000 --seed 1 --out var/publishing/10000-1

writes `records.csv` and `schema.toml`. Everything comes from code lists and a seed; no case was looked at. A person has
a hidden profile and a hidden severity, neither of which is written out; every column depends on them, and a few columns
depend on each other directly.
"""

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Values = NDArray[np.int64]  # codes of one column; the largest code is the blank

YEARS = tuple(str(year) for year in range(2008, 2023))
SEX = ("woman", "man", "other")
AGES = ("under 9", "9-17", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48 and over")
CITIZENSHIP = tuple(f"C{number:02}" for number in range(1, 41))
COUNTRY = CITIZENSHIP[:30]
MEANS = (
    "debt",
    "earnings",
    "threats",
    "mental",
    "physical",
    "sexual",
    "promises",
    "substances",
    "movement",
    "documents",
)
LABOUR = ("farm", "building", "house", "fishing", "factory", "hotel", "begging", "trade")
RECRUITER = ("partner", "friend", "family", "stranger", "agency")
YES = ("1",)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the table is like; each share is of all people unless said otherwise."""

    profiles: int = 10
    profile_alike: float = 2.0  # of a Dirichlet: the larger, the more even the shares of profiles
    zipf: float = 0.4  # how steeply citizenships fall off within a profile
    same_country: float = 1 / 3  # exploited in the country of citizenship
    severity: float = 0.3  # how strongly severity moves the means of control
    profile_effect: float = 0.5  # how strongly the profile does
    means_at: float = -1.4  # the logit of a means of control, on average
    blank_age: float = 0.20
    blank_citizenship: float = 0.10
    blank_country: float = 0.20
    blank_labour: float = 0.30  # of those in forced labour
    blank_recruiter: float = 0.50
    years_apart: float = 8.0  # standard deviation of the year within a profile


COLUMNS: tuple[tuple[str, tuple[str, ...], bool, bool], ...] = (  # name, codes, may be blank, ordinal
    ("year", YEARS, True, True),
    ("sex", SEX, True, False),
    ("age", AGES, True, True),
    ("citizenship", CITIZENSHIP, True, False),
    ("country", COUNTRY, True, False),
    *((f"means_{name}", YES, True, False) for name in MEANS),
    ("forced_labour", YES, True, False),
    ("sexual_exploitation", YES, True, False),
    ("other_exploitation", YES, True, False),
    ("type_of_labour", LABOUR, True, False),
    ("recruiter", RECRUITER, True, False),
)


def schema() -> str:
    """The schema of the table, as TOML."""
    lines = ['title = "A made-up table of the shape of the field\'s published one"']
    for name, codes, blank, ordinal in COLUMNS:
        lines += ["", "[[column]]", f"name = {json.dumps(name)}", f"codes = {json.dumps(list(codes))}"]
        lines += ["blank = true"] * blank + ["ordinal = true"] * ordinal
    lines += ["", "[[only_with]]", 'column = "type_of_labour"', 'requires = { forced_labour = ["1"] }', ""]
    return "\n".join(lines)


class People:
    """People with a profile and a severity, and what is written down of them."""

    def __init__(self, rows: int, seed: int, shape: Shape) -> None:
        self.chance = np.random.default_rng([seed, 7])
        self.rows, self.shape = rows, shape
        shares = self.chance.dirichlet(np.full(shape.profiles, shape.profile_alike))
        self.profile = self.chance.choice(shape.profiles, rows, p=shares)
        self.severity = self.chance.normal(size=rows)

    def columns(self) -> list[Values]:
        """The twenty columns in the order of COLUMNS."""
        shape, chance = self.shape, self.chance
        centre = chance.uniform(0, len(YEARS), shape.profiles)
        year = np.clip(np.rint(chance.normal(centre[self.profile], shape.years_apart)), 0, len(YEARS) - 1).astype(int)
        sex = self._by_profile(chance.dirichlet((3.0, 1.5, 0.06), shape.profiles))
        age = self._by_profile(chance.dirichlet(np.full(len(AGES), 1.5), shape.profiles))
        citizenship = self._by_profile(self._falling(len(CITIZENSHIP)))
        abroad = self._by_profile(self._falling(len(COUNTRY)))
        at_home = (chance.random(self.rows) < shape.same_country) & (citizenship < len(COUNTRY))
        country = np.where(at_home, citizenship, abroad)
        means = [self._flag(shape.means_at, shape.severity) for _ in MEANS]
        labour = self._flag(-0.6, 0.0)
        sexual = self._flag(-0.2, 0.3, less=2.0 * (labour == 0))
        neither = (labour == 1) & (sexual == 1)
        other = np.where(neither & (chance.random(self.rows) < 0.4), 0, 1)
        work = self._by_profile(chance.dirichlet(np.full(len(LABOUR), 0.8), shape.profiles))
        work = np.where(labour == 0, self._blanked(work, len(LABOUR), shape.blank_labour), len(LABOUR))
        recruiter = self._by_profile(chance.dirichlet(np.full(len(RECRUITER), 1.0), shape.profiles))
        return [
            year,
            self._blanked(sex, len(SEX), 0.01),
            self._blanked(age, len(AGES), shape.blank_age),
            self._blanked(citizenship, len(CITIZENSHIP), shape.blank_citizenship),
            self._blanked(country, len(COUNTRY), shape.blank_country),
            *means,
            labour,
            sexual,
            other,
            work,
            self._blanked(recruiter, len(RECRUITER), shape.blank_recruiter),
        ]

    def _by_profile(self, shares: NDArray[np.float64]) -> Values:
        """A value for each person, drawn from the shares of her profile (profiles x values)."""
        up_to = np.cumsum(shares, axis=1)
        up_to[:, -1] = 1.0
        drawn: Values = (self.chance.random(self.rows)[:, None] > up_to[self.profile]).sum(axis=1)
        return drawn

    def _falling(self, values: int) -> NDArray[np.float64]:
        """Shares that fall off like Zipf's, in an order of its own for each profile."""
        ranks = np.stack([self.chance.permutation(values) for _ in range(self.shape.profiles)])
        shares = 1.0 / (1.0 + ranks) ** self.shape.zipf
        falling: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
        return falling

    def _flag(self, logit: float, slope: float, less: NDArray[np.float64] | float = 0.0) -> Values:
        """0 for yes and 1 for blank."""
        effects = self.chance.normal(0, self.shape.profile_effect, self.shape.profiles)
        score = logit + effects[self.profile] + slope * self.severity - less
        return np.where(self.chance.random(self.rows) < 1 / (1 + np.exp(-score)), 0, 1)

    def _blanked(self, values: Values, blank: int, share: float) -> Values:
        return np.where(self.chance.random(self.rows) < share, blank, values)


def make(rows: int, seed: int, shape: Shape | None = None) -> NDArray[np.int16]:
    """The table as codes, rows x 20; the code after a column's last one is the blank."""
    columns = People(rows, seed, shape or Shape()).columns()
    return np.stack(columns, axis=1).astype(np.int16)


def write(codes: NDArray[np.int16], folder: Path) -> None:
    """`records.csv` and `schema.toml` stand in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    values = [np.array([*names, ""], dtype=object) for _, names, _, _ in COLUMNS]
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, *_ in COLUMNS])
        writer.writerows(zip(*(values[place][codes[:, place]] for place in range(len(COLUMNS))), strict=True))
    (folder / "schema.toml").write_text(schema(), encoding="utf-8")


def make_up(codes: NDArray[np.int16]) -> dict[str, float]:
    """Filled fields a row, and the share of rows that no other row equals."""
    blanks = np.array([len(names) for _, names, _, _ in COLUMNS])
    _, counts = np.unique(codes, axis=0, return_counts=True)
    return {
        "filled fields a row": round(float((codes != blanks).sum(axis=1).mean()), 2),
        "unique rows": round(float((counts == 1).sum() / len(codes)), 4),
    }


def main(arguments: list[str] | None = None) -> int:
    """A table is written and its make-up printed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.publishing.generator", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    codes = make(given.rows, given.seed)
    write(codes, given.out)
    print({"rows": given.rows, "seed": given.seed, **make_up(codes)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
