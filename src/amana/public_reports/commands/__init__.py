"""The letter box: what somebody outside writes is sealed and kept at once, and becomes a sign a few seconds later.

The public face has no key store, and no right in the database but to insert letters and to find those of one code. The
worker empties the box. What belongs to the desk: `quarantine`.
"""

from amana.public_reports.commands.cards import Card, readers, register_ways, renew_card
from amana.public_reports.commands.dropping import Receipt, drop, receive_message, receive_public_sign
from amana.public_reports.commands.emptying import empty_box, empty_report, register_listener, take_in_earlier
from amana.public_reports.commands.flood import challenge, forget_flood
from amana.public_reports.commands.following import Followed, Message, follow
from amana.public_reports.commands.quarantine import let_through, open_letter, put_aside
from amana.public_reports.commands.rotating import kind as kind_of_key
from amana.public_reports.commands.tokens import new_token
from amana.public_reports.commands.words import PlainFile, Words

__all__ = [
    "Card",
    "Followed",
    "Message",
    "PlainFile",
    "Receipt",
    "Words",
    "challenge",
    "drop",
    "empty_box",
    "empty_report",
    "follow",
    "forget_flood",
    "kind_of_key",
    "let_through",
    "new_token",
    "open_letter",
    "put_aside",
    "readers",
    "receive_message",
    "receive_public_sign",
    "register_listener",
    "register_ways",
    "renew_card",
    "take_in_earlier",
]
