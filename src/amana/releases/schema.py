"""What the columns of a release may say, declared from the country pack and never from records.

A *family* is a fact as people know it (sex, kind of exploitation); in records a family of several codes becomes one yes
column for each code, in tables one column in which a person with several codes is under "several".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_lazy

from amana.countrypacks import pack
from amana.reporting import pack as results
from amana.reporting.pack_sections import RESULTS
from amana_methods.disclosure.records import Schema

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNKNOWN = frozenset({"unknown", "not_known", "not_specified"})
SEVERAL, OTHER, EARLIER, YES = "several", "other", "earlier", "yes"
LABOUR = "labour"
# Kinds of exploitation in which somebody works for others; only these have a sector of work.
LABOUR_KINDS = frozenset(
    {"forced_labour", "domestic_servitude", "begging", "forced_criminality", "armed_group", "other_labour"}
)


@dataclass(frozen=True)
class Family:
    """A fact that may be published: its id, the list of the pack that names its codes, whether one person has several.

    `same_as` names families that say the same, of which only one is taken.
    """

    id: str
    codes: tuple[str, ...]
    meaning: "_StrPromise"
    several: bool = False
    ordinal: bool = False
    same_as: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Returns the family in the reader's words."""
        return family_name(self.id)


def families(years: Sequence[int]) -> dict[str, Family]:
    """Returns every fact that may be published, by id; `years` are those of the requested months."""
    return {each.id: each for each in _families(years)}


def _families(years: Sequence[int]) -> Iterable[Family]:
    country = pack()
    yield Family(
        "year",
        (EARLIER, *(str(year) for year in years)),
        gettext_lazy("The year in which the person’s first case here began."),
        ordinal=True,
    )
    yield Family("sex", _known_codes("sex"), gettext_lazy("As it was recorded; nothing is guessed from a name."))
    yield Family(
        "age_group", _known_codes("age_group"), gettext_lazy("The age group at the first case."), ordinal=True,
        same_as=frozenset({"age_band"}),
    )  # fmt: skip
    yield Family(
        "age_band", _known_codes("age_band"), gettext_lazy("The age in narrower bands, where it was recorded so."),
        ordinal=True, same_as=frozenset({"age_group"}),
    )  # fmt: skip
    yield Family(
        "nationality",
        _known_codes("country"),
        gettext_lazy("The nationality. Whoever has several stands under the first one of the list."),
    )
    yield Family(
        "governorate", tuple(country.governorates), gettext_lazy("Where the case is worked on, never a district."),
        same_as=frozenset({"territory"}),
    )  # fmt: skip
    yield Family(
        "territory", tuple(country.territories), gettext_lazy("The territory whose law holds there."),
        same_as=frozenset({"governorate"}),
    )  # fmt: skip
    yield Family(
        "population_group",
        _known_codes("population_group"),
        gettext_lazy("Whether displaced, returned, refugee, migrant."),
    )
    yield Family(
        "exploitation",
        _known_codes("exploitation"),
        gettext_lazy("What was done to the person, by kind."),
        several=True,
    )
    yield Family(
        "means_of_control",
        _known_codes("means_of_control"),
        gettext_lazy("How the person was kept under control."),
        several=True,
    )
    yield Family(
        "sector", _known_codes("sector"),
        gettext_lazy("In which work. Said only where somebody was made to work: everything else cannot be."),
        several=True,
    )  # fmt: skip
    yield Family("country_of_exploitation", _known_codes("country"), gettext_lazy("The country in which it happened."))


def _known_codes(name: str) -> tuple[str, ...]:
    return tuple(option.id for option in pack().lists[name] if option.id not in UNKNOWN)


def records_schema(title: str, chosen: Sequence[str], years: Sequence[int]) -> dict[str, Any]:
    """Returns the schema of records with these families, as plain data; structural zeros are declared in it."""
    known = families(years)
    columns: list[dict[str, Any]] = []
    only_with: list[dict[str, Any]] = []
    labour = "sector" in chosen
    if labour:
        columns.append({"name": LABOUR, "codes": [YES], "blank": True})
    for id in chosen:
        family = known[id]
        if not family.several:
            columns.append(_single(family))
            continue
        for code in family.codes:
            name = flag_name(id, code)
            columns.append({"name": name, "codes": [YES], "blank": True})
            if labour and (id == "sector" or (id == "exploitation" and code in LABOUR_KINDS)):
                only_with.append({"column": name, "requires": {LABOUR: [YES]}})
    return {"title": title, "column": columns, "only_with": only_with}


def tables_schema(title: str, wanted: Iterable[Sequence[str]], years: Sequence[int]) -> dict[str, Any]:
    """Returns the schema of the columns of these tables, as plain data; every person is in one cell of each table."""
    known = families(years)
    ids = list(dict.fromkeys(id for table in wanted for id in table))
    return {"title": title, "column": [_single(known[id], several=known[id].several) for id in ids], "only_with": []}


def _single(family: Family, *, several: bool = False) -> dict[str, Any]:
    codes = [*family.codes, SEVERAL] if several else list(family.codes)
    column: dict[str, Any] = {"name": family.id, "codes": codes, "blank": True, "ordinal": family.ordinal}
    if family.id == "year":
        column |= {"blank": False, "other": EARLIER}
    elif OTHER in codes:
        column["other"] = OTHER
    return column


def rows_of(schema: Schema, people: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Returns one row for each person in the order of the columns. `people` hold a tuple of codes for each family."""
    return [[_value(name, person) for name in schema.names] for person in people]


def _value(name: str, person: Mapping[str, Any]) -> str:
    if name == LABOUR:
        return YES if LABOUR_KINDS & set(person.get("exploitation", ())) or person.get("sector") else ""
    family, _dot, code = name.partition(".")
    codes = tuple(each for each in person.get(family, ()) if each not in UNKNOWN)
    if code:
        return YES if code in codes else ""
    if len(set(codes)) > 1:
        return SEVERAL if family in ("exploitation", "means_of_control", "sector") else codes[0]
    return codes[0] if codes else ""


def flag_name(family: str, code: str) -> str:
    """Returns the name of the yes column of a code.

    >>> flag_name("sector", "agriculture")
    'sector.agriculture'
    """
    return f"{family}.{code}"


# Words -----------------------------------------------------------------------------------------------

_DIMENSION = {"nationality": "nationality_group"}


def family_name(id: str) -> str:
    """A family in the reader's words, as on every other page."""
    if id == "year":
        return gettext("Year")
    if id == LABOUR:
        return gettext("Made to work")
    if id in pack().fields and id not in RESULTS.of(pack()).dimensions:
        return str(pack().fields[id].label)
    return results.dimension_name(_DIMENSION.get(id, id))


def column_name(name: str) -> str:
    """Returns a column in the reader's words; a yes column by what it says yes to."""
    family, _dot, code = name.partition(".")
    return f"{family_name(family)}: {value_name(family, code)}" if code else family_name(family)


def value_name(family: str, code: str) -> str:
    """Returns a value of a column in the reader's words; a blank as not known."""
    if not code:
        return gettext("Not known")
    if code == SEVERAL:
        return gettext("Several of these")
    if code == EARLIER and family == "year":
        return gettext("Earlier")
    if code == YES:
        return gettext("Yes")
    if family == "year":
        return code
    lists = {"nationality": "country", "country_of_exploitation": "country"}
    if family == "governorate":
        return str(pack().governorates[code].name) if code in pack().governorates else code
    if family == "territory":
        return str(pack().territories[code].name) if code in pack().territories else code
    options = pack().lists.get(lists.get(family, family), ())
    return next((str(option.label) for option in options if option.id == code), code)
