"""Files of a case: cleaned, sealed, shut; evidence with its original and who had it when."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amana.cases import commands, queries
from amana.cases.commands import Evidence
from amana.cases.errors import InQuarantine, NotEvidence, ReasonForEvidence
from amana.cases.models import Attachment, Custody, Procedure
from amana.cases.queries.evidence import file_cards
from amana.consent import commands as consents
from amana.errors import NotAllowed, NotFound
from amana.trust.models import Line
from amana.uploads.errors import ActiveContent
from amana.vault.models import Sealed
from tests import upload_corpus as made
from tests.cast import World
from tests.world import Desk

PHOTO = made.corpus()["turned-6.jpg"]
WORD = made.kept_apart()["letter.docx"][0]


def keep(world: World, case: Procedure, content: bytes = PHOTO, *, evidence: Evidence | None = None) -> Attachment:
    return commands.attach(
        world.rawan, case, section="legal", name="IMG_1.jpg", content=content, now=world.now, evidence=evidence
    )


def lend(world: World, case: Procedure, section: str) -> UUID:
    """She lets Amal's unit into one section."""
    about = consents.About(case.id, case.lock)
    return consents.give_sections(
        world.rawan, about, consents.Said(language="am", how="written"), unit_id=world.units["lawyers"],
        type="share_with_justice", purpose="justice", sections=frozenset({section}), sealeds=queries.texts_of_section(case, [section]),
        expires_at=world.now + timedelta(days=5), now=world.now,
    )  # fmt: skip


def test_a_photo_is_kept_without_its_place_and_its_list_says_no_name(world: World) -> None:
    case = world.case()
    row = keep(world, case)
    name, type, content = commands.open_attachment(world.rawan, case, row.id, world.now)
    assert (name, type) == ("IMG_1.jpg", "image/jpeg") and not made.planted_in(content)
    assert row.original is None and Sealed.objects.filter(lock=case.lock, kind="original").count() == 0
    card = file_cards(case, ["legal"])[0]
    assert (card.type, card.size_bytes, card.quarantined, card.evidence) == ("image/jpeg", len(content), False, False)
    assert file_cards(case, ["identity"]) == []


def test_a_file_is_added_only_to_a_section_that_is_open(world: World) -> None:
    case = world.case()
    told: dict[str, Any] = {"name": "IMG_1.jpg", "content": PHOTO, "now": world.now}
    elsewhere = replace(world.amal, roles=frozenset({"case_manager"}))
    lend(world, case, "legal")
    assert commands.add_file(elsewhere, case, section="legal", **told)
    for actor, refusal in ((elsewhere, NotFound), (world.yusuf, NotFound), (world.amal, NotAllowed)):
        with pytest.raises(refusal):
            commands.add_file(actor, case, section="account", **told)


def test_a_file_that_runs_is_not_kept_at_all(world: World) -> None:
    case = world.case()
    with pytest.raises(ActiveContent):
        keep(world, case, made.hostile()["drawing.svg"][0])
    assert not Attachment.objects.exists() and not Line.objects.filter(verb="cases.attached").exists()


def test_an_office_document_waits_until_who_manages_the_case_takes_it_as_it_is(world: World) -> None:
    case = world.case()
    row = keep(world, case, WORD)
    with pytest.raises(InQuarantine):
        commands.open_attachment(world.rawan, case, row.id, world.now)
    assert commands.open_attachment(world.rawan, case, row.id, world.now, as_it_is=True)[2] == WORD
    assert Line.objects.get(verb="cases.attachment_opened").ids["as_it_is"] == 1


