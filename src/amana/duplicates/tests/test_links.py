"""Two files, one person? Proposed by likeness, decided by a supervisor, undone when it was wrong, never merged."""

from datetime import timedelta

import pytest

from amana.cases.commands import change_section, open_section
from amana.cases.models import Procedure
from amana.duplicates import commands, linked
from amana.duplicates.errors import AlreadyToldApart, NothingToUndo
from amana.duplicates.models import Link, ToCompare
from amana.duplicates.queries import finding, links
from amana.errors import Conflict, NotAllowed
from amana.trust.models import Line
from tests.cast import World

pytestmark = pytest.mark.django_db
ONE = {"full_name": "Selam Tesfaye", "date_of_birth": "1994-03-02", "document_no": ""}
OTHER = {"full_name": "سلام تسفاي", "date_of_birth": "1994-03-02", "document_no": ""}


def two_files(world: World) -> tuple[Procedure, Procedure]:
    """Her file and a second one in Arabic, among the files of others."""
    for number, name in enumerate(("Hana Bekele", "Marta Girma", "Oksana Hryhorna", "Rowena Dimalanta")):
        world.case(full_name=name, date_of_birth=f"19{80 + number}-0{number + 1}-11", document_no=f"{number + 2}" * 8)
    return world.case(**ONE), world.case(**OTHER)


def proposed(world: World) -> Link:
    two_files(world)
    commands.propose_links(world.now)
    return Link.objects.get()


def decide(world: World, link: Link, answer: str, reason: str = "I know her.") -> Link:
    return commands.decide_link(world.nasrin, link, answer, reason=reason, revision=link.revision, now=world.now)


def test_the_worker_proposes_a_pair_across_scripts_once(world: World) -> None:
    one, other = two_files(world)
    assert commands.propose_links(world.now) == 6
    link = Link.objects.get()
    assert ({link.one, link.other}, link.state) == ({one, other}, "proposed")
    assert not ToCompare.objects.exists()
    assert commands.propose_links(world.now) == 0
    assert Line.objects.get(verb="cases.link_proposed").ids == {"link": str(link.id), "other": str(link.other_id)}


def test_one_person_is_linked_and_counted_once_and_nothing_is_merged(world: World) -> None:
    link = decide(world, proposed(world), "same")
    link.one.refresh_from_db()
    link.other.refresh_from_db()
    assert (link.one.linked_to, link.other.linked_to) == (None, link.one_id)
    assert link.one.number != link.other.number
    assert [row["reference"] for row in linked.rows(world.rawan, link.one)] == [link.other.number]
    assert Line.objects.filter(verb="cases.link_same", actor=world.nasrin.user_id, object=link.one_id).exists()


def test_what_was_decided_is_undone(world: World) -> None:
    link = decide(world, proposed(world), "same")
    link = commands.undo_link(world.nasrin, link, revision=link.revision, now=world.now)
    assert (link.state, link.decided_by, link.sealed) == ("proposed", None, None)
    assert not Procedure.objects.exclude(linked_to=None).exists()
    assert linked.rows(world.rawan, link.one) == []
    with pytest.raises(NothingToUndo):
        commands.undo_link(world.nasrin, link, revision=link.revision, now=world.now)


def test_two_people_are_never_proposed_again(world: World) -> None:
    link = decide(world, proposed(world), "different", "Twins: I spoke to both.")
    for file in (link.one, link.other):
        _, revision = open_section(world.rawan, file, "identity", world.now)
        change_section(world.rawan, file, "identity", fields=ONE, revision=revision, now=world.now)
    assert commands.propose_links(world.now) == 2
    assert Link.objects.get().state == "different"


def test_no_chain_of_links_joins_two_who_were_told_apart(world: World) -> None:
    one, other = two_files(world)
    third = world.case(full_name="Salam Tesfay", date_of_birth="1994-03-02", document_no="")
    commands.propose_links(world.now)
    links = {frozenset((link.one_id, link.other_id)): link for link in Link.objects.all()}
    assert len(links) == 3
    decide(world, links[frozenset((one.id, other.id))], "different")
    decide(world, links[frozenset((one.id, third.id))], "same")
    with pytest.raises(AlreadyToldApart):
        decide(world, links[frozenset((other.id, third.id))], "same")
    assert Link.objects.filter(state="same").count() == 1


def test_a_group_points_to_its_first_file_however_it_grew(world: World) -> None:
    first, second = two_files(world)
    third = world.case(**ONE)
    for at, file in enumerate((first, second, third)):
        Procedure.objects.filter(id=file.id).update(begun_at=world.now - timedelta(days=30 - at))
    commands.propose_links(world.now)
    links = {frozenset((link.one_id, link.other_id)): link for link in Link.objects.all()}
    decide(world, links[frozenset((second.id, third.id))], "same")
    middle = decide(world, links[frozenset((first.id, second.id))], "same")
    assert set(Procedure.objects.filter(linked_to=first.id)) == {second, third}
    commands.undo_link(world.nasrin, middle, revision=middle.revision, now=world.now)
    assert set(Procedure.objects.filter(linked_to=second.id)) == {third}
    assert not Procedure.objects.filter(linked_to=first.id).exists()


def test_who_was_slower_is_told(world: World) -> None:
    link = proposed(world)
    decide(world, link, "later")
    with pytest.raises(Conflict):
        commands.decide_link(world.nasrin, link, "same", reason="x", revision=link.revision, now=world.now)
    assert Link.objects.get().state == "later"


def test_the_reason_is_sealed_for_the_supervisors(world: World) -> None:
    link = decide(world, proposed(world), "different", "They sat beside each other.")
    assert commands.open_reason(world.nasrin, link, world.now) == "They sat beside each other."
    assert link.sealed is not None


def test_only_a_supervisor_of_one_of_the_files_decides(world: World) -> None:
    link = proposed(world)
    with pytest.raises(NotAllowed):
        commands.decide_link(world.rawan, link, "same", reason="x", revision=link.revision, now=world.now)
    assert links.link(world.noor, link.id) is None
    assert links.link(world.nasrin, link.id) == link
    assert list(links.links_for(world.rawan)) == []


def test_the_manager_of_a_file_hears_that_its_person_stands_at_the_desk(world: World) -> None:
    file, about = world.case(**ONE), world.procedure()
    commands.choose(world.berivan, about, file, now=world.now)
    (item,) = linked.work(world.rawan, world.now)
    assert (item.ref, "Berivan" in item.why) == (file.number, True)
    (item,) = linked.work(world.nasrin, world.now)
    assert item.url.endswith("/cases/links/")


def test_what_a_viewer_may_not_open_shows_whom_to_ask(world: World) -> None:
    file, about = world.case(**ONE), world.procedure()
    commands.choose(world.berivan, about, file, now=world.now)
    (row,) = linked.rows(world.berivan, about)
    assert (row["reference"], row["url"], row["contact"], row["confirmed"]) == ("", "", "Rawan", False)


def test_registers_are_counted_by_the_worker(world: World) -> None:
    two_files(world)
    assert commands.count_registers(world.now) == 1
    counts = finding.counts_of(world.rawan.organisation_id)
    assert counts.records == 6
    world.case(**ONE)
    assert finding.counts_of(world.rawan.organisation_id).records == 6
    commands.count_registers(world.now)
    assert finding.counts_of(world.rawan.organisation_id).records == 7
