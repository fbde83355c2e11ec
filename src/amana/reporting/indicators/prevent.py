"""Prevention: what was held, who came, what was given out, who was trained."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.reporting.indicators.recipe import Measure, Recipe, Records
from amana.reporting.tables import Activity, Snapshot
from amana_methods.calendar import Month, Period

STOP, TRAINING, FORUM = "ROADSHOW", "TRAINING", "CPF_MEETING"
AWARENESS = frozenset({STOP, "INFO_SESSION", "OUTREACH_VISIT", "MEDIA"})


def _held_activities(snapshot: Snapshot, period: Period, kinds: frozenset[str]) -> list[Activity]:
    return [each for each in snapshot.activities if each.type in kinds and each.on in period]


def awareness_held(snapshot: Snapshot, period: Period) -> Records:
    """Each awareness activity that took place in the period."""
    return [
        {"type": each.type, "governorate": each.governorate, "month": str(Month.of(each.on))}
        for each in _held_activities(snapshot, period, AWARENESS)
    ]


def people_reached(snapshot: Snapshot, period: Period) -> Records:
    """Attendances, by sex and age group together, and by population group for itself; `n` is how many."""
    records: Records = []
    for each in _held_activities(snapshot, period, AWARENESS):
        where = {"governorate": each.governorate}
        records += [{**where, "sex": sex, "age_group": age, "n": n} for sex, age, n in each.participants]
    return records


def people_by_group(snapshot: Snapshot, period: Period) -> Records:
    """Attendances by population group; people whose group was not asked count as unknown."""
    records: Records = []
    for each in _held_activities(snapshot, period, AWARENESS):
        groups = dict(each.population)
        groups["unknown"] = each.people - sum(groups.values())
        records += [{"governorate": each.governorate, "population_group": g, "n": n} for g, n in groups.items() if n]
    return records


def governorates_covered(snapshot: Snapshot, period: Period) -> Records:
    """Each target governorate of the campaigns that ran in the period, and whether a stop was held there in it."""
    running = [each for each in snapshot.campaigns if each.first <= period.ends and each.last >= period.starts]
    wanted = {(each.id, code) for each in running for code in each.targets}
    reached = {(each.campaign, each.governorate) for each in _held_activities(snapshot, period, frozenset({STOP}))}
    return [{"met": pair in reached} for pair in sorted(wanted)]


def materials_given(snapshot: Snapshot, period: Period) -> Records:
    """Pieces of material given out."""
    return [
        {"material": material, "language": language, "n": pieces}
        for each in snapshot.activities
        if each.on in period
        for material, language, pieces in each.materials
    ]


def could_name_signs(snapshot: Snapshot, period: Period) -> Records:
    """One record for each participant who was asked, and whether she knew two signs and one help line."""
    return [
        {"sex": sex, "met": number < knew}
        for each in _held_activities(snapshot, period, AWARENESS)
        for sex, (asked, knew) in each.knowledge.items()
        for number in range(asked)
    ]


def list_trained(snapshot: Snapshot, period: Period) -> Records:
    """Persons who finished a training; by the register where one was kept, else by attendance."""
    records: Records = []
    trainings = {each.id: each for each in _held_activities(snapshot, period, frozenset({TRAINING}))}
    with_register: set[UUID] = set()
    for line in snapshot.trainees:
        if line.activity in trainings:
            with_register.add(line.activity)
            if line.finished:
                held = trainings[line.activity]
                about = {"governorate": held.governorate, "topic": held.topic}
                records.append({"person": line.person, "sex": line.sex, "institution": line.institution, **about})
    for held in trainings.values():
        if held.id not in with_register:
            about = {"governorate": held.governorate, "topic": held.topic, "institution": held.institution}
            records += [
                {"person": (held.id, sex, age, number), "sex": sex, **about}
                for sex, age, n in held.participants
                for number in range(n)
            ]
    return records


def became_better(snapshot: Snapshot, period: Period) -> Records:
    """Each trainee with both tests, and whether the second was better."""
    trainings = {each.id: each for each in _held_activities(snapshot, period, frozenset({TRAINING}))}
    return [
        {"sex": pair.sex, "institution": trainings[pair.activity].institution, "met": pair.post > pair.pre}
        for pair in snapshot.pairs
        if pair.activity in trainings
    ]


def forums_active(snapshot: Snapshot, period: Period) -> Records:
    """Each forum that met, once: the same organiser in the same district is the same forum."""
    forums = {
        (each.governorate, each.district, each.organiser.casefold()): each.governorate
        for each in _held_activities(snapshot, period, frozenset({FORUM}))
    }
    return [{"governorate": place} for _forum, place in sorted(forums.items())]


_TWICE = _("Attendances: whoever came twice is counted twice.")
_ACTIVITIES = frozenset({"activities"})

RECIPES = {
    "P-01": Recipe(
        _ACTIVITIES, awareness_held, Measure.EVENTS, frozenset({"type", "governorate", "month"}), hides=False
    ),
    "P-02": Recipe(
        _ACTIVITIES,
        people_reached,
        Measure.WEIGHTED,
        frozenset({"sex", "age_group", "population_group", "governorate"}),
        hides=True,
        notes=(_TWICE,),
        apart={"population_group": people_by_group},
        apart_with=frozenset({"governorate"}),
    ),
    "P-03": Recipe(
        _ACTIVITIES | {"campaigns"},
        governorates_covered,
        Measure.SHARE,
        frozenset(),
        hides=False,
        notes=(_("Campaigns whose days touch the period, each with its own target governorates."),),
    ),
    "P-04": Recipe(_ACTIVITIES, materials_given, Measure.WEIGHTED, frozenset({"material", "language"}), hides=False),
    "P-05": Recipe(_ACTIVITIES, could_name_signs, Measure.SHARE, frozenset({"sex"}), hides=True),
    "T-01": Recipe(
        _ACTIVITIES | {"trainees"},
        list_trained,
        Measure.PERSONS,
        frozenset({"sex", "institution", "governorate", "topic"}),
        hides=True,
        notes=(_("Trainings without a register are counted by attendance, so whoever came twice is counted twice."),),
    ),
    "T-02": Recipe(
        _ACTIVITIES | {"pairs"}, became_better, Measure.SHARE, frozenset({"sex", "institution"}), hides=True
    ),
    "C-01": Recipe(
        _ACTIVITIES,
        forums_active,
        Measure.EVENTS,
        frozenset({"governorate"}),
        hides=False,
        notes=(_("A forum is known by its organiser and its district."),),
    ),
}