def test_evidence_keeps_the_original_its_hash_and_everybody_who_had_it(world: World) -> None:
    case = world.case()
    with pytest.raises(ReasonForEvidence):
        keep(world, case, evidence=Evidence(" "))
    row = keep(world, case, evidence=Evidence("Photo of the room", "her sister"))
    assert not made.planted_in(commands.open_attachment(world.rawan, case, row.id, world.now)[2])
    name, original = commands.open_original(world.nasrin, case, row.id, world.now + timedelta(minutes=1))
    assert original == PHOTO and name == "IMG_1.jpg"
    assert file_cards(case, ["legal"])[0].sha256 == hashlib.sha256(PHOTO).hexdigest()
    later = world.now + timedelta(minutes=2)
    with pytest.raises(ReasonForEvidence):
        commands.hand_over_evidence(world.rawan, case, row.id, to=" ", why="asked for", now=later)
    commands.hand_over_evidence(world.rawan, case, row.id, to="Court of Erbil", why="letter 12", now=later)
    chain = commands.read_chain(world.rawan, case, row.id, later)
    assert [(link.deed, link.by) for link, _ in chain] == [
        ("received", world.rawan.user_id), ("opened", world.nasrin.user_id), ("handed_over", world.rawan.user_id),
    ]  # fmt: skip
    assert chain[0][1] == {"reason": "Photo of the room", "from": "her sister"}
    assert chain[2][1] == {"to": "Court of Erbil", "reason": "letter 12"}
    other = keep(world, case)
    with pytest.raises(NotEvidence):
        commands.open_original(world.rawan, case, other.id, world.now)
    assert Custody.objects.filter(attachment=other).count() == 0


def test_files_open_and_shut_with_their_section(world: World) -> None:
    case = world.case()
    row = keep(world, case, evidence=Evidence("Photo of the room"))
    with pytest.raises(NotFound):
        commands.open_attachment(world.amal, case, row.id, world.now)
    other = lend(world, case, "contact")
    with pytest.raises(NotFound):
        commands.open_attachment(world.amal, case, row.id, world.now)
    agreed = lend(world, case, "legal")
    assert commands.open_attachment(world.amal, case, row.id, world.now)[2]
    assert commands.open_original(world.amal, case, row.id, world.now)[1] == PHOTO
    later = keep(world, case)  # what is added later opens to the same people
    assert commands.open_attachment(world.amal, case, later.id, world.now)[2]
    for consent in (agreed, other):
        consents.withdraw(world.rawan, procedure_id=case.id, consent_id=consent, now=world.now)
    for deed in (commands.open_attachment, commands.open_original, commands.read_chain):
        with pytest.raises(NotFound):
            deed(world.amal, case, row.id, world.now)


def send(client: Client, case: Procedure, content: bytes, **more: str) -> object:
    scan = SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg")
    return client.post(f"/cases/{case.id}/files/", {"section": "legal", "scan": scan, **more})


def test_the_pages_of_files(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    refused = send(rawan, case, made.hostile()["page.html"][0])
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert send(rawan, case, PHOTO, as_evidence="on", reason="Photo of the room").status_code == 302  # type: ignore[attr-defined]
    row = Attachment.objects.get()
    listed = rawan.get(f"/cases/{case.id}/files/").content.decode()
    assert f"/files/{row.id}/evidence/" in listed and "IMG_1" not in listed
    opened = rawan.post(f"/cases/{case.id}/files/{row.id}/")
    assert opened["Content-Security-Policy"].startswith("sandbox") and opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Cache-Control"] == "no-store" and opened["Content-Disposition"].startswith("attachment")
    page = rawan.get(f"/cases/{case.id}/files/{row.id}/evidence/")
    assert hashlib.sha256(PHOTO).hexdigest() in page.content.decode()
    assert (
        rawan.post(f"/cases/{case.id}/files/{row.id}/evidence/", {"to": "Court", "reason": "letter 12"}).status_code
        == 302
    )
    sheet = rawan.post(f"/cases/{case.id}/files/{row.id}/custody/").content.decode()
    assert "Photo of the room" in sheet and "letter 12" in sheet
    assert rawan.post(f"/cases/{case.id}/files/{row.id}/original/").content == PHOTO
    assert desk("yusuf").get(f"/cases/{case.id}/files/{row.id}/evidence/").status_code == 404
