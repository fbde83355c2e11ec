"""One file's life, told twice: by the platform, and by a few lines that say who may see what. Both must say the same.

The small account (`Allowed`) knows nothing of wraps, grounds or queries: sets of people, and consents with their end.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from time import sleep
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.test import Client

from amana.accounts import commands as trust
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.emergencies import commands as emergencies
from amana.exports.kinds import kinds
from amana.referrals.models import Referral
from amana.referrals.tests.scene import Scene, make_scene
from amana.vault.clock import now
from tests.cast import World
from tests.world import Desk

NAME: Final = "Selam Tesfaye"  # in her identity
PHONE: Final = "+9647500000142"  # in her contact section
HOURS: Final = "10:00-16:00"  # in her contact section, and in what travels to the clinic
SCAN: Final = "made-up words on a scan"  # a file in her identity
SECTIONS: Final = ("identity", "contact", "account", "health", "legal")
# Rawan's house holds the file: Nasrin supervises, Shno is a colleague. Yusuf is a partner, Jihan works at the clinic.
PEOPLE: Final = ("rawan", "nasrin", "shno", "yusuf", "jihan")
PARTNERS: Final = {"yusuf": "relief_team", "jihan": "clinic"}
SHORT: Final = timedelta(milliseconds=150)


@dataclass
class Allowed:
    """Who may see what: the team, the supervisor, living consents by partner, whether the package is open to the clinic."""

    team: set[str] = field(default_factory=lambda: {"rawan"})
    consents: dict[UUID, tuple[str, frozenset[str]]] = field(default_factory=dict)
    package: bool = False
    gone: set[str] = field(default_factory=set)
    emergency: set[str] = field(
        default_factory=set
    )  # who broke the glass: knows the number, and opens on one page of its own

    def sections(self, who: str) -> frozenset[str]:
        """The sections that somebody may open now."""
        if who in self.gone or who == "jihan":  # a provider works in no file, whatever she agreed to
            return frozenset()
        if who in self.team or who == "nasrin":
            return frozenset(SECTIONS)
        return frozenset().union(*(opened for partner, opened in self.consents.values() if partner == who))

    def words(self, who: str, case: Procedure) -> dict[str, bool]:
        """Each word of the file, and whether it may come before somebody's eyes."""
        opened = self.sections(who)
        return {
            str(case.number): bool(opened),
            NAME: "identity" in opened,
            SCAN: "identity" in opened,
            PHONE: "contact" in opened,
            HOURS: "contact" in opened or (self.package and who == "jihan" and who not in self.gone),
        }


class Life:
    """The file on the platform, with an account of what is allowed beside it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.scene: Scene = make_scene(world)
        self.case = self.scene.case
        self.desks = {name: Desk()(name) for name in PEOPLE}
        self.allowed = Allowed()
        self.scan = cases.attach(
            world.rawan, self.case, section="identity", name="passport.txt", content=SCAN.encode(), now=now()
        ).id
        self.referral: Referral | None = None

    @contextmanager
    def undone(self) -> Iterator["Life"]:
        """Whatever happens within is taken back, on both sides."""
        before, cookies = self.allowed, {name: deepcopy(desk.cookies) for name, desk in self.desks.items()}
        self.allowed, referral = deepcopy(before), self.referral
        with transaction.atomic():
            yield self
            transaction.set_rollback(True)
        self.allowed, self.referral = before, referral
        for name, desk in self.desks.items():
            desk.cookies = cookies[name]

    @property
    def manager(self) -> Any:
        """Whoever holds the case now."""
        return getattr(self.world, next(name for name in ("rawan", "shno") if name in self.allowed.team))

    # What happens -----------------------------------------------------------------------------------

    def give(self, partner: str, sections: frozenset[str], *, ends: bool = False) -> None:
        """She lets a partner's unit into some sections; `ends`: for a moment that passes at once."""
        lasting, at = SHORT if ends else timedelta(days=9), now()
        consent = consents.give_sections(
            self.manager, consents.About(self.case.id, self.case.lock), consents.Said(language="am", how="written"),
            type="assistance", purpose="assistance", unit_id=self.world.units[PARTNERS[partner]], sections=sections,
            sealeds=queries.texts_of_section(self.case, sections), expires_at=at + lasting, now=at,
        )  # fmt: skip
        if ends:
            sleep(SHORT.total_seconds())
        else:
            self.allowed.consents[consent] = (partner, sections)

    def work(self) -> None:
        """The worker closes what has run out."""
        consents.close_what_ran_out(now())

    def refer(self) -> None:
        """The clinic is asked for help; some fields travel."""
        if self.referral is None and "rawan" in self.allowed.team:
            self.referral = self.scene.asked(at=now())
            self.allowed.package = True

    def withdraw(self, consent: UUID) -> None:
        """She takes one yes back."""
        self.allowed.consents.pop(consent)
        cases.withdraw_consent(self.manager, self.case, consent_id=consent, now=now())

    def withdraw_everything(self) -> None:
        """She takes back all she agreed to."""
        self.allowed.consents.clear()
        self.allowed.package = False
        consents.withdraw_all(self.manager, procedure_id=self.case.id, now=now())

    def reassign(self) -> None:
        """The case goes to the other case manager."""
        here, there = ("rawan", "shno") if "rawan" in self.allowed.team else ("shno", "rawan")
        if there in self.allowed.gone:
            return
        self.allowed.team = {there}
        cases.hand_over(getattr(self.world, here), self.case, to=getattr(self.world, there).user_id, now=now())

    def break_glass(self, who: str) -> None:
        """In danger to life somebody opens her identity; no other way of reading opens by that."""
        actor = getattr(self.world, who)
        if who in self.allowed.gone or not actor.can("glass.break"):
            return
        reason = "made-up danger to her life tonight, nobody else is there"
        kind = next(iter(pack().glass.kinds))
        emergencies.break_glass(actor, self.case, kind=kind, reason=reason, sections={"identity"}, now=now())
        self.allowed.emergency.add(who)

    def leave(self, who: str) -> None:
        """Somebody's account is shut. Whoever holds the case hands it over first."""
        if who in self.allowed.gone or who in self.allowed.team:
            return
        self.allowed.gone.add(who)
        trust.disable(self.world.sara, user_id=getattr(self.world, who).user_id, now=now())

    def write(self) -> None:
        """Whoever holds the case corrects a section, so that keys rotate in between."""
        fields, revision = cases.open_section(self.manager, self.case, "contact", now())
        cases.change_section(self.manager, self.case, "contact", fields=fields, revision=revision, now=now())

    # What is read -----------------------------------------------------------------------------------

    def check(self, people: Iterable[str] = PEOPLE, *, only: Iterable[str] = ()) -> None:
        """On no path does anybody get a word that is not allowed, and who is allowed gets it on its own path."""
        for who in people:
            allowed = self.allowed.words(who, self.case)
            for name, path in PATHS.items():
                if only and name not in only:
                    continue
                shown = path.read(self, who)
                known = {str(self.case.number)} if who in self.allowed.emergency - self.allowed.gone else set()
                leaked = [word for word, may in allowed.items() if not may and word in shown and word not in known]
                assert not leaked, f"{name}: {who} gets {leaked}"
                word = path.finds.format(number=self.case.number)
                assert not allowed.get(word) or word in shown, f"{name}: {who} does not get {word}"


