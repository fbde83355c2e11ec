"""A letter that cannot be signed is not announced, no addressee is informed without the person's yes, and the lawyer reads
what is open to him."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from amana import vault
from amana.accounts.commands import write_names
from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.justice import commands, queries
from amana.justice.commands.steps import Entry
from amana.justice.errors import AddresseeNotAgreed, ConsentEnded, SignatoryInOtherScript, SignedByAnother
from amana.justice.models import Letter
from amana.justice.tests.scenes import FACTS, SAID, WORDS, case_with_lawyer, draft, fresh, given, sign
from amana.my_day import WorkItem, day_of
from amana.steps.commands import Told
from amana.trust.actor import Actor
from amana.trust.errors import NameInOtherScript
from amana.trust.models import RoleGrant, User
from amana.trust.queries import written_name
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.poppler
HELD, READY = "IQ-KRI", "IQ-FED"  # the addressee of the first is not confirmed in the pack


@pytest.fixture(autouse=True)
def amal_reads_english(world: World) -> None:
    User.objects.filter(id=world.amal.account).update(language="en")


def items(actor: Actor, world: World, letter: Letter) -> list[WorkItem]:
    """What the actor's day says of this letter."""
    url = reverse("justice:letter", args=[letter.id])
    return [item for rows in day_of(actor, world.now).values() for item in rows if item.url == url]


def give_back(world: World, letter: Letter) -> Letter:
    """Amal gives the letter back to be changed."""
    entry = Entry("legal_counsel", "legal_review", Told({}, {"what_to_change": "the addressee"}, {}))
    commands.record_letter_step(world.amal, letter, "w2", entry, now=world.now)
    return fresh(letter)


def change_addressee(world: World, letter: Letter, territory: str) -> Letter:
    """Rawan writes another territory into the draft, and so another addressee."""
    _words, _facts, revision = commands.open_letter(world.rawan, letter, world.now)
    commands.change_letter(
        world.rawan, letter, language="ar", facts={**FACTS, "territory": territory}, words=WORDS, revision=revision,
        now=world.now,
    )  # fmt: skip
    return fresh(letter)


# Announcing -----------------------------------------------------------------------------------------


def test_a_letter_that_waits_for_the_pack_is_not_announced_as_ready_to_sign(world: World, desk: Desk) -> None:
    letter = given(world, case_with_lawyer(world), territory=HELD)
    [lawyers] = items(world.amal, world, letter)
    assert lawyers.order == "Read the letter; it cannot be signed yet"
    assert "Not confirmed in the country pack" in lawyers.why
    [managers] = items(world.rawan, world, letter)
    assert (managers.group, managers.order) == ("waiting", "The letter about the fines cannot be signed yet")
    for address in (reverse("justice:list"), reverse("cases:one", args=[letter.procedure_id])):
        assert "cannot be signed yet" in desk("rawan").get(address).content.decode()
    page = desk("amal").get(reverse("justice:letter", args=[letter.id])).content.decode()
    assert "This letter cannot be signed yet" in page
    assert reverse("justice:sign", args=[letter.id]) not in page


def test_a_letter_that_can_be_signed_is_announced(world: World, desk: Desk) -> None:
    letter = given(world, case_with_lawyer(world), territory=READY)
    assert [item.order for item in items(world.amal, world, letter)] == ["Read the letter and sign it"]
    assert "cannot be signed yet" not in desk("amal").get(reverse("justice:list")).content.decode()


