"""A house in which something lies under every kind of key, and the question whether all of it still opens."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.test import Client

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.duplicates.queries import finding
from amana.errors import CannotOpen
from amana.exchange.keys import our_halves
from amana.intake import commands as intake
from amana.messages.models import Outgoing
from amana.public_reports import commands as letterbox
from amana.signin import factor_rows
from amana.signin.models import Session
from amana.signin.session_store import decode_row
from amana.upkeep import rotations
from amana.vault import proofs
from amana.vault.clock import now
from amana.vault.models import Key, Sealed
from amana_methods.linkage import Registration
from amana_methods.trail import Checkpoint
from tests.cast import PASSWORD, World

NAME, PHONE, SEEN = "Selam Tesfaye Bekele", "+9647500000142", "A girl was locked in."


class House:
    """Rawan's file, a sign with a code, an emergency that is open, a message that waits, somebody who is signed in."""

    def __init__(self, world: World, signed_in: Client) -> None:
        self.world, self.signed_in = world, signed_in
        self.file = world.case(full_name=NAME)
        self.contact = Sealed.objects.get(lock=self.file.lock, section="contact", kind="section")
        self.grant = uuid4()
        vault.glass.write_grant(
            self.grant, lock=self.file.lock, user=world.yusuf.account, sections=("contact",),
            until=now() + timedelta(hours=4),
        )  # fmt: skip
        self.sign, self.code = letterbox.receive_public_sign(
            text=SEEN, governorate="IQG11", danger="no", language="en", now=world.now
        )
        our_halves(uuid4(), uuid4(), now().year)
        self.message = Outgoing(
            procedure=self.file, state="waits", made_by=world.rawan.user_id, made_at=now(), wanted_at=now(),
            send_after=now() + timedelta(days=2), expires_at=now() + timedelta(days=3), contact_revision=self.contact.revision,
        )  # fmt: skip
        self.message.key_version, self.message.sealed = vault.messenger.seal_for_messenger(
            self.message.id, {"number": PHONE}
        )
        self.message.save()
        intake.answer_reporter(world.berivan, self.sign, text="Thank you.", now=world.now)

    def shut(self) -> list[str]:
        """What does not open, one word for each; nothing while all is well."""
        return [name for name, tried in self._tries().items() if not _is_well(tried)]

    def _tries(self) -> dict[str, Callable[[], object]]:
        return {
            "sections": self._sections,
            "sign": lambda: vault.texts.open_text(self.world.berivan, self.sign.sealed),
            "facts": lambda: vault.facts.get("sign", self.sign.id),
            "found": self.finds,
            "code": self.follows,
            "glass": lambda: vault.glass.open_under_glass(self.world.yusuf, self.contact, self.grant),
            "proofs": lambda: sum(proofs.count_keys()) == Key.objects.count(),
            "factors": lambda: factor_rows.count_changed() == 0,
            "sessions": lambda: all(decode_row(row) for row in Session.objects.all()),
            "signed in": lambda: (
                not self.signed_in.get("/trust/me/").headers.get("Location", "").startswith("/sign-in")
            ),
            "message": self._message,
            "trail": lambda: vault.signing.sign_by_all(_point().text),
            "witness": lambda: vault.signing.cosign_checkpoint(_point().text, 1_770_000_000),
        }

    def _sections(self) -> bool:
        rows = queries.sealed_sections(self.file).values()
        return all(vault.texts.open_text(self.world.rawan, row.id) for row in rows)

    def _message(self) -> bool:
        row = Outgoing.objects.get(id=self.message.id)
        assert row.sealed is not None and row.key_version is not None, "a renewed key calls no message back"
        return vault.messenger.open_for_messenger(row.id, row.key_version, bytes(row.sealed)) == {"number": PHONE}

    def finds(self) -> bool:
        """Whether the file is found by her name and year."""
        asked = Registration("", name=NAME, phone=PHONE)
        return self.file.id in {hit.procedure_id for hit in finding.like(self.file.organisation, asked)}

    def follows(self) -> bool:
        """Whether the reporter reads the answer with the code."""
        found = letterbox.follow(self.code, now=self.world.now)
        letterbox.empty_box(self.world.now)
        return found is not None and [each.text for each in found.messages] == ["Thank you."]

    def holders_do(self) -> None:
        """Everybody opens what they may, chooses a new password and comes back with the code."""
        for actor in self.world.cast.actors.values():
            for row in Sealed.objects.all():
                if vault.texts.can_open(actor, row):
                    vault.texts.open_text(actor, row.id)
        for code in ("identity", "contact"):
            cases.open_section(self.world.rawan, Procedure.objects.get(id=self.file.id), code, now())
        for name, actor in self.world.cast.actors.items():
            assert actor.keys is not None
            keys = vault.keyring.renew_user_key(actor.keys, PASSWORD, now())
            self.world.cast.actors[name] = replace(actor, keys=keys)
        assert self.follows()


def _is_well(tried: Callable[[], object]) -> bool:
    try:
        return bool(tried())
    except CannotOpen:
        return False


def _point() -> Checkpoint:
    return Checkpoint(vault.signing.trail_keys()[0][0].name, 1, bytes(32))


def end_all(world: World) -> Counter[str]:
    """What is still under earlier keys when time enough has passed, by kind."""
    rotations.end_what_is_done(now() + timedelta(days=2))
    return Counter({kind: old for kind, (old, _new) in rotations.counts().items() if old})
