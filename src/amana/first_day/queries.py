"""What is counted for the first day: accounts, units, second factors, recovery officers, witnesses, copies."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from amana import vault
from amana.countrypacks import pack
from amana.countrypacks.queries import declared_unconfirmed, unconfirmed_values
from amana.countrypacks.wording import join_words
from amana.first_day.items import Progress
from amana.trust.actor import Actor
from amana.trust.capabilities import PRESETS, CapabilityId
from amana.trust.models import Membership, RoleGrant, Unit, User, Witness
from amana.trust.queries import instance, waiting_for_admission
from amana.trust.trail import watch
from amana.upkeep.backups import ALL, KEYS
from amana.upkeep.models import Backup

ADMINISTRATOR = "administrator"
# What the way from a report to an accepted referral asks for, and the role that is proposed where nobody may do it.
ROLES_OF_THE_WAY: dict[CapabilityId, str] = {
    "signs.triage": "screener",
    "cases.manage": "case_manager",
    "referrals.answer": "service_provider",
}


def ended_at() -> datetime | None:
    """Returns when everything needed was there for the first time; None before."""
    row = instance()
    return row.first_day_ended_at if row else None


def roles_with(capability: CapabilityId) -> list[str]:
    """Returns the ids of the roles that have the capability."""
    return sorted(role for role, verbs in PRESETS.items() if capability in verbs)


def somebody_can(capability: CapabilityId, *, signed_in: bool = False) -> bool:
    """Whether an open account has a role with the capability; with `signed_in`, one with a password of its own."""
    rows = RoleGrant.objects.filter(role__in=roles_with(capability), user__is_active=True)
    return rows.filter(user__must_change_password=False).exists() if signed_in else rows.exists()


def may_let_in(actor: Actor) -> bool:
    """Whether a newcomer waits for this actor."""
    return bool(waiting_for_admission(actor))


def count_intake(now: datetime) -> Progress:
    """A unit that takes reports in, and a colleague who belongs to it: without one it has no key."""
    ids = list(Unit.objects.filter(takes_signs=True).values_list("id", flat=True))
    if not ids:
        return Progress(0, 2, gettext("No unit takes reports in yet."))
    if not any(vault.keyring.has_unit_key(id) for id in ids):
        return Progress(1, 2, gettext("Nobody belongs to it yet: invite a colleague into it."), route="accounts:invite")
    return Progress(2, 2)


def _accounts(*, administrators: bool) -> tuple[int, int]:
    """(colleagues who signed in and chose their own password, open accounts), of administrators or of everybody else."""
    holders = RoleGrant.objects.filter(role=ADMINISTRATOR).values("user")
    which = Q(id__in=holders) if administrators else ~Q(id__in=holders)
    rows = User.objects.filter(which, is_active=True)
    return rows.filter(must_change_password=False).count(), rows.count()


def count_administrators(now: datetime) -> Progress:
    """Two administrators who signed in."""
    signed_in, _invited = _accounts(administrators=True)
    return Progress(min(signed_in, 2), 2)


def count_colleagues(now: datetime) -> Progress:
    """Somebody who signed in for each part of the way: who begins a triage, manages a case, answers a referral."""
    signed_in, invited = _accounts(administrators=False)
    detail = gettext("Invited: %(invited)s. Signed in: %(signed_in)s.") % {"invited": invited, "signed_in": signed_in}
    done = sum(somebody_can(capability, signed_in=True) for capability in ROLES_OF_THE_WAY)
    missing = [role for capability, role in ROLES_OF_THE_WAY.items() if not somebody_can(capability)]
    route = ""
    if missing:
        names = join_words(str(pack().role(role).name) for role in missing)
        detail = f"{detail} {gettext('Nobody has been invited yet as: %(roles)s.') % {'roles': names}}"
        route = "accounts:invite"
    if "service_provider" in missing and Unit.objects.count() < 2:
        detail = f"{detail} {gettext('Those who answer belong to another organisation: add it first, with a unit.')}"
        route = "accounts:organisations"
    return Progress(done, len(ROLES_OF_THE_WAY), detail, route=route)


def count_admissions(now: datetime) -> Progress:
    """Everybody who belongs to a unit was let in by a member."""
    rows = Membership.objects.filter(user__is_active=True)
    if not rows.exists():
        return Progress(0, 1, gettext("Nobody belongs to a unit yet."))
    waiting = rows.filter(admitted_at=None).count()
    detail = ""
    if waiting:
        detail = ngettext("%(n)s colleague waits.", "%(n)s colleagues wait.", waiting) % {"n": waiting}
    return Progress(rows.count() - waiting, rows.count(), detail)


def count_factors(now: datetime) -> Progress:
    """Everybody whose roles ask for a second factor has one."""
    from amana.signin import factors  # imported here: the public face has no library for them

    needed = factors.accounts_that_need_one()
    return Progress(needed - factors.accounts_without()[0], needed)


def count_values(now: datetime) -> Progress:
    """The values that the country pack calls unconfirmed, and those of them that somebody here has confirmed."""
    declared = len(declared_unconfirmed(pack()))
    return Progress(declared - len(unconfirmed_values()), declared)


def count_officers(now: datetime) -> Progress:
    """Five recovery officers."""
    named = len(vault.recovery.officers())
    return Progress(min(named, 5), 5)


def count_witnesses(now: datetime) -> Progress:
    """A witness outside."""
    return Progress(min(Witness.objects.filter(ended_at=None).count(), 1), 1)


def count_copies(now: datetime) -> Progress:
    """A copy of everything and one of the keys that are still there, and a restore that was rehearsed."""
    left = set(Backup.objects.filter(gone_at=None, finished_at__isnull=False).values_list("kind", flat=True))
    rehearsed = watch.last("backups.drilled") is not None
    missing = [
        text
        for there, text in (
            (ALL in left, gettext("There is no copy of everything.")),
            (KEYS in left, gettext("There is no copy of the keys.")),
            (rehearsed, gettext("No restore was rehearsed.")),
        )
        if not there
    ]
    return Progress(3 - len(missing), 3, " ".join(missing))
