"""The views of referrals."""

from amana.referrals.views.asking import again, agreement, ask, draft, prepare, send
from amana.referrals.views.directory import (
    add_provider,
    change_provider,
    check_provider,
    directory,
    provider,
    say_places,
)
from amana.referrals.views.page import leave, mine, one, open_package, open_words, watch
from amana.referrals.views.steps import accept, acknowledge, reply, step

__all__ = [
    "accept",
    "acknowledge",
    "add_provider",
    "again",
    "agreement",
    "ask",
    "change_provider",
    "check_provider",
    "directory",
    "draft",
    "leave",
    "mine",
    "one",
    "open_package",
    "open_words",
    "prepare",
    "provider",
    "reply",
    "say_places",
    "send",
    "step",
    "watch",
]
