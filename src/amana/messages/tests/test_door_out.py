"""One door out: what goes to a person is exactly what her rules allow, once, and nothing of it is kept afterwards."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from pytest_django import Settings

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries as files
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.errors import NotAllowed, NotFound
from amana.messages import commands, pack, queries
from amana.messages.commands import sending
from amana.messages.connectors import BadFile, Configured
from amana.messages.errors import Gone, NoSuchText, SameWaits
from amana.messages.models import Outgoing
from amana.messages.tests.scenes import CODE_WORD, FACTS, NUMBER, Recorder, noon_after, safe_case, say, write_connectors
from amana.trust import rows
from amana.trust.models import Line
from amana.vault import keystore
from amana.vault.models import Instance
from tests.cast import World, make_world
from tests.world import Desk

TEXT = "سڵاو، the blue apricot. تکایە کاتێک بۆت گونجاو بوو تەلەفۆن بکە."


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The only connector of this instance."""
    made = Recorder()
    monkeypatch.setattr("amana.messages.commands.ways.load_configuration", lambda: Configured(senders=(made,)))
    return made


@pytest.fixture
def noon(world: World) -> datetime:
    """Tomorrow at noon, a safe hour."""
    return noon_after(world.now)


def notify(world: World, case: Procedure, at: datetime, wanted: datetime | None = None) -> Outgoing:
    return commands.notify(world.rawan, case, template="call_when_you_can", wanted=wanted or at, now=at)


def reasons(row: Outgoing) -> list[str]:
    found: list[str] = vault.facts.get("message", row.id)["reasons"]
    return found


def test_a_safe_message_leaves_once_in_her_language_and_nothing_of_it_stays(
    world: World, recorder: Recorder, noon: datetime
) -> None:
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    assert (row.state, row.send_after) == ("waits", noon)
    assert commands.send_due(noon) == 1
    assert commands.send_due(noon + timedelta(minutes=1)) == 0
    assert recorder.given == [("sms", NUMBER, TEXT, str(row.id))]
    row.refresh_from_db()
    assert (row.state, row.sealed, row.key_version) == ("sent", None, None)
    opened = Line.objects.filter(verb="cases.section_opened", object=case.id, actor=world.rawan.user_id)
    assert opened.count() == 1
    assert set(Line.objects.filter(object=case.id, verb__startswith="messages.").values_list("verb", flat=True)) == {
        "messages.made", "messages.sent",
    }  # fmt: skip


def test_it_waits_for_a_safe_hour(world: World, recorder: Recorder, noon: datetime) -> None:
    night = noon.replace(hour=22)
    row = notify(world, safe_case(world, noon), night)
    morning = noon.replace(hour=10) + timedelta(days=1)
    assert row.send_after == morning
    assert commands.send_due(night) == commands.send_due(morning - timedelta(minutes=1)) == 0
    assert commands.send_due(morning + timedelta(hours=7)) == 0  # the worker slept through the day: not in the evening
    row.refresh_from_db()
    assert row.send_after == morning + timedelta(days=1)
    assert commands.send_due(morning + timedelta(days=1)) == 1
    assert len(recorder.given) == 1


