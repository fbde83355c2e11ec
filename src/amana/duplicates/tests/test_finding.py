"""Is she already known? Found in any script, shown to whom it concerns, and never a list of people."""

from datetime import timedelta

import pytest

from amana import vault
from amana.cases.commands import change_facts, change_section, open_section
from amana.cases.models import Procedure
from amana.cases.numbers import Numbered
from amana.duplicates import commands
from amana.duplicates.errors import AlreadyToldApart, NotOneOfThese, TooLittleToFind, TooManyLookUps
from amana.duplicates.models import Link
from amana.duplicates.queries import finding, likeness
from amana.duplicates.reasons import reasons_of
from amana.duplicates.rules import LOOK_UPS_PER_HOUR, MOST_CANDIDATES
from amana.errors import NotAllowed
from amana.trust.models import Line
from amana.vault.models import Facts, IndexToken, LookupToken
from amana_methods.linkage import Registration
from tests.cast import World

pytestmark = pytest.mark.django_db
SELAM = {"full_name": "Selam Tesfaye", "date_of_birth": "1994-03-02", "document_no": "EP1234567"}
OTHERS = (
    ("Hana Bekele", "1990-01-20"), ("Marta Girma Alemu", "1988-11-03"), ("Tigist Worku", "1999-07-15"),
    ("أمينة حسن", "1994-05-01"), ("شیرین کەریم", "2001-02-11"),
)  # fmt: skip


def selam(world: World) -> Procedure:
    """Selam's file among those of others."""
    for number, (name, birth) in enumerate(OTHERS, start=2):
        world.case(full_name=name, date_of_birth=birth, document_no=f"{number}" * 8)
    return world.case(**SELAM)


def asked(name: str = "", **more: str) -> Registration:
    return Registration(record_id="", name=name, **more)


def first(world: World, registration: Registration) -> finding.Candidate:
    return commands.look_up(world.berivan, registration, about=None, now=world.now)[0]


@pytest.mark.parametrize(
    "said",
    [
        asked("سلام تسفاي", birth_date="1994"),
        asked("سەلام تێسفای", birth_date="1994-03-02"),
        asked("Tesfaye, Salam"),
        asked("Selam", birth_date="2/3/1994", nationality="ET"),
        asked(document_no="ep-1234567"),
    ],
    ids=["arabic", "sorani", "latin, the other way round", "one part and the date", "document"],
)
def test_she_is_found_as_she_says_it(world: World, said: Registration) -> None:
    file = selam(world)
    assert first(world, said).id == file.id


def test_a_stranger_is_not_taken_for_anybody(world: World) -> None:
    selam(world)
    assert commands.look_up(world.berivan, asked("Oksana Hryhorna", birth_date="1979"), about=None, now=world.now) == []


def test_whoever_may_not_open_the_file_sees_the_house_and_whom_to_ask(world: World) -> None:
    file = selam(world)
    shut, open_ = (
        commands.look_up(actor, asked("Selam Tesfaye", birth_date="1994"), about=None, now=world.now)[0]
        for actor in (world.berivan, world.rawan)
    )
    assert (shut.is_open, shut.number, shut.contact) == (False, "", "Rawan")
    assert (open_.is_open, open_.number) == (True, file.number)
    assert "Hawa" in shut.organisation


def test_the_reasons_say_what_agrees_and_what_does_not_and_nothing_of_what_is_unknown(world: World) -> None:
    selam(world)
    said = reasons_of(first(world, asked("Selam Tesfaye", birth_date="1994", document_no="ZZ1", sex="male")).scored)
    assert {reason.field: reason.speaks_for for reason in said} == {
        "names": True, "birth": True, "document": False, "sex": False
    }  # fmt: skip
    assert max(reason.share for reason in said) == 100


def test_nobody_of_another_house_is_found(world: World) -> None:
    selam(world)
    assert commands.look_up(world.maryam, asked("Selam Tesfaye", birth_date="1994"), about=None, now=world.now) == []


def test_at_most_five_are_shown(world: World) -> None:
    for _ in range(8):
        world.case(**SELAM)
    found = commands.look_up(world.berivan, asked("Selam Tesfaye", birth_date="1994"), about=None, now=world.now)
    assert len(found) == MOST_CANDIDATES == 5


def test_a_common_name_alone_finds_nobody_and_leaves_no_line(world: World) -> None:
    selam(world)
    with pytest.raises(TooLittleToFind):
        commands.look_up(world.berivan, asked("Selam"), about=None, now=world.now)
    assert not Line.objects.filter(verb=finding.LOOKED_UP).exists()


