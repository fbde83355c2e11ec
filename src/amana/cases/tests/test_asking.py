"""Asking a person: nothing is chosen for her, the words are in her language, a witness is named, her limits hold."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.asking import aloud
from amana.cases.commands.consenting import about_consent
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent import errors
from amana.consent import queries as consent
from amana.consent.models import Consent
from amana.countrypacks import pack
from amana.countrypacks.loader import PACKS
from amana.errors import AmanaError, CannotOpen
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.cast import World
from tests.world import Desk

HELP_LANGUAGES = ("am", "bn", "fa", "fr", "hi", "id", "kmr", "ne", "si", "sw", "ta", "tl", "tr", "ur")
LIMITS = "Not to my brother. Only by day."


def give(world: World, case: Procedure, said: consents.Said) -> UUID:
    """She lets the team of Relief see who she is, as she said it."""
    return consents.give_sections(
        world.rawan, about_consent(case), said, type="assistance", purpose="assistance",
        unit_id=world.units["relief_team"], sections=frozenset({"identity"}),
        sealeds=queries.texts_of_section(case, {"identity"}),
        expires_at=world.now + timedelta(days=9), now=world.now,
    )  # fmt: skip


def english(desk: Desk, name: str) -> Client:
    client = desk(name)
    client.cookies["amana-language"] = "en"
    return client


def chosen_in(page: str, name: str) -> str:
    """The value that a browser would send for this list of the page."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    assert select, name
    options = re.findall(r'<option value="([^"]*)"( selected)?', select[0])
    return str(next((value for value, selected in options if selected), options[0][0]))


def speaks(world: World, case: Procedure, *languages: str) -> None:
    cases.change_facts(world.rawan, case, facts={"languages": list(languages) or None}, now=world.now)


# Nothing is chosen for her ---------------------------------------------------------------------------


def test_nothing_stands_chosen_that_nobody_said(world: World, desk: Desk) -> None:
    case = world.case()
    speaks(world, case)
    page = english(desk, "rawan").get(f"/cases/{case.id}/consents/").content.decode()
    assert {name: chosen_in(page, name) for name in ("unit", "purpose", "language", "how", "witness")} == {
        "unit": "", "purpose": "", "language": "", "how": "", "witness": "",
    }  # fmt: skip
    assert " checked" not in page


def test_her_language_is_that_of_the_file_and_several_are_a_question(world: World, desk: Desk) -> None:
    case, rawan = world.case(), english(desk, "rawan")
    speaks(world, case, "ckb")
    assert chosen_in(rawan.get(f"/cases/{case.id}/consents/").content.decode(), "language") == "ckb"
    speaks(world, case, "ckb", "ar")
    assert chosen_in(rawan.get(f"/cases/{case.id}/consents/").content.decode(), "language") == ""


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (consents.Said(language="", how="written"), errors.LanguageNotSaid),
        (consents.Said(language="klingon", how="written"), errors.LanguageNotSaid),
        (consents.Said(language="am", how=""), errors.HowNotSaid),
        (consents.Said(language="am", how="nodding"), errors.HowNotSaid),
        (consents.Said(language="am", how="witnessed_oral"), errors.WitnessMissing),
        (consents.Said(language="am", how="witnessed_oral", witness_name="Hana"), errors.WitnessMissing),
        (consents.Said(language="am", how="witnessed_oral", witness_role="nurse"), errors.WitnessMissing),
        (consents.Said(language="ti", how="written"), errors.InterpreterMissing),
    ],
)
def test_the_command_refuses_what_was_not_said(world: World, said: consents.Said, refused: type[AmanaError]) -> None:
    case = world.case()
    before = Consent.objects.count()
    with pytest.raises(refused):
        give(world, case, said)
    with pytest.raises(refused):
        consents.refuse(
            world.rawan, about_consent(case), said, type="assistance", purpose="assistance",
            unit_id=world.units["relief_team"], now=world.now,
        )  # fmt: skip
    assert Consent.objects.count() == before


def test_who_writes_the_answer_down_is_no_witness_of_it(world: World) -> None:
    case = world.case()
    oral = consents.Said(language="am", how="witnessed_oral", witness=world.rawan.user_id)
    with pytest.raises(errors.WitnessMissing):
        give(world, case, oral)
    assert give(world, case, replace(oral, witness=world.shno.user_id))
    assert give(world, case, replace(oral, witness=None, witness_name="Hana", witness_role="nurse of the hospital"))


def test_a_yes_by_word_is_sent_back_by_the_page_until_the_witness_is_there(world: World, desk: Desk) -> None:
    case, rawan = world.case(), english(desk, "rawan")
    typed = {
        "unit": str(world.units["relief_team"]), "purpose": "assistance", "sections": ["identity"], "answer": "agrees",
        "expires_on": "2199-01-01", "language": "am", "how": "witnessed_oral", "limits": LIMITS,
    }  # fmt: skip
    page = rawan.post(f"/cases/{case.id}/consents/", typed)
    assert page.status_code == 422 and "name and role of a witness" in page.content.decode()
    typed |= {"witness_name": "Hana", "witness_role": "nurse"}
    kept = rawan.post(f"/cases/{case.id}/consents/", typed)
    assert kept.status_code == 302
    receipt = rawan.get(kept.headers["Location"]).content.decode()
    assert LIMITS in receipt and "Hana" in receipt and "nurse" in receipt


