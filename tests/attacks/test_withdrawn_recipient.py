"""A partner whom she let in, and who kept all of it: the session, the addresses, the pages, the files, a copy of the database.

She took her yes back. He tries each of them again. What he read stays read; what he kept opens nothing any more.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models, transaction
from django.test import Client

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.consent import queries as agreed
from amana.consent.models import Consent
from amana.errors import CannotOpen, NotFound
from amana.exports import commands as exports
from amana.exports import errors
from amana.exports.models import Export, ExportPerson
from amana.referrals import commands as referrals
from amana.referrals.models import Referral
from amana.referrals.tests.scene import make_scene
from amana.vault.clock import now
from amana.vault.models import Facts, Sealed, Wrap
from tests import databases
from tests.access.test_staying import asks
from tests.access.test_withdrawal import NAME, share
from tests.cast import World
from tests.exporting import WHY
from tests.world import Desk

pytestmark = pytest.mark.django_db(transaction=True)

LINKS = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)')
PLACES = ("/", "/cases/", "/referrals/", "/help/", "/justice/", "/trust/exports/")
MONTH = timedelta(days=30)


def seen_by(client: Client, case: Procedure) -> dict[str, bytes]:
    """Every page that he reaches by following links from his own places, and that is about this case; by its address."""
    waiting, known = [*PLACES, f"/cases/{case.id}/"], dict[str, bytes]()
    while waiting:
        address = waiting.pop()
        if address in known or "sign-out" in address:
            continue
        answer = client.get(address)
        known[address] = answer.content if answer.status_code == 200 else b""
        if about(case, address, known[address]):
            assert answer["Cache-Control"] == "no-store", address
            waiting += [link for link in LINKS.findall(answer.content.decode()) if str(case.id) in link]
    return {address: page for address, page in known.items() if about(case, address, page)}


def about(case: Procedure, address: str, page: bytes) -> bool:
    """Whether a page that was shown speaks of the case."""
    assert case.number is not None
    return bool(page) and (str(case.id) in address or case.number.encode() in page or NAME in page)


def left_of(client: Client, case: Procedure, addresses: list[str]) -> list[str]:
    """Those among the addresses that still show something of the case, asked and sent to."""
    shown = [address for address in addresses if about(case, "", client.get(address).content)]
    return shown + [address for address in addresses if about(case, "", client.post(address).content)]


def withdraw(world: World, case: Procedure, consent: UUID) -> None:
    """Rawan records that she takes it back."""
    cases.withdraw_consent(world.rawan, case, consent_id=consent, now=now())


# The session, the addresses, the pages ------------------------------------------------------------------


def test_no_address_that_he_ever_saw_shows_anything_to_the_session_that_saw_it(world: World, desk: Desk) -> None:
    case, yusuf = world.case(), desk("yusuf")
    consent = share(world, case, MONTH)
    yusuf.post(f"/cases/{case.id}/sections/identity/open/")
    addresses = [*seen_by(yusuf, case), f"/cases/{case.id}/sections/identity/open/"]
    assert len([each for each in addresses if str(case.id) in each]) >= 4
    assert left_of(yusuf, case, addresses), "the alarm: before, they do"
    withdraw(world, case, consent)
    assert left_of(yusuf, case, addresses) == []
    own = [address for address in addresses if str(case.id) in address]
    assert {yusuf.get(address).status_code for address in own} <= {404, 405}


def test_cookies_that_he_copied_before_open_no_more_than_his_own_session(world: World, desk: Desk) -> None:
    case, yusuf = world.case(), desk("yusuf")
    consent = share(world, case, MONTH)
    copied = Client()
    copied.cookies = deepcopy(yusuf.cookies)
    url = f"/cases/{case.id}/sections/identity/open/"
    assert NAME in copied.post(url).content, "the alarm"
    withdraw(world, case, consent)
    assert copied.post(url).status_code == 404 and copied.get("/cases/").status_code == 200


def test_a_page_that_stayed_open_is_told_to_blank_itself_and_was_kept_by_no_cache(world: World, desk: Desk) -> None:
    case, yusuf = world.case(), desk("yusuf")
    consent = share(world, case, MONTH)
    page = yusuf.post(f"/cases/{case.id}/sections/identity/open/")
    assert page["Cache-Control"] == "no-store" and "ETag" not in page
    addresses = asks(page.content.decode())
    assert {yusuf.get(address).status_code for address in addresses} == {204}, "the alarm"
    withdraw(world, case, consent)
    assert {yusuf.get(address).status_code for address in addresses} == {403}
    again = yusuf.get(
        f"/cases/{case.id}/", headers={"If-None-Match": "*", "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}
    )
    assert again.status_code == 404, "not 304: what a browser kept is confirmed to nobody"


# The files ----------------------------------------------------------------------------------------------


def test_the_file_that_was_made_for_his_unit_is_fetched_no_more(world: World, desk: Desk) -> None:
    case, yusuf = world.case(), desk("yusuf")
    consent = share(world, case, MONTH)
    unit = world.units["relief_team"]
    asked = exports.ExportRequest(
        "one_file",
        {"case": case.number, "unit": str(unit)},
        "assistance",
        WHY,
        exports.Recipient("Relief", unit=unit),
        "pdf",
        "en",
    )
    made = exports.make_export(world.rawan, asked, now=now())
    url = f"/trust/exports/{made.id}/fetch/"
    assert yusuf.post(url).status_code == 200, "the alarm"
    withdraw(world, case, consent)
    assert yusuf.post(url).status_code == 410
    with pytest.raises(errors.LinkOver):
        exports.fetch(world.yusuf, made.id, now=now())
    assert not Sealed.objects.filter(kind="export").exists()
    assert f"/trust/exports/{made.id}/destroyed/" in yusuf.get(f"/trust/exports/{made.id}/").content.decode()


def test_the_package_of_a_referral_is_gone_for_who_downloaded_it_before(world: World, desk: Desk) -> None:
    scene = make_scene(world)
    referral, jihan = scene.asked(), desk("jihan")
    url = f"/referrals/{referral.id}/package/"
    assert b"10:00-16:00" in jihan.post(url).content, "the alarm"
    kept = rows_of(scene.case)
    consent = next(each for each in agreed.agreements_of(scene.case.id) if each.referral_id == referral.id)
    withdraw(world, scene.case, consent.id)
    assert jihan.post(url).status_code == 404
    put_back(kept)
    assert b"10:00-16:00" not in jihan.post(url).content
    with pytest.raises((NotFound, CannotOpen)):
        referrals.open_package(world.jihan, Referral.objects.get(id=referral.id), now())


# A copy of the database ---------------------------------------------------------------------------------

type Kept = Mapping[type[models.Model], list[dict[str, Any]]]


def rows_of(case: Procedure) -> Kept:
    """Every row of this case by which anything opens, as a copy of the database holds it."""
    texts = Sealed.objects.filter(lock=case.lock)
    return {
        Sealed: _values(texts),
        Wrap: _values(Wrap.objects.filter(sealed__in=list(texts))),
        Facts: _values(Facts.objects.filter(lock=case.lock)),
        Consent: _values(Consent.objects.filter(procedure=case.id)),
        Referral: _values(Referral.objects.filter(procedure=case.id)),
        Export: _values(Export.objects.filter(people__procedure=case.id).distinct()),
        ExportPerson: _values(ExportPerson.objects.filter(procedure=case.id)),
    }


def _values(rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows.values()]


def put_back(kept: Kept) -> None:
    """Whoever owns the database writes all of it back, over what is there now."""
    with transaction.atomic(), databases.as_administrator():
        for model, rows in kept.items():
            for row in rows:
                if not model._default_manager.filter(pk=row["id"]).update(
                    **{name: value for name, value in row.items() if name != "id"}
                ):
                    model(**row).save(force_insert=True)


@contextmanager
def only_the_wraps_go(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The planted mistake: a withdrawal that removes the rows and leaves the lock as it was, and the keys with it."""

    def unshare(consent_id: UUID) -> None:
        Wrap.objects.filter(consent=consent_id).delete()

    with monkeypatch.context() as patch:
        patch.setattr(vault.texts, "unshare_consent", unshare)
        yield


