"""What watchers have to review: an emergency, incidents, files that left, cases to be erased."""

from datetime import datetime, timedelta

from django.db import transaction

from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.queries import Procedure
from amana.consent import queries as consents
from amana.countrypacks.dates import day_of
from amana.demo.cast import Cast
from amana.emergencies import commands as emergencies
from amana.erasure import commands as erasure
from amana.exports import commands as exports
from amana.exports.commands import ExportRequest, Recipient
from amana.oversight import incidents
from amana.trust.actor import Actor
from amana.vault.clock import now as clock


def add_examples(cast: Cast, now: datetime) -> None:
    """Adds one of each thing that is seldom needed, as an example for its page. Each is written whole or not at all."""
    for story in (emergency, lost_phone, wrong_address, files_leave, she_corrects, to_be_forgotten):
        with transaction.atomic():
            story(cast, now)


def emergency(cast: Cast, now: datetime) -> None:
    """Adds an emergency: Yusuf opened a case of another organisation for a hospital; Nasrin reviewed it as justified.

    A grant starts by the database's clock, so it happens while the world is created.
    """
    yusuf, nasrin = cast["yusuf"], cast["nasrin"]
    number = queries.reference(_running_cases(cast["rawan"])[0])
    found = emergencies.find_in_emergency(yusuf, number, now=now)
    assert found is not None
    grant = emergencies.break_glass(
        yusuf, found, kind="danger_to_life", sections={"contact", "health"}, now=now,
        reason="The emergency ward in Baghdad called: she had our card with this number in her hand and cannot speak.",
    )  # fmt: skip
    for code in ("contact", "health"):
        emergencies.open_under_glass(yusuf, grant, code, now=clock())
    emergencies.end_glass(yusuf, grant, now=clock())
    emergencies.open_glass_reason(nasrin, grant, now=clock())
    emergencies.review_glass(
        nasrin, grant.id, outcome="justified", now=clock(),
        words="I called the ward: it was so. Contact and health were needed, and nothing else was opened.",
    )  # fmt: skip


def lost_phone(cast: Cast, now: datetime) -> None:
    """Adds a telephone lost a month ago; everybody was notified in time, and Shilan confirmed the closing."""
    mina, began = cast["mina"], now - timedelta(days=33)
    row = incidents.record_incident(
        mina, kind="lost_or_stolen", classes={"worker", "facts"}, band="none", discovered_at=began, now=began,
        words="A work telephone was left in a taxi. It was locked, and nobody was signed in.",
    )  # fmt: skip
    for hours, who in ((2, "owners"), (5, "heads"), (20, "authority"), (21, "people")):
        incidents.record_notified(mina, row.id, who=who, now=began + timedelta(hours=hours))
    incidents.note(
        mina, row.id, words="Its sessions were ended, and its number was changed.", now=began + timedelta(hours=3)
    )
    incidents.ask_to_close(mina, row.id, now=began + timedelta(days=6))
    incidents.confirm_close(cast["shilan"], row.id, now=began + timedelta(days=7))


def wrong_address(cast: Cast, now: datetime) -> None:
    """Adds a list that was sent to a wrong address yesterday; the clocks run."""
    mina, began = cast["mina"], now - timedelta(hours=19)
    row = incidents.record_incident(
        mina, kind="sent_to_wrong", classes={"facts"}, band="few", discovered_at=began, now=began,
        words="A list of case numbers went to another office of the same name. They called us themselves.",
    )  # fmt: skip
    incidents.record_notified(mina, row.id, who="owners", now=began + timedelta(hours=1))
    incidents.note(mina, row.id, words="They destroyed it and wrote so.", now=began + timedelta(hours=2))


def files_leave(cast: Cast, now: datetime) -> None:
    """Adds a file for the lawyers that is ready; a long list waits for a second person."""
    rawan, lawyers = cast["rawan"], cast.units["lawyers"]
    for case in _running_cases(rawan):
        if consents.sections_agreed(case.id, [lawyers], now, purposes={"legal"}):
            exports.make_export(
                rawan,
                ExportRequest(
                    "one_file", {"case": queries.reference(case), "unit": str(lawyers)}, "legal",
                    "The lawyer prepares the hearing", Recipient("Legal Aid Bureau", unit=lawyers), "pdf", "en",
                ),
                now=now - timedelta(hours=30),
            )  # fmt: skip
            break
    exports.make_export(
        rawan,
        ExportRequest(
            "my_cases", {}, "oversight", "To compare with the paper register", Recipient("Supervisors"), "xlsx", "en"
        ),
        now=now - timedelta(hours=1),
    )


def she_corrects(cast: Cast, now: datetime) -> None:
    """Changes when she can be called; she also disputes another entry, and both versions are kept."""
    rawan, case = cast["rawan"], _running_cases(cast["rawan"])[1]
    fields, revision = cases.open_section(rawan, case, "contact", now - timedelta(hours=6))
    cases.change_section(
        rawan, case, "contact", fields={**fields, "safe_hours": "14:00-16:00"}, revision=revision,
        correction="She said that mornings are not safe any more.", now=now - timedelta(hours=6),
    )  # fmt: skip
    cases.note_objection(
        rawan, case, "account", words="I did not say that I signed the contract.",
        why="The interpreter of that day remembers it otherwise; both stand here.", now=now - timedelta(hours=5),
    )  # fmt: skip


def to_be_forgotten(cast: Cast, now: datetime) -> None:
    """Adds one old case for Mina to agree on its erasure; another is on hold, because a court asked for it."""
    nasrin = cast["nasrin"]
    old = queries.visible_to(nasrin).filter(help="closed", supervisors_unit__in=nasrin.unit_ids).order_by("opened_at")
    for_good, held = old[:2]
    erasure.ask_to_forget(nasrin, for_good, reason="she_asked", language="ar", now=now - timedelta(days=1))
    erasure.hold_case(
        nasrin, held, reason="court_asks", until=day_of(now + timedelta(days=120)), paper="MADE-UP-2210",
        now=now - timedelta(days=4),
    )  # fmt: skip


def _running_cases(manager: Actor) -> list[Procedure]:
    """Returns the cases that a manager works in, the one opened last first."""
    own = queries.visible_to(manager).filter(manager=manager.user_id, number__isnull=False)
    return list(own.exclude(help="closed").order_by("-opened_at", "id"))
