"""What was typed and not sent: for its writer alone, for a day, and for no longer than the form."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from amana.drafts import commands
from amana.drafts.models import Draft
from amana.drafts.places import LASTS, FormPlace, pass_for
from amana.vault import Broken
from amana.vault.models import Sealed, Wrap
from tests.cast import World
from tests.world import Clocks, Desk

WORDS = "Kanarya-typed-and-not-sent"
FIELDS = [("text", WORDS), ("who", "a"), ("who", "b")]
PLACE = FormPlace("/cases/3f2c9a10-0000-4000-8000-000000000001/notes/")


def pass_on(page: str) -> str:
    """The pass that the first form of a page carries."""
    found = re.search(r'name="draft_pass" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def typed(client: Client, url: str, text: str, *, revision: int = 0) -> int:
    """The status after somebody opened the page and typed."""
    given = pass_on(client.get(url).content.decode())
    fields = json.dumps([["text", text], ["csrfmiddlewaretoken", "x"], ["password", "Secret-1"]])
    answer = client.post("/drafts/keep/", {"draft_pass": given, "fields": fields, "revision": revision})
    return int(answer.status_code)


def in_the_table(text: str) -> bool:
    """Whether the text stands in any column of the table, in clear or as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM drafts_draft")
        rows = [b" ".join(str(each).encode() if not isinstance(each, (bytes, memoryview)) else bytes(each) for each in row)
                for row in cursor.fetchall()]  # fmt: skip
    return any(text.encode() in row or text.encode().hex().encode() in row for row in rows)


def test_what_was_typed_is_given_back_to_its_writer_and_to_nobody_else(world: World) -> None:
    kept = commands.keep(world.rawan, PLACE, fields=FIELDS, revision=0, now=world.now)
    assert (kept.revision, kept.ends_at) == (1, world.now + LASTS)
    again = commands.open_draft(world.rawan, PLACE, now=world.now)
    assert again is not None and [*again.fields] == FIELDS
    for other in (world.nasrin, world.mina):
        assert commands.open_draft(other, PLACE, now=world.now) is None
    assert commands.open_draft(world.rawan, FormPlace(PLACE.path, "2"), now=world.now) is None
    row = Draft.objects.get()
    Draft.objects.filter(id=row.id).update(user=world.nasrin.user_id)  # somebody gave the row away in the database
    with pytest.raises(Broken):
        commands.open_draft(world.nasrin, PLACE, now=world.now)


def test_no_key_of_the_server_opens_it_and_the_table_says_nothing(world: World) -> None:
    before = (Sealed.objects.count(), Wrap.objects.count())
    commands.keep(world.rawan, PLACE, fields=FIELDS, revision=0, now=world.now)
    assert (Sealed.objects.count(), Wrap.objects.count()) == before, "no text of the vault, and so no wrap to anybody"
    assert not in_the_table(WORDS) and not in_the_table("3f2c9a10")
    Draft.objects.update(about=[WORDS])
    assert in_the_table(WORDS), "a word that stood there would be found"


def test_another_window_is_not_overwritten_and_both_texts_are_there(world: World) -> None:
    first = commands.keep(world.rawan, PLACE, fields=FIELDS, revision=0, now=world.now)
    with pytest.raises(commands.KeptElsewhere) as refused:
        commands.keep(world.rawan, PLACE, fields=[("text", "other")], revision=0, now=world.now)
    assert refused.value.kept == first
    second = commands.keep(world.rawan, PLACE, fields=[("text", "other")], revision=1, now=world.now)
    assert second.revision == 2


def test_it_ends_after_a_day(world: World) -> None:
    commands.keep(world.rawan, PLACE, fields=FIELDS, revision=0, now=world.now)
    late = world.now + LASTS
    assert commands.open_draft(world.rawan, PLACE, now=late - timedelta(seconds=1)) is not None
    assert commands.expire(late - timedelta(seconds=1)) == 0
    assert commands.open_draft(world.rawan, PLACE, now=late) is None
    assert commands.expire(late) == 1 and not Draft.objects.exists()


def test_a_page_keeps_what_is_typed_and_a_form_that_was_accepted_leaves_nothing(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    url = f"/cases/{case.id}/notes/"
    page = rawan.get(url).content.decode()
    assert rawan.post("/drafts/open/", {"draft_pass": pass_on(page)}).status_code == 204
    assert typed(rawan, url, WORDS) == 200
    told = rawan.post("/drafts/open/", {"draft_pass": pass_on(rawan.get(url).content.decode())}).json()
    assert told["fields"] == [["text", WORDS]], "neither the token nor a password is kept"
    answer = rawan.post(url, {"text": "", "draft_pass": pass_on(page)})
    assert answer.status_code == 422 and Draft.objects.count() == 1, "a form that is shown again keeps its draft"
    answer = rawan.post(url, {"text": WORDS, "draft_pass": pass_on(page)})
    assert answer.status_code == 302 and not Draft.objects.exists()


def test_what_is_thrown_away_is_gone(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    url = f"/cases/{case.id}/notes/"
    typed(rawan, url, WORDS)
    assert rawan.post("/drafts/discard/", {"draft_pass": pass_on(rawan.get(url).content.decode())}).status_code == 204
    assert not Draft.objects.exists()


def test_a_pass_of_somebody_else_or_of_yesterday_opens_nothing(world: World, desk: Desk, clocks: Clocks) -> None:
    case, rawan, nasrin = world.case(), desk("rawan"), desk("nasrin")
    url = f"/cases/{case.id}/notes/"
    typed(rawan, url, WORDS)
    mine = pass_on(rawan.get(url).content.decode())
    made_up = pass_for(uuid4(), FormPlace(url), world.now)
    for client, given in ((nasrin, mine), (rawan, made_up), (rawan, mine[:-4] + "AAAA"), (rawan, "")):
        for act in ("open", "keep", "discard"):
            answer = client.post(f"/drafts/{act}/", {"draft_pass": given, "fields": "[]", "revision": "1"})
            assert answer.status_code == 404, (act, given)
    assert rawan.post("/drafts/open/", {"draft_pass": mine}).status_code == 200
    clocks.database_ahead(LASTS + timedelta(minutes=1))
    assert rawan.post("/drafts/open/", {"draft_pass": mine}).status_code in (302, 404)


@pytest.mark.parametrize(
    ("fields", "revision", "status"),
    [
        ("{}", "0", 400), ("[[1, 2]]", "0", 400), ("nonsense", "0", 400), ("[]", "-1", 400), ("[]", "٣", 400),
        (json.dumps([["text", "x" * 200_000]]), "0", 413), ("[]", "0", 200),
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(world: World, desk: Desk, fields: str, revision: str, status: int) -> None:
    rawan = desk("rawan")
    given = pass_on(rawan.get(f"/cases/{world.case().id}/notes/").content.decode())
    answer = rawan.post("/drafts/keep/", {"draft_pass": given, "fields": fields, "revision": revision})
    assert answer.status_code == status
    assert Draft.objects.exists() == (status == 200)