# The words to read aloud -----------------------------------------------------------------------------


def test_every_help_language_has_every_sentence_and_says_that_it_is_a_draft(world: World) -> None:
    country = pack()
    spoken = {code.removesuffix("-Latn") for code in country.raw["information"]["help_in"]}
    assert set(HELP_LANGUAGES) == spoken <= set(country.consent.in_languages)
    for language in HELP_LANGUAGES:
        said, entry = aloud(language), country.consent.in_languages[language]
        assert said.exists and entry.confidence == "unconfirmed" and not said.confirmed
        assert [each.id for each in said.sentences] == list(country.consent.read_aloud)
        assert all(each.text != each.meaning and each.meaning for each in said.sentences)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("am", "የሚወስኑት እርስዎ ነዎት"),
        ("ckb", "بڕیار لای ئێوەیە"),
        ("fr", "C’est vous qui décidez"),
        ("ti", "No translation exists"),
    ],
)
def test_the_page_reads_to_her_in_her_language_or_says_that_it_cannot(
    world: World, desk: Desk, language: str, shown: str
) -> None:
    case, rawan = world.case(), english(desk, "rawan")
    speaks(world, case)
    assert "does not say which language" in rawan.get(f"/cases/{case.id}/consents/").content.decode()
    speaks(world, case, language)
    assert shown in rawan.get(f"/cases/{case.id}/consents/").content.decode()
    other = rawan.get(f"/cases/{case.id}/consents/?spoken=sw").content.decode()
    assert "Wewe ndiye unayeamua" in other


@pytest.fixture
def recorded(tmp_path: Path, settings: object) -> Iterator[None]:
    """A pack in which somebody recorded one sentence in Amharic."""
    folder = tmp_path / "packs"
    shutil.copytree(PACKS, folder)
    (folder / "core" / "audio" / "am").mkdir(parents=True)
    (folder / "core" / "audio" / "am" / "decides.ogg").write_bytes(b"OggS made up")
    words = folder / "core" / "consent_words.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("recordings: {}", "recordings: {am: {decides: am/decides.ogg}}"), encoding="utf-8")
    settings.AMANA_PACK_FOLDER = folder  # type: ignore[attr-defined]
    yield


@pytest.mark.usefixtures("recorded")
def test_a_recorded_sentence_is_played_and_the_others_are_not(world: World, desk: Desk) -> None:
    case, rawan = world.case(), english(desk, "rawan")
    page = rawan.get(f"/cases/{case.id}/consents/?spoken=am").content.decode()
    assert page.count("<audio") == 1 and 'src="/cases/aloud/am/decides/"' in page
    heard = rawan.get("/cases/aloud/am/decides/")
    assert heard.headers["Content-Type"] == "audio/ogg" and heard.getvalue() == b"OggS made up"
    assert rawan.get("/cases/aloud/am/take_back/").status_code == 404
    assert rawan.get("/cases/aloud/ar/decides/").status_code == 404


# Her limits ------------------------------------------------------------------------------------------


def test_limits_are_sealed_and_stand_before_whoever_relies_on_them(world: World, desk: Desk) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="am", how="written", limits=LIMITS))
    row = Consent.objects.get(id=given)
    assert row.words is not None
    assert LIMITS.encode() not in bytes(Sealed.objects.get(id=row.words).envelope)
    yusuf = english(desk, "yusuf")
    assert "The person set limits." in yusuf.get(f"/cases/{case.id}/").content.decode()
    assert LIMITS not in yusuf.get(f"/cases/{case.id}/").content.decode()
    opened = yusuf.post(f"/cases/{case.id}/sections/identity/open/").content.decode()
    assert LIMITS in opened
    assert opened.index(LIMITS) < opened.index("Selam Tesfaye")
    line = Line.objects.get(verb="consent.words_opened", object=case.id)
    assert (line.actor, line.ids["consent"]) == (world.yusuf.user_id, str(given))


def test_limits_end_with_the_consent_for_whom_they_were_meant(world: World) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="am", how="written", limits=LIMITS))
    assert consents.limits_for(world.yusuf, case.id, now=world.now) == (LIMITS,)
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=given, now=world.now)
    assert consents.limits_for(world.yusuf, case.id, now=world.now) == ()
    with pytest.raises(CannotOpen):
        consents.open_words(world.yusuf, consent.agreement(case.id, given), ground="consent", now=world.now)
    assert consents.open_words(world.rawan, consent.agreement(case.id, given), ground="team", now=world.now)


def test_a_manager_who_comes_later_reads_the_limits_too(world: World) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="am", how="written", limits=LIMITS))
    cases.hand_over(world.nasrin, case, to=world.shno.account, now=world.now)
    words = consents.open_words(world.shno, consent.agreement(case.id, given), ground="team", now=world.now)
    assert words["limits"] == LIMITS


def test_an_answer_without_words_opens_and_records_nothing(world: World) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="am", how="written"))
    assert consents.open_words(world.rawan, consent.agreement(case.id, given), ground="team", now=world.now) == {}
    assert not Line.objects.filter(verb="consent.words_opened").exists()