def test_a_look_up_leaves_a_line_with_ids_and_not_a_word(world: World) -> None:
    file, about = selam(world), world.procedure()
    commands.look_up(world.berivan, asked("Selam Tesfaye", birth_date="1994"), about=about, now=world.now)
    line = Line.objects.get(verb=finding.LOOKED_UP)
    assert (line.actor, line.object, line.ids) == (world.berivan.user_id, about.id, {"found_1": str(file.id)})
    assert finding.was_looked_up(about)
    assert not finding.was_looked_up(file)


def test_whoever_does_not_take_people_in_looks_nobody_up(world: World) -> None:
    with pytest.raises(NotAllowed):
        commands.look_up(world.jihan, asked("Selam Tesfaye"), about=None, now=world.now)


def test_a_number_with_one_wrong_digit_is_not_called_the_same(world: World) -> None:
    selam(world)
    said = reasons_of(first(world, asked("Selam Tesfaye", birth_date="1994-02-03", document_no="EP1234568")).scored)
    texts = {reason.field: str(reason.text) for reason in said}
    assert texts["document"] == "The document numbers agree in part"
    assert texts["birth"] == "The dates of birth agree but for a slip"


# Fishing ------------------------------------------------------------------------------------------


def test_who_looks_up_very_many_is_refused_for_a_while_and_counted(world: World) -> None:
    selam(world)
    for _ in range(LOOK_UPS_PER_HOUR):
        commands.look_up(world.berivan, asked("Selam Tesfaye"), about=None, now=world.now)
    with pytest.raises(TooManyLookUps) as refused:
        commands.look_up(world.berivan, asked("Selam Tesfaye"), about=None, now=world.now)
    assert str(LOOK_UPS_PER_HOUR) in refused.value.message
    commands.look_up(world.karwan, asked("Selam Tesfaye"), about=None, now=world.now)  # a colleague is not kept from it
    commands.look_up(world.berivan, asked("Selam Tesfaye"), about=None, now=world.now + timedelta(minutes=61))
    rows = finding.looking_for(world.mina, world.now - timedelta(days=1))
    assert [(row.name, row.look_ups, row.refused) for row in rows] == [
        ("Berivan", LOOK_UPS_PER_HOUR + 1, 1), ("Karwan", 1, 0)
    ]  # fmt: skip
    assert finding.looking_for(world.rawan, world.now - timedelta(days=1)) == []


# What is found by, and how it goes away -----------------------------------------------------------


def test_what_is_written_anew_is_found_anew(world: World) -> None:
    file = selam(world)
    _, revision = open_section(world.rawan, file, "identity", world.now)
    changed = {"full_name": "Freweini Haile", "date_of_birth": "1994-03-02"}
    change_section(world.rawan, file, "identity", fields=changed, revision=revision, now=world.now)
    assert first(world, asked("فرويني هايلي", birth_date="1994")).id == file.id
    assert commands.look_up(world.berivan, asked("Selam Tesfaye"), about=None, now=world.now) == []
    assert first(world, asked(phone="+9647500000142", name="Freweini Haile")).id == file.id


def test_facts_that_change_are_compared_as_they_are_now(world: World) -> None:
    file = selam(world)
    change_facts(world.rawan, file, facts={"nationality": "ER"}, now=world.now)
    said = reasons_of(first(world, asked("Selam Tesfaye", birth_date="1994", nationality="ER")).scored)
    assert {reason.field: reason.speaks_for for reason in said}["nationality"]


def test_who_is_forgotten_is_found_by_nobody(world: World) -> None:
    file = selam(world)
    before = LookupToken.objects.count()
    commands.forget_person(file)
    assert LookupToken.objects.count() < before
    assert commands.look_up(world.berivan, asked("Selam Tesfaye", birth_date="1994"), about=None, now=world.now) == []


def to_the_earlier_index(file: Procedure, name: str) -> None:
    """The file as the release before this one left it: pairs of folded words in the old table, and no codes."""
    vault.index.forget(file.id)
    Facts.objects.filter(kind=likeness.KIND, owner=file.id).delete()
    key = vault.keystore.named_key(f"index|{file.organisation}|name")
    token = vault.ciphers.mac(key, name.encode())
    IndexToken.objects.create(organisation=file.organisation, field="name", token=token, owner=file.id)