@pytest.mark.parametrize(
    ("contact", "facts", "why"),
    [
        ({"phone": ""}, {}, "no_number"),
        ({"phone": "by the baker"}, {}, "no_number"),
        ({"phone": "+964 1 719 1234"}, {}, "no_number"),  # a telephone in a house
        ({"safe_contact_method": "call"}, {}, "other_way"),
        ({"safe_contact_method": ""}, {}, "other_way"),
        ({"safe_contact_method": "none_safe"}, {}, "none_safe"),
        ({"message_channel": ""}, {}, "no_channel"),
        ({"message_channel": "none"}, {}, "none_safe"),
        ({"safe_hours": ""}, {}, "hours_unclear"),
        ({"safe_hours": "10:00-16:00 when he is at work"}, {}, "hours_unclear"),
        ({"who_answers": "others"}, {}, "others_answer"),
        ({"who_answers": "trusted"}, {}, "others_answer"),
        ({"who_answers": ""}, {}, "others_answer"),
        ({"contact_checked_on": ""}, {}, "not_checked"),
        ({"contact_checked_on": "2999-01-01"}, {}, "not_checked"),
        ({"contact_checked_on": "2026-01-01"}, {}, "stale"),
        ({}, {"care_instructions": ["do_not_message"]}, "care"),
        ({"code_word": ""}, {"care_instructions": ["use_code_word"]}, "no_code_word"),
        ({}, {"languages": ["am"]}, "no_language"),
        ({}, {"age_group": "under_18"}, "child"),
        ({}, {"child_flag": "yes"}, "child"),
    ],
)  # fmt: skip
def test_what_is_not_plainly_allowed_is_a_task(
    world: World, recorder: Recorder, noon: datetime, contact: dict[str, Any], facts: dict[str, Any], why: str
) -> None:
    row = notify(world, safe_case(world, noon, FACTS | facts, **contact), noon)
    assert (row.state, row.sealed) == ("human", None)
    assert why in reasons(row)
    commands.send_due(noon)
    assert recorder.given == []
    assert list(queries.for_humans(world.rawan)) == [row]


def test_further_than_three_days_is_a_task_at_its_time(world: World, recorder: Recorder, noon: datetime) -> None:
    row = notify(world, safe_case(world, noon), noon, noon + timedelta(days=5))
    assert row.state == "human" and reasons(row) == ["too_far"]
    assert row.wanted_at == noon + timedelta(days=5)