def test_an_agreement_that_was_taken_back_holds_the_announcement_back(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    assert letter.consent is not None
    consents.withdraw(world.rawan, procedure_id=letter.procedure_id, consent_id=letter.consent, now=world.now)
    [item] = items(world.amal, world, letter)
    assert item.order == "Read the letter; it cannot be signed yet"
    assert "has not agreed that this addressee is informed" in item.why


def test_a_letter_that_every_lawyer_had_a_hand_in_waits_for_another_one(world: World) -> None:
    letter = given(world, case_with_lawyer(world), territory=READY)
    lawyers = [str(each) for each in RoleGrant.objects.filter(role="legal_counsel").values_list("user", flat=True)]
    Letter.objects.filter(id=letter.id).update(hands=[*letter.hands, *lawyers])
    assert items(world.amal, world, letter) == []
    [item] = items(world.rawan, world, letter)
    assert item.order == "The letter about the fines cannot be signed yet"
    assert "another lawyer than the one who wrote it is needed" in item.why
    with pytest.raises(SignedByAnother):
        sign(world, fresh(letter))


# The addressee --------------------------------------------------------------------------------------


def test_another_addressee_needs_another_yes(world: World, desk: Desk) -> None:
    letter = change_addressee(world, give_back(world, given(world, case_with_lawyer(world), territory=READY)), HELD)
    assert queries.agreed_to_inform(letter, world.now) is None
    page = desk("rawan").get(reverse("justice:give", args=[letter.id])).content.decode()
    assert "The person agreed to another addressee before" in page
    assert "That answer does not hold for this letter." in page
    Letter.objects.filter(id=letter.id).update(state="legal_review")  # whatever way it came there
    with pytest.raises(AddresseeNotAgreed):
        sign(world, fresh(letter))
    assert fresh(letter).number is None


def test_what_was_agreed_with_the_new_addressee_named_holds_again(world: World) -> None:
    letter = change_addressee(world, give_back(world, given(world, case_with_lawyer(world), territory=HELD)), READY)
    commands.give_to_lawyer(world.rawan, letter, said=SAID, seen="draft", now=world.now)
    assert sign(world, fresh(letter)).state == "signed"
    assert {vault.facts.get("consent", each.id).get("territory") for each in Consent.objects.all()} >= {READY, HELD}


def test_neither_sent_nor_printed_to_an_addressee_that_was_not_agreed(world: World) -> None:
    letter = sign(world, given(world, case_with_lawyer(world), territory=READY))
    facts = queries.letter_facts(letter)
    vault.facts.put(letter.procedure.lock, "letter", letter.id, {**facts, "territory": HELD})
    told = Told({"sent_on": world.today.isoformat(), "way": "by_hand"}, {"authority": "SJC"}, {})
    for act in (
        lambda: commands.record_letter_step(
            world.rawan, letter, "w4", Entry("case_manager", "signed", told), now=world.now
        ),
        lambda: commands.page_of(world.amal, letter, world.now),
    ):
        with pytest.raises(AddresseeNotAgreed):
            act()
    assert fresh(letter).state == "signed"


def test_an_agreement_for_another_authority_is_no_agreement_for_the_council(world: World) -> None:
    """Telling the residence office of the reflection period is of the same kind of consent."""
    case = case_with_lawyer(world)
    consents.agree(
        world.rawan, consents.About(case.id, case.lock), SAID, type=queries.INFORM, purpose="authority",
        expires_at=None, now=world.now,
    )  # fmt: skip
    assert queries.agreed_to_inform(draft(world, case), world.now) is None


def test_an_answer_from_before_addressees_were_kept_holds_for_the_letter_that_names_it(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    assert letter.consent is not None
    facts = vault.facts.get("consent", letter.consent)
    old = {name: value for name, value in facts.items() if name not in ("territory", "addressee_name")}
    vault.facts.put(letter.procedure.lock, "consent", letter.consent, old)
    assert queries.agreed_to_inform(letter, world.now) is not None
    back = give_back(world, letter)
    assert queries.agreed_to_inform(back, world.now) is None  # a draft may go to anybody
    assert sign(world, given(world, letter.procedure)).state == "signed"


def test_a_signed_page_is_not_printed_after_the_agreement_was_taken_back(world: World) -> None:
    letter = sign(world, given(world, case_with_lawyer(world)))
    assert letter.consent is not None
    assert commands.page_of(world.amal, letter, world.now)
    consents.withdraw(world.rawan, procedure_id=letter.procedure_id, consent_id=letter.consent, now=world.now)
    with pytest.raises(ConsentEnded):
        commands.page_of(world.amal, letter, world.now)


# Telling the lawyer ---------------------------------------------------------------------------------


def test_the_lawyer_reads_in_words_what_is_open_to_him(world: World, desk: Desk) -> None:
    letter = given(world, case_with_lawyer(world))
    new = [
        item
        for rows in day_of(world.amal, world.now).values()
        for item in rows
        if item.order.startswith("You may now see")
    ]
    assert [item.order for item in new] == ["You may now see of a file: Legal"]
    assert "Nothing else of the file is open to you." in new[0].why
    page = desk("amal").get(reverse("justice:letter", args=[letter.id])).content.decode()
    assert "What you may see now" in page
    assert "as the person agreed, until" in page
    assert "Nothing else of the case is open to you." in page


# The name under the letter --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "name", "fits"),
    [
        ("ar", "المحامية أمل", True),
        ("ar", "Amal", False),
        ("ckb", "ئەمەل", True),
        ("en", "Amal", True),
        ("en", "أمل", False),
    ],
)
def test_the_name_is_written_in_the_script_of_the_letter(world: World, language: str, name: str, fits: bool) -> None:
    letter = given(world, case_with_lawyer(world))
    Letter.objects.filter(id=letter.id).update(language=language)
    signing: dict[str, Any] = {"signed_on": world.today, "signatory": name, "seen": "legal_review"}
    if fits:
        commands.sign_letter(world.amal, fresh(letter), **signing, now=world.now)
        assert fresh(letter).state == "signed"
    else:
        with pytest.raises(SignatoryInOtherScript):
            commands.sign_letter(world.amal, fresh(letter), **signing, now=world.now)
        assert fresh(letter).number is None


def test_a_missing_name_is_asked_for_and_a_kept_one_is_filled_in(world: World, desk: Desk) -> None:
    letter, amal = given(world, case_with_lawyer(world)), desk("amal")
    page = reverse("justice:sign", args=[letter.id])
    asked = amal.get(page)
    assert "Your name is not known in its script yet" in asked.content.decode()
    assert asked.context["form"].initial["signatory"] == ""
    kept = amal.post(reverse("accounts:written_names"), {"name_ar": "المحامية أمل", "name_ckb": "", "name_en": ""})
    assert kept.status_code == 302
    assert amal.get(page).context["form"].initial["signatory"] == "المحامية أمل"
    assert (written_name(world.amal, "en"), written_name(world.amal, "ckb")) == ("Amal", "")
    with pytest.raises(NameInOtherScript):
        write_names(world.amal, {"ckb": "Amal"}, now=world.now + timedelta(minutes=1))