def test_a_file_of_the_earlier_index_is_found_exactly_and_indexed_when_it_is_opened(world: World) -> None:
    file = selam(world)
    to_the_earlier_index(file, "selam tesfaye")
    assert commands.search(world.rawan, "Tesfaye Selam", now=world.now) == [file]
    assert commands.search(world.rawan, "سلام تسفاي", now=world.now) == []
    open_section(world.rawan, file, "identity", world.now)
    assert commands.search(world.rawan, "سلام تسفاي", now=world.now) == [file]
    assert not IndexToken.objects.exists()


def test_a_supervisor_indexes_what_waits_in_pieces(world: World) -> None:
    files = [world.case(**SELAM), world.case(**SELAM), world.case(**SELAM)]
    for file in files:
        to_the_earlier_index(file, "selam tesfaye")
    assert commands.index_what_waits(world.nasrin, world.now, most=2) == 2
    assert commands.index_what_waits(world.nasrin, world.now, most=2) == 1
    assert commands.index_what_waits(world.nasrin, world.now) == 0
    assert set(commands.search(world.rawan, "سلام تسفاي", now=world.now)) == set(files)
    with pytest.raises(NotAllowed):
        commands.index_what_waits(world.rawan, world.now)


# Choosing -----------------------------------------------------------------------------------------


def test_a_candidate_can_be_chosen_by_whom_it_was_shown_to_and_for_an_hour(world: World) -> None:
    file, about = selam(world), world.procedure()
    word = commands.offer(world.berivan, about, file.id)
    assert commands.chosen_of(world.berivan, about, word) == file
    for actor, procedure, said in (
        (world.karwan, about, word), (world.berivan, file, word), (world.berivan, about, word[:-2]),
        (world.berivan, about, str(file.id)),
    ):  # fmt: skip
        with pytest.raises(NotOneOfThese):
            commands.chosen_of(actor, procedure, said)


def test_what_was_chosen_waits_for_a_supervisor_and_merges_nothing(world: World) -> None:
    file, about = selam(world), world.procedure()
    link = commands.choose(world.berivan, about, file, now=world.now)
    assert ({link.one, link.other}, link.state) == ({file, about}, "chosen")
    assert link.proposed_by == world.berivan.user_id
    assert Procedure.objects.filter(linked_to=None).count() == Procedure.objects.count()
    assert commands.choose(world.rawan, about, file, now=world.now).id == link.id
    Link.objects.update(state="different")
    with pytest.raises(AlreadyToldApart):
        commands.choose(world.berivan, about, file, now=world.now)


# The search box -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Selam Tesfaye", "تسفاي سلام", "selam ١٩٩٤", "EP1234567", " xx-2026-0001 "])
def test_the_search_box_takes_a_name_in_any_script_a_number_or_a_document(world: World, text: str) -> None:
    file = world.case(**SELAM)
    Procedure.objects.filter(id=file.id).update(number="XX-2026-0001")
    assert [row.id for row in commands.search(world.rawan, text, now=world.now)] == [file.id]


def test_the_search_box_shows_what_is_open_and_leaves_ids_only(world: World) -> None:
    file = selam(world)
    assert commands.search(world.yusuf, "Selam Tesfaye", now=world.now) == []
    assert commands.search(world.berivan, "Selam Tesfaye", now=world.now) == []
    assert commands.search(world.rawan, "Selam Tesfaye", now=world.now) == [file]
    lines = Line.objects.filter(verb=finding.SEARCHED).order_by("id")
    assert [line.ids for line in lines] == [{}, {}, {"found_1": str(file.id)}]


def test_a_phone_that_several_share_finds_them_all(world: World) -> None:
    one, other = world.case(**SELAM), world.case(full_name="Hana Bekele", date_of_birth="1990-01-20")
    assert set(commands.search(world.rawan, "٠٧٥٠ ٠٠٠ ٠١٤٢", now=world.now)) == {one, other}


def test_codes_show_no_name(world: World) -> None:
    file = selam(world)
    raw = likeness.read_kept_codes(file.organisation, [file.id])[file.id]
    assert not [part for part in ("Selam", "selam", "slm", "سلام") if part.encode() in raw]


def test_the_search_finds_a_number_as_it_is_and_a_name_with_who_manages_the_case(world: World) -> None:
    file = world.case()
    number, url = str(file.number), f"/cases/{file.id}/"
    assert commands.find(world.rawan, f" {number.lower()} ", now=world.now) == [Numbered(number, "Case", url)]
    assert commands.find(world.rawan, "Selam Tesfaye", now=world.now) == [Numbered(number, "", url, world.rawan.name)]
    assert commands.find(world.yusuf, number, now=world.now) == []