def reads(world: World, case: Procedure) -> bool:
    """Whether his keys open the identity, by the command and past it."""
    try:
        fields, _revision = cases.open_section(world.yusuf, case, "identity", now())
        opened = fields["full_name"]
    except (CannotOpen, NotFound):
        try:
            text = queries.sealed_sections(case)["identity"]
            opened = vault.texts.open_text(world.yusuf, text)["fields"]["full_name"]
        except (CannotOpen, NotFound):
            return False
    return bool(opened.encode() == NAME)


def test_all_rows_of_before_put_back_at_once_open_nothing(world: World, desk: Desk) -> None:
    """The door that asks the tables falls. The lock of the case has a new version, and the old one is put away."""
    case, yusuf = world.case(), desk("yusuf")
    consent = share(world, case, MONTH)
    kept = rows_of(case)
    assert reads(world, case), "the alarm"
    withdraw(world, case, consent)
    assert not reads(world, case)
    put_back(kept)
    assert Consent.objects.get(id=consent).withdrawn_at is None, "the tables say that she agrees"
    assert not reads(world, case)
    assert NAME not in yusuf.post(f"/cases/{case.id}/sections/identity/open/").content
    assert NAME not in yusuf.get(f"/cases/{case.id}/").content


def test_rows_put_back_where_the_lock_stayed_the_same_would_open(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.case()
    consent = share(world, case, MONTH)
    kept = rows_of(case)
    with only_the_wraps_go(monkeypatch):
        withdraw(world, case, consent)
    assert not reads(world, case), "without his wrap he reads nothing, so the mistake would not be seen"
    put_back(kept)
    assert reads(world, case), "the alarm"


def test_the_house_itself_still_reads_after_somebody_put_the_old_rows_back(world: World) -> None:
    """Nor is the case lost to those who help her: the row of today is there again after the restore of one row."""
    case = world.case()
    consent = share(world, case, MONTH)
    kept = rows_of(case)
    withdraw(world, case, consent)
    today = rows_of(case)
    put_back(kept)
    put_back(today)
    assert cases.open_section(world.rawan, case, "identity", now())[0]["full_name"].encode() == NAME
    assert not reads(world, case)


def test_the_tombstone_beside_the_keys_ends_it_again(world: World) -> None:
    from amana.consent.commands import withdraw_again

    case = world.case()
    consent = share(world, case, MONTH)
    kept = rows_of(case)
    withdraw(world, case, consent)
    put_back(kept)
    stones = [stone for stone in vault.keystore.tombstones_since(world.now - MONTH) if stone.kind == "withdrawal"]
    assert [stone.concerns for stone in stones] == [consent]
    assert withdraw_again(consent, now()) and Consent.objects.get(id=consent).withdrawn_at is not None
    if connection.vendor == "sqlite":
        assert not Wrap.objects.filter(consent=consent).exists()
