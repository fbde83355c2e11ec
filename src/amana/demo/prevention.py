"""Prevention: the roadshow of summer 2019, the workshop in Erbil, trainings, forums, and what is planned now."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from amana.countrypacks import pack
from amana.demo.telling import moment
from amana.outreach import commands as outreach
from amana.outreach import queries
from amana.outreach.commands import Count, Plan
from amana.trust.actor import Actor

ROADSHOW_BEGAN, ROADSHOW_ENDED = date(2019, 7, 21), date(2019, 8, 21)
WORKSHOP = date(2019, 7, 30)
TRAINEES = 60
_GIVEN = "Shilan Dara Rebin Nishtiman Zhyan Karzan Hawre Sazan Ahmed Noura Haidar Rasha Muhannad Suha Laith".split()
_FAMILY = "Sherwan-Zebari Al-Kawthari Baranzadeh Al-Rafidi Hewrami-Nali".split()


def _hold_activity(
    keeper: Actor, plan: Plan, count: Count, campaign: UUID | None = None, *, planned_before: int = 21
) -> UUID:
    """Plans an activity some weeks before, holds it, and counts it the next day."""
    id = outreach.plan_activity(keeper, plan, campaign_id=campaign, now=plan.starts_at - timedelta(days=planned_before))
    row = queries.activity(keeper, id)
    outreach.count_activity(keeper, row, count, revision=row.revision, now=plan.starts_at + timedelta(days=1))
    return id


def replay(keeper: Actor, say: Callable[[str], object], now: datetime, *, small: bool) -> None:
    """Creates what Soran planned, held and counted, then and lately; `small` is for tests."""
    chance = Random(721)  # noqa: S311  (the same counts for everybody, not a secret)
    _roadshow(keeper, chance, 3 if small else None)
    say("the roadshow of July and August 2019")
    _workshop(keeper)
    _trainings(keeper, chance, 6 if small else TRAINEES)
    _forums(keeper, chance, 1 if small else 6)
    say("workshop, trainings and forum meetings")
    _now(keeper, now)


def _roadshow(keeper: Actor, chance: Random, most: int | None) -> None:
    country = pack()
    places = list(country.governorates)[:most]
    campaign = outreach.plan_campaign(
        keeper, title="Roadshow against trafficking", starts_on=ROADSHOW_BEGAN, ends_on=ROADSHOW_ENDED, targets=places,
        now=moment(date(2019, 6, 16), 10),
    )  # fmt: skip
    days = (ROADSHOW_ENDED - ROADSHOW_BEGAN).days
    for number, place in enumerate(places):
        day = ROADSHOW_BEGAN + timedelta(days=round(days * number / max(1, len(places) - 1)))
        kurdish = "IQ-KRI" in country.territories and place in country.territories["IQ-KRI"].members
        came = {
            ("female", "18_25"): chance.randint(15, 40),
            ("female", "26_59"): chance.randint(20, 60),
            ("male", "18_25"): chance.randint(10, 40),
            ("male", "26_59"): chance.randint(15, 55),
            ("male", "60_plus"): chance.randint(0, 9),
        }
        women = came["female", "18_25"] + came["female", "26_59"]
        asked = min(20, women)
        _hold_activity(
            keeper,
            Plan(
                type="ROADSHOW",
                title=f"Roadshow, {country.governorates[place].name.en}",
                starts_at=moment(day, 10),
                ends_at=moment(day, 13),
                governorate=place,
                place_kind="public_space",
                language="ckb" if kurdish else "ar",
                audiences=("host_community", "migrant_workers", "idp"),
                details={"organiser": "Hawa Centre", "co_organiser_government": "Community Police"},
            ),
            Count(
                participants=came,
                population={"idp": chance.randint(5, 25), "migrant": chance.randint(3, 15)},
                knowledge={"female": (asked, asked - chance.randint(2, 8))},
                materials=(("hotline_card", "ckb" if kurdish else "ar", sum(came.values())), ("leaflet", "en", 40)),
                found={"disclosures_count": chance.randint(0, 2), "signals_created_count": chance.randint(0, 2)},
            ),
            campaign,
        )


def _workshop(keeper: Actor) -> None:
    _hold_activity(
        keeper,
        Plan(
            type="WORKSHOP",
            title="Referral in practice",
            starts_at=moment(WORKSHOP, 9),
            ends_at=moment(WORKSHOP, 15),
            governorate="IQG11",
            place_kind="community_centre",
            language="en",
            audiences=("judge_or_prosecutor", "community_police", "ngo_staff"),
            details={"organiser": "Committee against Trafficking"},
        ),
        Count(
            participants={("female", "26_59"): 19, ("male", "26_59"): 23},
            found={"satisfaction_pct": 87, "follow_up_actions": "One list of contacts for all governorates"},
        ),
    )


def _trainings(keeper: Actor, chance: Random, trainees: int) -> None:
    """Creates three trainings of sixty judges and officers in April 2019: register, and tests before and after."""
    groups = (("court", "law", ("judge_or_prosecutor",)), ("police", "identification", ("community_police",)),
              ("border", "interview", ("border_official",)))  # fmt: skip
    share = trainees // len(groups)
    for nth, (institution, topic, audiences) in enumerate(groups):
        day = date(2019, 4, 7) + timedelta(days=7 * nth)
        women = share * 2 // 5
        id = _hold_activity(
            keeper,
            Plan(
                type="TRAINING",
                title=("Judges: no punishment of victims", "Police: seeing the signs", "Borders: asking safely")[nth],
                starts_at=moment(day, 9),
                ends_at=moment(day + timedelta(days=2), 15),
                governorate=("IQG11", "IQG08", "IQG02")[nth],
                place_kind="community_centre",
                language=("ckb", "ar", "ar")[nth],
                audiences=audiences,
                details={"training_topic": topic, "institution": institution, "organiser": "Hawa Centre"},
            ),
            Count(
                participants={("female", "26_59"): women, ("male", "26_59"): share - women},
                found={"pre_test_n": share, "pre_test_mean_pct": 52, "post_test_n": share, "post_test_mean_pct": 81},
            ),
        )
        later = moment(day + timedelta(days=3), 10)
        for number in range(share):
            row = queries.activity(keeper, id)
            person = nth * share + number
            sex = "female" if number < women else "male"
            outreach.add_trainee(
                keeper, row, name=f"{_GIVEN[person % len(_GIVEN)]} {_FAMILY[person // len(_GIVEN) % len(_FAMILY)]}",
                institution_name="made up", institution=institution, sex=sex, now=later,
            )  # fmt: skip
            before = chance.randint(35, 65)
            outreach.add_tests(
                keeper, row, code=f"T{nth + 1}-{number + 1:02d}", pre=before,
                post=min(100, before + chance.randint(-4, 40)), sex=sex, now=later,
            )  # fmt: skip


def _forums(keeper: Actor, chance: Random, months: int) -> None:
    for nth in range(months):
        day = date(2019, 2 + nth, 12)
        _hold_activity(
            keeper,
            Plan(
                type="CPF_MEETING",
                title="Community policing forum, Ankawa",
                starts_at=moment(day, 16),
                ends_at=moment(day, 18),
                governorate="IQG11",
                place_kind="community_centre",
                language="ckb",
                audiences=("cpf_member", "community_police"),
            ),
            Count(
                participants={("female", "26_59"): chance.randint(4, 9), ("male", "26_59"): chance.randint(8, 15)},
                found={"signals_created_count": nth % 2},
            ),
        )


def _now(keeper: Actor, now: datetime) -> None:
    """Creates one to count, one for today, one in the coming days."""
    at_five = timezone.localtime(now).replace(hour=17, minute=0, second=0, microsecond=0)
    market, forum = "Visit to the Sunday market of domestic workers", "Community policing forum, Ankawa"
    plans = (
        ("INFO_SESSION", "Work abroad, safely", now - timedelta(days=1), "workplace", ("migrant_workers",)),
        ("OUTREACH_VISIT", market, at_five, "public_space", ("migrant_workers",)),
        ("CPF_MEETING", forum, now + timedelta(days=4), "community_centre", ("cpf_member", "community_police")),
    )
    for kind, title, at, place, audiences in plans:
        outreach.plan_activity(
            keeper,
            Plan(
                type=kind, title=title, starts_at=at, ends_at=at + timedelta(hours=2), governorate="IQG11",
                place_kind=place, language="ckb", audiences=audiences,
            ),
            now=now - timedelta(days=9),
        )  # fmt: skip
