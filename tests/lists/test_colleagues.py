"""The accounts as a list: their order and filters, and what a file of colleagues holds."""

import re
from uuid import UUID

import pytest

from amana.errors import NotAllowed, NotFound
from amana.exports.models import Export
from amana.lists.declaring import list_page
from amana.saved_views.commands import keep_view
from amana.saved_views.models import SavedView
from amana.trust.models import RoleGrant, User
from tests.cast import World
from tests.lists.test_taking import SECRET, take, told_in, who_also
from tests.world import Desk

pytestmark = pytest.mark.django_db
ACCOUNTS = "/trust/accounts/"


def colleagues(world: World, count: int, organisation: UUID | None = None) -> list[User]:
    """So many accounts of Sara's organisation, or of another one."""
    home = organisation or world.sara.organisation_id
    return User.objects.bulk_create(
        User(username=f"{home}-{place}", name=f"Colleague {place:02}", organisation_id=home, phone_at_work=SECRET)
        for place in range(1, count + 1)
    )


def test_accounts_are_sorted_narrowed_and_paged(world: World, desk: Desk) -> None:
    made = colleagues(world, 30)
    User.objects.filter(id=made[0].id).update(is_active=False)
    RoleGrant.objects.create(user=made[1], role="auditor")
    sara = desk("sara")

    def names(asked: str) -> list[str]:
        return re.findall(r"Colleague \d\d", sara.get(ACCOUNTS + asked).content.decode())

    assert names("?state=shut") == ["Colleague 01"]
    assert "Colleague 02" in names("?role=auditor") and "Colleague 03" not in names("?role=auditor")
    home = f"?organisation={world.sara.organisation_id}"
    assert names(f"{home}&sort=-name")[0] == "Colleague 30"
    assert len(set(names(f"{home}&page=1") + names(f"{home}&page=2"))) == 30
    assert names(f"?organisation={world.yusuf.organisation_id}") == []
    assert desk("nasrin").get(f"{ACCOUNTS}?state=shut").status_code == 404


def test_the_order_by_organisation_is_in_the_language_of_the_reader(world: World, desk: Desk) -> None:
    page = desk("sara").get(f"{ACCOUNTS}?sort=organisation")
    shown = [row.card.organisation_name for row in page.context["rows"]]
    assert len(set(shown)) > 1 and shown == sorted(shown)


def test_a_file_of_colleagues_holds_those_of_the_own_organisation_and_the_columns_alone(world: World) -> None:
    colleagues(world, 3)
    colleagues(world, 2, world.yusuf.organisation_id)
    keeper = who_also(world.sara, "supervisor")
    line, rows = take(world, keeper, "accounts")
    ours = User.objects.filter(organisation=world.sara.organisation_id)
    found = {name for name in ours.values_list("name", flat=True) if told_in(rows, name)}
    assert found == set(ours.values_list("name", flat=True)) and line.persons == ours.count()
    assert not told_in(rows, User.objects.get(id=world.yusuf.account).name)
    assert not told_in(rows, SECRET) and not told_in(rows, str(world.sara.organisation_id)), "no number, no user name"
    User.objects.filter(id=world.sara.account).update(name=SECRET)
    _line, rows = take(world, keeper, "accounts")
    assert told_in(rows, SECRET), "a word in a column would be found"


def test_above_twenty_colleagues_a_second_person_looks(world: World) -> None:
    keeper = who_also(world.sara, "supervisor")
    already = User.objects.filter(organisation=world.sara.organisation_id).count()
    made = colleagues(world, 21 - already)
    line, rows = take(world, keeper, "accounts")
    assert (line.persons, line.state, rows) == (21, "waiting", [])
    User.objects.filter(id=made[0].id).update(organisation=world.yusuf.organisation_id)
    line, _rows = take(world, keeper, "accounts")
    assert (line.persons, line.state) == (20, "ready")


def test_colleagues_in_several_files_of_a_day_count_together_and_each_once(world: World) -> None:
    keeper = who_also(world.sara, "supervisor")
    already = User.objects.filter(organisation=world.sara.organisation_id).count()
    made = colleagues(world, 21 - already)
    User.objects.filter(id__in=[each.id for each in made[:5]]).update(is_active=False)
    for _again in range(2):
        line, _rows = take(world, keeper, "accounts", state="open")
        assert (line.persons, line.state) == (16, "ready")
    line, _rows = take(world, keeper, "accounts", state="shut")
    assert (line.persons, line.state) == (5, "waiting")


def test_a_saved_view_of_colleagues_keeps_codes_and_no_name(world: World) -> None:
    kept = keep_view(
        world.sara, "accounts", {"role": "auditor", "name": SECRET, "q": SECRET, "sort": "-name"}, now=world.now
    )
    assert kept == f"{ACCOUNTS}?sort=-name&role=auditor"
    assert SECRET not in str(list(SavedView.objects.values()))
    with pytest.raises(NotFound):
        keep_view(world.sara, "accounts", {"name": SECRET}, now=world.now)


def test_nobody_else_learns_of_accounts_or_organisations_by_the_list(world: World) -> None:
    listed = list_page("accounts").build(world.nasrin, {})
    assert not listed.rows({}).exists()
    assert [list(each.options) for each in listed.choices if each.id == "organisation"] == [[]]


@pytest.mark.parametrize("who", ["sara", "nasrin"])
def test_the_list_is_taken_only_by_those_who_keep_it_and_may_export(world: World, who: str) -> None:
    """The one who keeps it may not export, and Nasrin, who may export, does not keep it."""
    with pytest.raises(NotAllowed):
        take(world, getattr(world, who), "accounts")
    assert not Export.objects.exists()


def test_the_link_to_the_file_is_there_for_those_who_may(world: World, desk: Desk) -> None:
    link = "/trust/exports/make/list-accounts/"
    assert link not in desk("sara").get(ACCOUNTS).content.decode()
    RoleGrant.objects.create(user_id=world.sara.account, role="supervisor")
    assert link in desk("sara").get(ACCOUNTS).content.decode()
    assert desk("sara").get(link).status_code == 200
