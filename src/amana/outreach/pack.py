"""Reading the country pack for outreach: kinds of activities, what is planned and what is counted."""

from amana.countrypacks import pack
from amana.countrypacks.values import Field, Option
from amana.outreach.pack_sections import OUTREACH

# Kinds that every pack shares, by names of the pack.
TRAINING = "TRAINING"
STOP = "ROADSHOW"
FORUM = "CPF_MEETING"
AWARENESS = frozenset({STOP, "INFO_SESSION", "OUTREACH_VISIT", "MEDIA"})

PLANNED = (
    "type", "title", "start_at", "end_at", "governorate_pcode", "district_pcode", "place_kind", "language",
    "audience_types", "organiser", "co_organiser_government", "partner", "project_id", "donor_id", "facilitators",
    "training_topic", "institution",
)  # fmt: skip
OF_A_TRAINING = ("training_topic", "institution")
FOUND_OUT = (
    "pre_test_n", "pre_test_mean_pct", "post_test_n", "post_test_mean_pct", "satisfaction_pct",
    "questions_raised_topics", "disclosures_count", "referrals_made_count", "signals_created_count",
    "follow_up_actions", "photos_consented", "safety_incident",
)  # fmt: skip
PERCENT = ("pre_test_mean_pct", "post_test_mean_pct", "satisfaction_pct")


def _fields(ids: tuple[str, ...]) -> tuple[Field, ...]:
    known = {field.id: field for field in OUTREACH.of(pack()).fields}
    return tuple(known[each] for each in ids if each in known)


def planned_fields() -> tuple[Field, ...]:
    """Returns the fields of a planned activity."""
    return _fields(PLANNED)


def found_fields() -> tuple[Field, ...]:
    """Returns the fields for what is found out at an activity, in addition to the counts of people."""
    return _fields(FOUND_OUT)


def options(name: str) -> tuple[Option, ...]:
    """The members of a list of the pack."""
    return pack().lists[name]


def label(name: str, code: str) -> str:
    """A member of a list in the reader's words; the code itself where the pack no longer knows it."""
    return next((str(option.label) for option in pack().lists.get(name, ()) if option.id == code), code)


def kind_name(kind: str) -> str:
    """The kind of an activity in the reader's words."""
    known = OUTREACH.of(pack()).types
    return str(known[kind].name) if kind in known else kind


def place_name(code: str) -> str:
    """A governorate or district in the reader's words."""
    country = pack()
    known = code in country.governorates or code in country.districts
    return str(country.place(code).name) if known else code
