"""A release's report on itself: what was spent and on what, what error is expected, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from amana_methods.disclosure.records import Charge, Schema

__all__ = ["FileNote", "Privacy", "Report", "data_package", "written_out"]


def written_out(number: float) -> str:
    """Formats a small number without a power of ten.

    >>> written_out(1e-06), written_out(4.0), written_out(0.25)
    ('0.000001', '4', '0.25')
    """
    return f"{number:.15f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Privacy:
    """What was granted and spent. `ledger` names the ledger, and `left` is the epsilon left in it; None without one."""

    epsilon: float
    delta: float
    rho: float
    charges: Sequence[Charge]
    ledger: str | None
    left: float | None

    @property
    def rho_spent(self) -> float:
        """Returns the sum of the charges, in rho."""
        return sum(charge.rho for charge in self.charges)


@dataclass(frozen=True, slots=True)
class FileNote:
    """A file of the release: lines without the header, size and SHA-256."""

    name: str
    lines: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Report:
    """The whole report. `errors` are mean errors in people by length of a combination, for noise alone.

    `absent` holds, for a column, the values of the schema that no published count names. `seed` is that of what comes
    after the noise. `is_release` is False for a trial. A release of a few tables has no errors and no absent values, and
    for each table how far a number may be off, in people, in 19 of 20 cases.
    """

    title: str
    made_at: str
    is_release: bool
    people: int
    order: int
    floor: int
    privacy: Privacy
    errors: Mapping[int, float]
    absent: Mapping[str, Sequence[str]]
    files: Sequence[FileNote]
    schema: Schema = field(repr=False)
    seed: int | None = None
    half_widths: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_of_tables(self) -> bool:
        """Whether a few tables with noise are published, and no rows."""
        return bool(self.half_widths)

    @property
    def cite(self) -> str:
        """Returns how to cite it."""
        title = self.title or "Untitled release"
        kind = "Tables" if self.is_of_tables else "Synthetic rows and counts"
        what = f"{title}. {kind} with differential privacy"
        told = f"(epsilon {written_out(self.privacy.epsilon)}, delta {written_out(self.privacy.delta)})."
        mark = "" if self.is_release else "NO RELEASE, a trial. "
        return f"{mark}{what} {told} Made with Amana, {self.made_at[:10]}. SHA-256 {self.files[0].sha256[:16]}."

    def as_data(self) -> dict[str, Any]:
        """Returns the report as plain JSON values."""
        return {
            "release": self.is_release,
            "note": None
            if self.is_release
            else "NO RELEASE: a trial without a ledger. Do not publish any of these files.",
            "title": self.title,
            "made_at": self.made_at,
            "people": {"about": self.people, "unit": "person", "person_column": self.schema.person is not None},
            "privacy": {
                "promise": "differential privacy for adding or removing one person",
                "epsilon": self.privacy.epsilon,
                "delta": self.privacy.delta,
                "rho_granted": self.privacy.rho,
                "rho_spent": self.privacy.rho_spent,
                "ledger": self.privacy.ledger,
                "epsilon_left": self.privacy.left,
                "noise_seeded": False,
                "seed_after_noise": self.seed,
            },
            "spent_on": [asdict(charge) for charge in self.privacy.charges],
            **(self._tables_data() if self.is_of_tables else self._records_data()),
            "columns": [
                {"name": column.name, "codes": list(column.codes), "blank": column.blank, "ordinal": column.ordinal}
                for column in self.schema.columns
            ],
            "files": [asdict(each) for each in self.files],
            "cite": self.cite,
        }

    def _records_data(self) -> dict[str, Any]:
        return {
            "counts": {"longest": self.order, "floor": self.floor},
            "expected_error": {
                "what": "mean absolute error of a count, in people, for noise alone; the error of the model is not in it",
                "by_length": {str(length): round(error, 2) for length, error in self.errors.items()},
            },
            "missing": {
                "below_floor": f"combinations of fewer than {self.floor} people are not in aggregates.csv",
                "blanks": "a blank is no value: it is counted in no combination",
                "unlisted": _UNLISTED,
                "values_without_a_count": {name: list(values) for name, values in self.absent.items()},
            },
        }

    def _tables_data(self) -> dict[str, Any]:
        return {
            "expected_error": {
                "what": "half-width, in people, of the interval that holds the true number in 19 of 20 cases",
                "by_table": dict(self.half_widths),
            },
            "missing": {"unlisted": _UNLISTED, "everything_else": "what was not asked for was not measured"},
        }


_UNLISTED = "values that the schema does not list became “other” or blank"
_INTERVAL = [
    {"name": "low", "type": "integer", "description": "lower end of the interval for noise"},
    {"name": "high", "type": "integer", "description": "upper end of the interval for noise"},
]


def data_package(report: Report) -> dict[str, Any]:
    """Returns the Frictionless description of the two tables. Source: specs.frictionlessdata.io, Tabular Data Package."""
    fields = {
        "synthetic.csv": [
            {
                "name": column.name,
                "type": "string",
                "constraints": {"enum": list(column.codes), "required": not column.blank},
            }
            for column in report.schema.columns
        ],
        "aggregates.csv": [
            {"name": "selections", "type": "string", "description": "column:value, joined by ;"},
            {"name": "count", "type": "number", "description": "estimated people"},
            *_INTERVAL,
        ],
        "tables.csv": [
            {"name": "table", "type": "string", "description": "columns, joined by x; people for their number"},
            {"name": "selections", "type": "string", "description": "column:value, joined by ;"},
            {"name": "people", "type": "integer", "description": "with noise"},
            *_INTERVAL,
        ],
    }
    mark = "" if report.is_release else "NO RELEASE: "
    return {
        "profile": "tabular-data-package",
        "name": "amana-release" if report.is_release else "amana-trial-no-release",
        "title": f"{mark}{report.title}",
        "description": report.cite,
        "created": report.made_at,
        "release": report.is_release,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": note.name.removesuffix(".csv"),
                "title": f"{mark}{note.name}",
                "path": note.name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": note.bytes,
                "hash": f"sha256:{note.sha256}",
                "schema": {"fields": fields[note.name], "missingValues": [""]},
            }
            for note in report.files
            if note.name in fields
        ],
    }