def test_a_change_of_her_contact_calls_it_back_at_once(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    fields, revision = cases.open_section(world.rawan, case, "contact", world.now)
    row.refresh_from_db()
    assert row.state == "waits"  # to look is no change
    cases.change_section(
        world.rawan, case, "contact", fields={**fields, "safe_place": "the church"}, revision=revision, now=world.now
    )
    row.refresh_from_db()
    assert (row.state, row.sealed, reasons(row)) == ("cancelled", None, ["contact_changed"])
    commands.send_due(noon)
    assert recorder.given == []
    assert list(queries.for_humans(world.rawan)) == [row]  # she waits for it, so somebody hears that it did not leave
    commands.say_done(world.rawan, row, now=world.now)
    assert not queries.for_humans(world.rawan).exists()
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_change_that_nobody_announced_is_seen_when_it_should_leave(
    world: World, recorder: Recorder, noon: datetime
) -> None:
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    say(world, case, noon)  # the same words again: somebody touched it, and only a person knows why
    commands.send_due(noon)
    row.refresh_from_db()
    assert (row.state, recorder.given) == ("cancelled", [])


def test_a_withdrawal_calls_it_back(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    agreed = consents.agree(
        world.rawan, consents.About(case.id, case.lock), consents.Said(language="am", how="written"),
        type="assistance", purpose="assistance", expires_at=None, now=world.now,
    )  # fmt: skip
    row = notify(world, case, noon)
    cases.withdraw_consent(world.rawan, case, consent_id=agreed, now=world.now)
    commands.send_due(noon)
    row.refresh_from_db()
    assert (row.state, row.sealed, recorder.given) == ("cancelled", None, [])


def test_what_her_facts_say_by_now_counts_when_it_leaves(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    vault.facts.put(case.lock, "case", case.id, FACTS | {"care_instructions": ["do_not_message"]})
    commands.send_due(noon)
    row.refresh_from_db()
    assert (row.state, reasons(row), recorder.given) == ("human", ["care"], [])


def test_in_a_closed_case_nothing_leaves(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    Procedure.objects.filter(id=case.id).update(help="closed")
    commands.send_due(noon)
    row.refresh_from_db()
    assert (row.state, reasons(row), recorder.given) == ("human", ["closed"], [])


def test_a_check_that_grows_old_while_it_waits_counts(world: World, recorder: Recorder, noon: datetime) -> None:
    ninety = (noon - timedelta(days=90)).date().isoformat()
    row = notify(world, safe_case(world, noon, contact_checked_on=ninety), noon.replace(hour=20))
    assert row.state == "waits"
    commands.send_due(noon.replace(hour=10) + timedelta(days=1))
    row.refresh_from_db()
    assert (row.state, reasons(row), recorder.given) == ("human", ["stale"], [])


# Once, whatever happens ---------------------------------------------------------------------------------


def test_a_provider_that_is_away_is_tried_again_within_its_life(
    world: World, recorder: Recorder, noon: datetime
) -> None:
    row = notify(world, safe_case(world, noon, safe_hours="0:00-23:59"), noon)
    recorder.answer = "away"
    at, tries = noon, 0
    while at < noon + timedelta(hours=71):
        commands.send_due(at)
        at += timedelta(minutes=30)
    row.refresh_from_db()
    tries = row.tries
    assert row.state == "waits" and 40 < tries < 120
    recorder.answer = "takes"
    assert commands.send_due(noon + timedelta(hours=71, minutes=59)) == 1


def test_a_provider_that_stays_away_is_a_task(world: World, recorder: Recorder, noon: datetime) -> None:
    row = notify(world, safe_case(world, noon), noon)
    recorder.answer = "away"
    commands.send_due(noon)
    commands.send_due(noon + timedelta(hours=72))
    row.refresh_from_db()
    assert (row.state, reasons(row), row.sealed) == ("human", ["provider_away"], None)


@pytest.mark.parametrize("answer", ["unsure", "turned_down"])
def test_no_plain_answer_is_a_task_and_never_a_second_try(
    world: World, recorder: Recorder, noon: datetime, answer: str
) -> None:
    row = notify(world, safe_case(world, noon), noon)
    recorder.answer = answer
    for hours in range(72):
        commands.send_due(noon + timedelta(hours=hours))
    row.refresh_from_db()
    assert (row.state, reasons(row), len(recorder.given)) == ("human", [answer], 1)


@pytest.mark.parametrize("answer", ["unsure", "away"])
def test_a_provider_that_does_not_answer_is_asked_once_in_a_run(
    world: World, recorder: Recorder, noon: datetime, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, asked = safe_case(world, noon), list[str]()
    for each in pack.templates():
        commands.notify(world.rawan, case, template=each, wanted=noon, now=noon)
    recorder.answer, send = answer, recorder.send

    def counted(*told: str) -> str:
        asked.append(told[3])
        return send(*told)

    monkeypatch.setattr(recorder, "send", counted)
    commands.send_due(noon)
    assert len(asked) == 1
    recorder.answer = "takes"
    assert commands.send_due(noon + timedelta(minutes=1)) == len(pack.templates()) - 1


class Stopped(BaseException):
    """The worker is killed."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_while_it_sends_sends_nothing_twice(
    world: World, recorder: Recorder, noon: datetime, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the provider heard of it, or after it took it and before we wrote that down: nobody knows which."""
    row = notify(world, safe_case(world, noon), noon)
    with monkeypatch.context() as patch:
        send = recorder.send

        def killed(*told: str) -> str:
            if when == "after":
                send(*told)
            raise Stopped

        patch.setattr(recorder, "send", killed)
        with pytest.raises(Stopped):
            commands.send_due(noon)
    row.refresh_from_db()
    assert row.state == "sending"
    commands.send_due(noon + timedelta(minutes=1))  # another worker does not touch what may be under way
    for hours in range(1, 72):
        commands.send_due(noon + timedelta(hours=hours))
    row.refresh_from_db()
    assert (row.state, reasons(row)) == ("human", ["unsure"])
    assert len(recorder.given) == (1 if when == "after" else 0)


def test_what_waits_in_a_restored_copy_is_sent_by_nobody_but_a_human(
    world: World, recorder: Recorder, noon: datetime
) -> None:
    """A copy of the morning put back in the evening still says that it waits."""
    row = notify(world, safe_case(world, noon), noon)
    as_copied = Outgoing.objects.filter(id=row.id).values().get()
    assert commands.send_due(noon) == 1
    Outgoing.objects.filter(id=row.id).update(**as_copied)
    assert commands.leave_to_humans(noon) == 1
    commands.send_due(noon + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, row.sealed, reasons(row), len(recorder.given)) == ("human", None, ["unsure"], 1)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once(recorder: Recorder) -> None:
    world = make_world(django_settings.AMANA_PACK)
    noon = noon_after(world.now)
    case = safe_case(world, noon)
    made = [commands.notify(world.rawan, case, template=each, wanted=noon, now=noon) for each in pack.templates()]
    start, sent = Barrier(4), list[int]()

    def worker() -> None:
        rows.operator_acts()
        start.wait()
        sent.append(commands.send_due(noon))
        keystore.close()
        connections.close_all()

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == len(made) == len(recorder.given)
    assert len({item for *_rest, item in recorder.given}) == len(made)


def test_a_form_that_was_sent_twice_makes_one_message(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    notify(world, case, noon)
    with pytest.raises(SameWaits):
        notify(world, case, noon)
    assert Outgoing.objects.count() == 1


# Whose door it is ---------------------------------------------------------------------------------------


def test_a_demo_sends_nothing_beyond_this_machine(world: World, recorder: Recorder, noon: datetime) -> None:
    """Its people are made up, and their numbers may be somebody's."""
    recorder.base = "https://provider.example.org"
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    assert (row.state, reasons(row)) == ("human", ["no_way"])
    Instance.objects.update(demo=False)
    assert commands.notify(world.rawan, case, template="another_day", wanted=noon, now=noon).state == "waits"
    Instance.objects.update(demo=True)
    commands.send_due(noon)
    assert recorder.given == []


def test_a_broken_file_sends_nothing_and_loses_nothing(
    world: World, noon: datetime, settings: Settings, tmp_path: Path
) -> None:
    write_connectors(settings, tmp_path, "[connectors")
    case = safe_case(world, noon)
    assert reasons(notify(world, case, noon)) == ["no_way"]
    row = Outgoing.objects.create(
        procedure=case, state="waits", made_at=noon, wanted_at=noon, send_after=noon, expires_at=noon + timedelta(days=3),
        contact_revision=files.sealed_sections(case)["contact"].revision, sealed=b"", key_version=1,
    )  # fmt: skip
    row.key_version, row.sealed = vault.messenger.seal_for_messenger(row.id, {"channel": "sms"})
    row.save()
    with pytest.raises(BadFile):
        commands.send_due(noon)  # the worker says so, and tries again
    row.refresh_from_db()
    assert row.state == "waits"


def test_only_who_works_in_the_file_sends(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    with pytest.raises(NotAllowed):
        commands.notify(world.nasrin, case, template="another_day", wanted=noon, now=noon)
    world.share(case, "clinic", "contact")
    for stranger in (world.yusuf, world.berivan):
        with pytest.raises((NotAllowed, NotFound)):
            commands.notify(stranger, case, template="another_day", wanted=noon, now=noon)
    assert not Outgoing.objects.exists()


def test_a_text_that_the_pack_lacks_is_refused(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    with pytest.raises(NoSuchText):
        commands.notify(world.rawan, case, template="the police will come", wanted=noon, now=noon)


def test_what_waits_is_sealed_bound_to_its_row_and_gone_with_its_key(
    world: World, recorder: Recorder, noon: datetime
) -> None:
    case = safe_case(world, noon)
    row, other = notify(world, case, noon), None
    other = commands.notify(world.rawan, case, template="it_is_ready", wanted=noon, now=noon)
    assert row.sealed is not None and other.sealed is not None
    for word in (NUMBER, CODE_WORD, "apricot"):
        assert word.encode() not in bytes(row.sealed)
    Outgoing.objects.filter(id=row.id).update(sealed=other.sealed)
    commands.send_due(noon)
    row.refresh_from_db()
    assert (row.state, reasons(row)) == ("human", ["unreadable"])
    assert [each[3] for each in recorder.given] == [str(other.id)]


def test_the_key_is_renewed_daily_and_kept_while_something_waits(
    world: World, recorder: Recorder, noon: datetime
) -> None:
    row = notify(world, safe_case(world, noon, safe_hours="10:00-11:00"), noon)
    assert row.key_version == 1
    assert commands.renew_key(noon)
    assert not commands.renew_key(noon)  # a worker that starts again renews nothing
    sealed, version = bytes(row.sealed or b""), row.key_version
    assert commands.send_due(noon.replace(hour=10) + timedelta(days=1)) == 1
    for days in (3, 4):
        assert commands.renew_key(noon + timedelta(days=days))
    with pytest.raises(vault.Broken):  # an old copy of the row beside today's key store
        vault.messenger.open_for_messenger(row.id, version, sealed)


@pytest.mark.parametrize("hours", [0, 6, 12, 19, 21, 28, 40])
def test_the_key_is_renewed_once_a_day_whatever_the_hour_of_the_caller(world: World, hours: int) -> None:
    at = world.now + timedelta(hours=hours)  # the caller's clock and the database's may lie a day apart
    assert commands.renew_key(at)
    assert not commands.renew_key(at + timedelta(hours=19))
    assert commands.renew_key(at + timedelta(hours=21))


# At the desk --------------------------------------------------------------------------------------------


def test_the_page_shows_what_would_be_sent_and_calls_it_back(
    world: World, recorder: Recorder, noon: datetime, desk: Desk
) -> None:
    case = safe_case(world, noon)
    rawan = desk("rawan")
    assert f"/messages/cases/{case.id}/" in rawan.get(f"/cases/{case.id}/").content.decode()
    page = f"/messages/cases/{case.id}/"
    asked = {"template": "call_when_you_can", "wanted": noon.strftime("%Y-%m-%dT%H:%M")}
    empty = rawan.get(page).content.decode()
    assert NUMBER not in empty and CODE_WORD not in empty
    shown = rawan.post(f"{page}preview/", asked).content.decode()
    assert NUMBER in shown and CODE_WORD in shown
    assert not Outgoing.objects.exists()
    assert rawan.post(f"{page}send/", asked).status_code == 302
    row = Outgoing.objects.get()
    assert row.state == "waits"
    assert f"/messages/{row.id}/call-back/" in rawan.get(page).content.decode()
    assert rawan.post(f"/messages/{row.id}/call-back/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.sealed, row.ended_by) == ("cancelled", None, world.rawan.user_id)
    with pytest.raises(Gone):
        commands.call_back(world.rawan, row, now=noon)


def test_a_task_stands_on_my_day_until_somebody_took_care_of_it(
    world: World, recorder: Recorder, noon: datetime, desk: Desk
) -> None:
    case = safe_case(world, noon, who_answers="others")
    rawan = desk("rawan")
    asked = {"template": "call_when_you_can", "wanted": ""}
    shown = rawan.post(f"/messages/cases/{case.id}/preview/", asked).content.decode()
    assert NUMBER not in shown
    assert rawan.post(f"/messages/cases/{case.id}/send/", asked).status_code == 302
    row = Outgoing.objects.get()
    assert f"/messages/{row.id}/done/" in rawan.get("/").content.decode()
    assert rawan.post(f"/messages/{row.id}/done/").status_code == 302
    assert f"/messages/{row.id}/done/" not in rawan.get("/").content.decode()


def test_a_forgotten_case_takes_its_messages_with_it(world: World, recorder: Recorder, noon: datetime) -> None:
    case = safe_case(world, noon)
    row = notify(world, case, noon)
    files.one(world.rawan, case.id).delete()
    assert not Outgoing.objects.filter(id=row.id).exists()
    assert sending.send_due(noon) == 0 and recorder.given == []
