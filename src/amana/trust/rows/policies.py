"""How a room declares who reads, adds, changes and removes the rows of its tables.

Each room that has tables keeps `ROWS`, a `RowPolicies`, in its module `row_policies`. `amana.row_security` generates
the SQL of all rooms together. Conditions are SQL on a row of the table; they name the tables of their own room and of
rooms below.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from amana.trust.capabilities import PRESETS

MODULE = "row_policies"
SYSTEM, FIGURES = "amana_is('system')", "amana_is('figures')"
ACTOR, UNITS = "(SELECT amana_actor())", "(SELECT amana_units())::uuid[]"
ORGANISATION = "(SELECT amana_organisation())"
WATCHES = "amana_watches()"
NOBODY = "false"

# How a unit or a worker may have met a procedure: a consent in its favour, its own work, a question that was sent to it.
type Meeting = Literal["agreed", "at_work", "asked"]


def exists(table: str, condition: str) -> str:
    """The SQL that a row of the table meets the condition. `table` is its name and a short name for the condition."""
    return f"EXISTS (SELECT 1 FROM {table} WHERE {condition})"


def who_can(capability: str) -> str:
    """Returns the SQL that the actor has a role with this capability, as roles are when the policies are written."""
    roles = sorted(role for role, verbs in PRESETS.items() if capability in verbs)
    named = ", ".join(f"'{role}'" for role in roles)
    return exists("trust_rolegrant g", f"g.user_id = {ACTOR} AND g.role IN ({named})")


def of_parent(table: str, column: str) -> str:
    """Returns the SQL that the row follows the row of another protected table."""
    return exists(f"{table} parent", f"parent.id = {column}")


@dataclass(frozen=True)
class Policy:
    """`reads`, `writes` and `counted`: who sees rows, who may add and change them, and whether counting reads them.

    `writes` is what a row must be like after it was added or changed, `reads` where it is empty; nobody changes or removes
    what is not seen.
    """

    table: str
    reads: str
    writes: str = ""
    counted: bool = True


@dataclass(frozen=True)
class Ground:
    """A further ground on which the rows of a table of a lower room are read, and another on which they are written.

    `common` marks the ground on which most rows are read. It comes before the room's own: PostgreSQL evaluates the grounds of a
    row in the order in which they are written, until one holds.
    """

    table: str
    reads: str = ""
    writes: str = ""
    common: bool = False


@dataclass(frozen=True)
class Function:
    """A function of the database that reads as the system, and returns ids alone, or yes or no.

    `head` is its name with its arguments, `returns` `boolean` or `SETOF uuid`, `query` its result.
    """

    head: str
    returns: Literal["boolean", "SETOF uuid"]
    query: str


@dataclass(frozen=True)
class Answer:
    """What the public face may ask for without reading a table: a function of a look-up value, run as the owner.

    `arguments` and `columns` are SQL, `query` its result.
    """

    name: str
    arguments: str
    columns: str
    query: str


@dataclass(frozen=True)
class PublicFace:
    """What a room gives to the role of the public face.

    `adds`: the table, and the condition that a row it adds must meet. `reads`: the table, and which of its rows are
    published; it is given no others.
    """

    answers: tuple[Answer, ...] = ()
    adds: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowPolicies:
    """What a room declares about its tables.

    `protected`: its tables under policy. `open`: its other tables, each with what it holds, because everybody at the
    desk gets their rows. `grounds`: on which further grounds rows of lower rooms are given. `meetings`: queries that
    return ids of procedures for `who` (a user) and `units` (the user's). `only_added`: tables of which no row is ever
    changed.
    """

    protected: tuple[Policy, ...] = ()
    open: Mapping[str, str] = field(default_factory=dict)
    grounds: tuple[Ground, ...] = ()
    meetings: tuple[tuple[Meeting, str], ...] = ()
    functions: tuple[Function, ...] = ()
    only_added: tuple[str, ...] = ()
    public: PublicFace = field(default_factory=PublicFace)


def rows_of_rooms() -> Iterator[tuple[str, RowPolicies]]:
    """Returns (room, its declarations), lowest room first, for each that has tables."""
    for config in apps.get_app_configs():
        if config.name.startswith("amana.") and module_has_submodule(config.module, MODULE):
            yield config.name, import_module(f"{config.name}.{MODULE}").ROWS


def protected_tables() -> tuple[str, ...]:
    """Returns the tables of all rooms whose rows are given by policy."""
    return tuple(policy.table for _room, rows in rows_of_rooms() for policy in rows.protected)
