"""Re-wraps what somebody can open for holders of an earlier key, without waiting for each text to be opened."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from amana.errors import CannotOpen
from amana.vault import renewal, texts
from amana.vault.acting import SYSTEM, acting_as
from amana.vault.models import Sealed, Wrap
from amana.vault.relocking import close, closing_together

if TYPE_CHECKING:
    from amana.vault.key_holder import KeyHolder


def catch_up(actor: "KeyHolder", most: int = 100) -> int:
    """Some texts that this actor can open have all their wraps renewed; how many wraps were. Shows nobody anything."""
    if actor.keys is None or not renewal.is_under_way():
        return 0
    done = 0
    mine = texts._living(actor).values("sealed")
    for key in renewal.in_several_versions().order_by("id"):
        stale = renewal.stale_wraps(key).filter(sealed__in=mine).values("sealed")
        for row in Sealed.objects.filter(id__in=stale).order_by("id")[:most]:
            try:
                done += renewal.renew_wraps_of(row, texts._key(actor, row))
            except CannotOpen:
                continue
            if done >= most:
                return done
    return done


def _theirs_alone(user_id: UUID) -> QuerySet[Sealed]:
    theirs = Wrap.objects.filter(holder_kind="user", holder=user_id, consent=None).values("sealed")
    others = Wrap.objects.filter(sealed__in=theirs, consent=None).exclude(holder_kind__in=("recovery", "breakglass"))
    others = others.exclude(holder_kind="user", holder=user_id)
    return Sealed.objects.filter(id__in=theirs).exclude(id__in=others.values("sealed"))


def only_they_can_open(user_id: UUID) -> int:
    """How many texts open to this user and to nobody else but the recovery officers."""
    with acting_as(SYSTEM):  # the asker sees their own texts only, and none of those
        return _theirs_alone(user_id).count()


def close_for_leaver(user_id: UUID) -> int:
    """Removes the user's wraps of texts that others hold too. Returns their number. What only they can open stays."""
    doors = Wrap.objects.filter(holder_kind="user", holder=user_id)
    doors = doors.exclude(sealed__in=_theirs_alone(user_id).values("id"))
    with closing_together():
        return close(doors)
