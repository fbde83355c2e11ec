"""The wall, cell by cell and both ways: shut cells stay shut for whoever was planted on the inside, the others open."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.conf import LazySettings

from amana import vault
from amana.cases import commands, queries
from amana.cases.models import Assignment, Procedure
from amana.consent import commands as consents
from amana.consent.errors import AcrossTheWall
from amana.consent.models import Consent
from amana.consent.queries import agreements_of
from amana.countrypacks import pack
from amana.countrypacks.loader import PACKS, read_pack
from amana.emergencies import commands as emergencies
from amana.emergencies import queries as glass
from amana.errors import NotFound
from amana.justice.models import ProfessionalNote
from amana.justice.queries import notes_for
from amana.trust.actor import Actor
from amana.trust.authorise import authorise
from amana.trust.capabilities import CAPABILITIES, PRESETS
from amana.trust.models import Organisation
from amana.trust.pack_sections import WALL
from amana.vault.clock import now
from tests.cast import World

pytestmark = pytest.mark.django_db

REVIEWED: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("wall.yaml").read_text())
RECORDS = ("file", "care_notes", "justice_file")


@dataclass(frozen=True)
class Planted:
    """Somebody of a side for whom everything else was opened: team, supervision, consent, keys, units, every capability."""

    side: str
    how: str
    actor: Actor


@pytest.fixture
def case(world: World, monkeypatch: pytest.MonkeyPatch) -> Procedure:
    """A case in which Yusuf of another house was put into everything, with a role that may do all and stands on no side."""
    monkeypatch.setitem(PRESETS, "planted", frozenset(CAPABILITIES))
    case = world.case()
    yusuf, texts = world.yusuf, queries.all_texts(case)
    Assignment.objects.create(procedure=case, user=yusuf.account, role="case_manager", since=world.now)
    vault.texts.share(world.rawan, texts, vault.texts.Holder("user", yusuf.account))
    planted = Consent.objects.create(
        procedure=case.id, lock=case.lock, unit=yusuf.unit_id, given_at=world.now, recorded_by=world.rawan.user_id
    )
    vault.facts.put(case.lock, "consent", planted.id, {"purpose": "assistance", "sections": list(pack().section_codes)})
    for key in ("lawyers", "investigators"):
        ProfessionalNote.objects.create(
            procedure=case, unit=world.units[key], sealed=uuid4(), written_by=uuid4(), written_at=world.now
        )
    return case


def everybody(world: World) -> Iterator[Planted]:
    """By every role and every kind of organisation of every side."""
    yusuf = world.yusuf
    units = yusuf.unit_ids | {world.units["supervisors"]}
    for key, side in WALL.of(pack()).sides.items():
        for role in side.roles:
            Organisation.objects.filter(id=yusuf.organisation_id).update(kind="ngo")
            yield Planted(key, role, _fresh(yusuf, {"planted", role}, units))
        for kind in side.organisations:
            Organisation.objects.filter(id=yusuf.organisation_id).update(kind=kind)
            yield Planted(key, kind, _fresh(yusuf, {"planted"}, units))


def _fresh(actor: Actor, roles: set[str], units: frozenset[Any]) -> Actor:
    return replace(actor, roles=frozenset(roles), unit_ids=frozenset(units))


def reached(world: World, case: Procedure, actor: Actor) -> set[str]:
    """Every section and record that this actor gets at, by whatever way there is."""
    found = set()
    for code in pack().section_codes:
        try:
            commands.open_section(actor, case, code, now())
            found.add(code)
        except NotFound:
            pass
    found |= queries.sections_open_to(actor, case)
    ways = (
        authorise(actor, "cases.read", case).ground,
        getattr(queries.grounds(actor, "cases.read", case), "ground", ""),
    )
    if {"team", "supervision"} & set(ways) or queries.own_of(actor).filter(id=case.id).exists():
        found.add("file")
    for kind, unit in (("care_notes", "lawyers"), ("justice_file", "investigators")):
        if notes_for(replace(actor, unit_ids=frozenset({world.units[unit]})), case):
            found.add(kind)
    return found


def wrong_cells(world: World, case: Procedure) -> list[str]:
    """The cells in which what is reached differs from what was reviewed."""
    wrong = []
    for each in everybody(world):
        said = REVIEWED[each.side]
        allowed = {*pack().section_codes, *RECORDS} - set(said["shut"])
        if each.side != "police":
            allowed.discard("justice_file")  # nobody but the police stands in a unit of theirs
        got = reached(world, case, each.actor)
        wrong += [f"{each.side} ({each.how}): {what}" for what in sorted(got ^ allowed)]
    return wrong


def test_every_cell_is_as_it_was_reviewed(world: World, case: Procedure) -> None:
    assert set(REVIEWED) == set(WALL.of(pack()).sides)
    assert wrong_cells(world, case) == []


def test_what_was_told_to_helpers_is_not_used_for_proceedings(world: World, case: Procedure) -> None:
    for each in everybody(world):
        shut = REVIEWED[each.side].get("for_proceedings", [])
        sections = authorise(each.actor, "letters.draft", case).sections
        assert not sections & set(shut), each
        assert each.side != "helpers" or "identity" in sections


def test_every_purpose_in_the_wall_is_one_that_verbs_have() -> None:
    used = {each for side in WALL.of(pack()).sides.values() for cell in side.cells.values() for each in cell.purposes}
    assert used <= {capability.purpose for capability in CAPABILITIES.values()}


@pytest.fixture
def copied(tmp_path: Path, settings: LazySettings) -> Path:
    """The packs in another place, where somebody may change the wall."""
    folder = tmp_path / "packs"
    shutil.copytree(PACKS, folder)
    settings.AMANA_PACK_FOLDER = str(folder)
    return folder / "core" / "wall.yaml"


def test_a_cell_opened_on_purpose_is_found(world: World, case: Procedure, copied: Path) -> None:
    text = copied.read_text()
    cell = "health: {opens: never, because: care_is_confidential}"
    assert cell in text
    copied.write_text(text.replace(cell, "health: {opens: with_ground, because: she_agreed}", 1))
    assert wrong_cells(world, case) == [f"police ({how}): health" for how in _of_police()]


def test_a_cell_shut_by_mistake_is_found(world: World, case: Procedure, copied: Path) -> None:
    text = copied.read_text()
    assert text.count("legal: {opens: with_ground, because: she_agreed}") == 3
    changed = text.replace(
        "legal: {opens: with_ground, because: she_agreed}", "legal: {opens: never, because: she_agreed}", 1
    )
    copied.write_text(changed)
    assert wrong_cells(world, case) == [f"police ({how}): legal" for how in _of_police()]


def _of_police() -> list[str]:
    side = WALL.of(pack()).sides["police"]
    return [*side.roles, *side.organisations]


def test_a_side_that_leaves_a_cell_out_is_told_with_its_file(copied: Path) -> None:
    copied.write_text(copied.read_text().replace("        contact: {opens: never, because: place_of_safety}\n", "", 1))
    _pack, problems = read_pack("iraq", copied.parents[1])
    assert "does not say what this side sees of contact" in " ".join(map(str, problems))


def test_an_agreement_that_would_cross_the_wall_is_refused_with_the_cell(world: World) -> None:
    case = world.case()
    about, said = consents.About(case.id, case.lock), consents.Said("am", "written")
    kinds = {kind: key for key, side in WALL.of(pack()).sides.items() for kind in side.organisations}
    for kind, side in kinds.items():
        Organisation.objects.filter(id=world.yusuf.organisation_id).update(kind=kind)
        for code in pack().section_codes:
            refused = False
            try:
                consents.give_sections(
                    world.rawan, about, said, type="assistance", purpose="assistance", unit_id=world.yusuf.unit_id,
                    sections={code}, sealeds=queries.texts_of_section(case, [code]), expires_at=None, now=now(),
                )  # fmt: skip
            except AcrossTheWall as wall:
                refused = True
                assert str(pack().section_name(code)) in wall.message
            assert refused == (code in REVIEWED[side]["shut"]), (kind, code)
    assert {code for each in agreements_of(case.id) for code in each.sections} == set(pack().section_codes)


def test_a_package_across_the_wall_is_refused_and_how_to_reach_her_may_travel(world: World) -> None:
    case = world.case()
    about, said = consents.About(case.id, case.lock), consents.Said("am", "written")

    def give(*fields: str) -> None:
        consents.give_fields(
            world.rawan, about, said, type="referral", purpose="referral", unit_id=world.units["investigators"],
            referral_id=uuid4(), fields=set(fields), expires_at=None, now=now(),
        )  # fmt: skip

    with pytest.raises(AcrossTheWall):
        give("sex", "allergy_or_pregnancy_if_said")
    give("sex", "safe_contact_method", "full_name")


def test_an_emergency_does_not_cross_the_wall(world: World, case: Procedure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glass, "may_open_more", lambda *_: True)  # the same few people open it in every role
    told: dict[str, Any] = {"kind": "danger_to_life", "reason": "x" * 40, "now": now()}
    for each in everybody(world):
        shut = set(REVIEWED[each.side]["shut"])
        for code in pack().glass.sections:
            try:
                emergencies.break_glass(each.actor, case, sections=[code], **told)
                crossed = True
            except AcrossTheWall:
                crossed = False
            assert crossed == (not shut & {"file", code}), (each.how, code)
    assert glass.own_running(world.yusuf, now())
