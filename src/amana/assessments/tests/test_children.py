"""A child: authorities are told within the pack's time, with a first part; the rest follows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from amana import vault
from amana.assessments import queries
from amana.assessments.commands import children
from amana.assessments.errors import NotAnAuthority, NoteChanged
from amana.assessments.models import Assessment, Task
from amana.assessments.queries import assessments
from amana.countrypacks import pack
from amana.errors import NotAllowed
from amana.intake import commands
from amana.intake.models import Sign
from amana.intake.pack_sections import INTAKE
from amana.intake.tests.scenes import CALM, fresh, triaged
from amana.my_day import day_of, group_of_news
from amana.trust.models import Line
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
HERE = "KRG-DCVAW"  # Erbil lies in the Region


def of_a_child(world: World) -> tuple[Sign, Assessment]:
    row = triaged(world, {**CALM, "child_flag": "yes"})
    notice = queries.children.notice_of(row.procedure)
    assert notice is not None
    return row, notice


def test_the_card_begins_the_clock_and_my_day_shows_it(world: World) -> None:
    row, notice = of_a_child(world)
    [one] = queries.children.to_tell(notice)
    assert (one.authority, one.told_at) == (HERE, None)
    assert one.due == world.now + timedelta(hours=24)
    groups = {name for name, items in day_of(world.berivan, world.now).items() for i in items if "assessments" in i.url}
    assert groups == {group_of_news(world.now, one.due, world.now)}
    late = day_of(world.berivan, world.now + timedelta(hours=25))["late"]
    assert "/assessments/" in next(item.url for item in late if item.ref == row.number and "assessments" in item.url)


def test_a_grown_up_makes_nobody_tell_anybody(world: World) -> None:
    row = triaged(world)
    assert queries.children.notice_of(row.procedure) is None


def test_the_row_itself_does_not_say_that_somebody_is_a_child(world: World) -> None:
    _row, notice = of_a_child(world)
    columns = {field.name: getattr(notice, field.attname) for field in Assessment._meta.concrete_fields}
    assert "child" not in str(columns)
    task = Task.objects.get(assessment=notice)
    assert "child" not in str({f.name: getattr(task, f.attname) for f in Task._meta.concrete_fields})
    assert vault.facts.get("assessment", notice.id)["kind"] == "child_notice"  # the locked facts do


def test_a_first_part_goes_out_in_time_and_the_rest_is_added(world: World) -> None:
    _row, notice = of_a_child(world)
    children.write_notice(
        world.berivan, notice, {"child_where": "with the neighbour"}, facts={"child_safe_now": "yes"}, revision=1,
        now=world.now,
    )  # fmt: skip
    children.tell_authority(world.berivan, notice, HERE, how="phone", now=world.now + timedelta(hours=2))
    [one] = queries.children.to_tell(notice)
    assert (one.told_by, one.how) == (world.berivan.user_id, "phone")
    assert not [i for items in day_of(world.berivan, world.now).values() for i in items if "assessments" in i.url]
    children.write_notice(
        world.berivan, notice, {"child_where": "with the neighbour", "child_name": "Zhino"}, facts={}, revision=2,
        now=world.now,
    )  # fmt: skip
    with pytest.raises(NoteChanged):
        children.write_notice(world.nasrin if world.nasrin.can("signs.triage") else world.berivan, notice, {}, facts={},
                              revision=1, now=world.now)  # fmt: skip
    told = children.print_notice(world.berivan, notice, world.now)
    assert told["child_name"] == "Zhino"
    assert Line.objects.filter(verb="intake.notice_printed", object=notice.id).exists()


def test_no_child_after_all_stops_what_was_not_told(world: World) -> None:
    row, notice = of_a_child(world)
    commands.write_card(world.berivan, row.procedure, fields=CALM, revision=1, now=world.now)
    assert not queries.children.to_tell(notice)
    assert not list(assessments.tasks_for(world.berivan))
    commands.write_card(world.berivan, row.procedure, fields={**CALM, "child_flag": "yes"}, revision=2, now=world.now)
    assert [one.authority for one in queries.children.to_tell(notice)] == [HERE]


def test_only_an_authority_of_the_pack_can_be_told(world: World) -> None:
    _row, notice = of_a_child(world)
    for code, how in (("MOI-FP", "phone"), (HERE, "by pigeon")):
        with pytest.raises(NotAnAuthority):
            children.tell_authority(world.berivan, notice, code, how=how, now=world.now)
    with pytest.raises(NotAllowed):
        children.print_notice(world.amal, notice, world.now)


def test_the_notice_is_shown_to_whoever_may_open_it(world: World) -> None:
    row, notice = of_a_child(world)
    assert queries.children.notice_for(world.berivan, row.procedure) == notice
    for other in (world.karwan, world.noor, world.yusuf):
        assert queries.children.notice_for(other, row.procedure) is None


def test_the_page_of_a_child_tells_writes_and_prints(world: World, desk: Desk) -> None:
    row = triaged(world, {**CALM, "child_flag": "yes"})
    notice = queries.children.notice_of(fresh(row).procedure)
    assert notice is not None
    berivan, page = desk("berivan"), reverse("intake:assessment", args=[notice.id])
    with translation.override("ckb"):
        assert str(INTAKE.of(pack()).child_notice.letter.title) != INTAKE.of(pack()).child_notice.letter.title.en
    assert berivan.get(page).status_code == 200
    first = {"child_where": "with the neighbour", "child_safe_now": "yes", "child_age": "٩", "revision": "1"}
    assert berivan.post(page, first).status_code == 302
    assert berivan.post(page, {**first, "child_where": "elsewhere"}).status_code == 409
    told = {"authority": "KRG-DCVAW", "how": "phone"}
    for language in ("en", "ar", "ckb"):
        pdf = berivan.post(reverse("intake:child_letter", args=[notice.id]), {**told, "language": language})
        assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert berivan.post(reverse("intake:child_letter", args=[notice.id]), {"authority": "MOI-FP"}).status_code == 404
    assert berivan.post(reverse("intake:child_told", args=[notice.id]), told).status_code == 302
    assert queries.children.to_tell(notice)[0].told_by == world.berivan.user_id
    assert Line.objects.filter(verb="intake.notice_printed", object=notice.id).count() == 3