@dataclass(frozen=True)
class Path:
    """A way to read: what comes back for somebody; the word that whoever may read it finds there, if there is one."""

    read: Callable[[Life, str], str]
    finds: str = ""


def _body(client: Client, verb: str, address: str, data: dict[str, str] | None = None, **headers: str) -> str:
    ask = client.post if verb == "POST" else client.get
    answer = ask(address, data or {}, headers=headers)
    assert answer.status_code < 500, address
    return bytes(answer.getvalue()).decode("utf-8", "replace") if answer.status_code < 300 else ""


def _page(life: Life, who: str) -> str:
    return _body(life.desks[who], "GET", f"/cases/{life.case.id}/")


def _sections(life: Life, who: str) -> str:
    codes = ("identity", "contact")
    return "".join(_body(life.desks[who], "POST", f"/cases/{life.case.id}/sections/{code}/open/") for code in codes)


def _list(life: Life, who: str) -> str:
    return _body(life.desks[who], "GET", "/cases/?which=open")


def _count(life: Life, who: str) -> str:
    actor = getattr(life.world, who)
    if who in life.allowed.gone:
        return ""  # nobody counts without a session, and theirs is over: the other paths ask that
    return str(life.case.number) * queries.visible_to(actor).count()


def _found(life: Life, who: str, **headers: str) -> str:
    answers = (
        _body(life.desks[who], "POST", "/find/", {"text": str(text)}, **headers) for text in (life.case.number, NAME)
    )
    # the page repeats nothing of what was asked for; a hit carries the address of the case
    return "".join(str(life.case.number) for answer in answers if f"/cases/{life.case.id}/" in answer)


def _attachment(life: Life, who: str) -> str:
    return _body(life.desks[who], "POST", f"/cases/{life.case.id}/files/{life.scan}/")


def _package(life: Life, who: str) -> str:
    if life.referral is None:
        return ""
    return _body(life.desks[who], "POST", f"/referrals/{life.referral.id}/package/")


def _day(life: Life, who: str) -> str:
    return _body(life.desks[who], "GET", "/")


def _notices(life: Life, who: str) -> str:
    client = life.desks[who]
    return "".join(_body(client, "GET", address) for address in ("/cases/closed/", "/referrals/", "/cases/waiting/"))


def _exports(life: Life, who: str) -> str:
    if who in life.allowed.gone:
        return ""
    actor, at = getattr(life.world, who), now()
    chosen = {"case": life.case.id, "from": day_of(at) - timedelta(days=30), "until": day_of(at), "period": "month"}
    made = []
    for kind in kinds(actor):
        try:
            made.append(str(kind.build(actor, chosen, at)))
        except Exception as refused:  # noqa: BLE001  (a refusal of any kind leaks nothing; a made content is looked at)
            made.append(type(refused).__name__)
    return "".join(made)


def _staying(life: Life, who: str) -> str:
    """An open page of the identity section: the name stands on it as long as it may stay."""
    from amana.trust import staying

    [name] = staying.encode_texts([queries.sealed_sections(life.case)["identity"].id])
    return NAME if life.desks[who].get(f"/stay/?t={name}").status_code == 204 else ""


PATHS: Final[dict[str, Path]] = {
    "page": Path(_page, "{number}"),
    "sections": Path(_sections, NAME),
    "list": Path(_list, "{number}"),
    "count": Path(_count, "{number}"),
    "search": Path(_found, "{number}"),
    "autocomplete": Path(lambda life, who: _found(life, who, **{"HX-Request": "true"}), "{number}"),
    "attachment": Path(_attachment, SCAN),
    "package": Path(_package),
    "task": Path(_day),
    "notification": Path(_notices),
    "export": Path(_exports),
    "open page": Path(_staying, NAME),
}
