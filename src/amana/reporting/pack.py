"""Reading the country pack for reporting: indicators, dimensions, the rule of small cells, the reports."""

from amana.countrypacks import pack
from amana.intake.pack_sections import SCREENING
from amana.outreach.pack_sections import OUTREACH
from amana.reporting.limits import Limits
from amana.reporting.pack_sections import RESULTS, ReportProfile, ResultEntry

# The list of the pack that names the codes of a dimension.
_LISTS = {
    "sex": "sex",
    "age_group": "age_group",
    "population_group": "population_group",
    "material": "material",
    "language": "language",
    "institution": "institution",
    "topic": "training_topic",
    "channel": "channel",
    "nationality_group": "country",
    "exploitation": "exploitation",
    "currency": "currency",
}


def entries() -> dict[str, ResultEntry]:
    """Returns every indicator of the pack, by id."""
    return dict(RESULTS.of(pack()).indicators)


def dimension_name(dimension: str) -> str:
    """A dimension in the reader's words."""
    known = RESULTS.of(pack()).dimensions
    return str(known[dimension]) if dimension in known else dimension


def min_cell() -> int:
    """Returns the number of people below which a group is small."""
    return RESULTS.of(pack()).disclosure.min_cell


def limits() -> Limits:
    """Returns the pack's limits on what may be shown."""
    said = RESULTS.of(pack()).disclosure
    return Limits(
        min_cell=said.min_cell,
        rare_nationality=said.nationality_grouping_when_below,
        currency=pack().currency,
        fewest_for_districts=said.no_district_when_total_below,
        round_to=said.round_to,
        dominance_percent=said.dominance_percent,
    )


def rare_nationality() -> int:
    """Returns the number of people below which nationalities are merged."""
    return RESULTS.of(pack()).disclosure.nationality_grouping_when_below


def territory_of(governorate: str) -> str:
    """Returns the territory whose law applies in a governorate; empty when it is not known."""
    known = pack().governorates
    return known[governorate].territory if governorate in known else ""


def code_name(dimension: str, code: str) -> str | None:
    """A code of a dimension in the reader's words; None where the pack does not name it."""
    country = pack()
    if dimension in _LISTS:
        options = country.lists.get(_LISTS[dimension], ())
        return next((str(option.label) for option in options if option.id == code), None)
    named = {
        "governorate": {place.id: place.name for place in country.governorates.values()},
        "territory": {key: each.name for key, each in country.territories.items()},
        "type": {key: each.name for key, each in OUTREACH.of(country).types.items()},
        "profile": dict(SCREENING.of(country).entry.profiles),
        "service": {key: each.name for key, each in country.services.items()},
        "item": {key: each.name for key, each in country.services.items()},
        "service_category": {key: each.name for key, each in country.categories.items()},
    }.get(dimension, {})
    return str(named[code]) if code in named else None


def reports() -> dict[str, ReportProfile]:
    """The reports of the pack that ask for indicators, by id."""
    return {key: each for key, each in RESULTS.of(pack()).profiles.items() if each.indicators}
