"""What can be done at intake: take a sign, read it, triage, share with the team."""

from amana.intake.commands.calls import begin_call, called_back, end_call, keep_call, open_call, sign_from_call
from amana.intake.commands.cards import hand_over, offer_contact_card
from amana.intake.commands.concerns import look_at_concern, open_concern, raise_concern, sign_from_concern
from amana.intake.commands.joining import join_sign, part_sign
from amana.intake.commands.sharing import share_with_team
from amana.intake.commands.sign_files import take_sign_with_file
from amana.intake.commands.signs import SignText, answer_reporter, open_file, open_sign, open_thread, take_sign
from amana.intake.commands.triage import begin_triage, open_card, write_card

__all__ = [
    "SignText",
    "answer_reporter",
    "begin_call",
    "begin_triage",
    "called_back",
    "end_call",
    "hand_over",
    "join_sign",
    "keep_call",
    "look_at_concern",
    "offer_contact_card",
    "open_call",
    "open_card",
    "open_concern",
    "open_file",
    "open_sign",
    "open_thread",
    "part_sign",
    "raise_concern",
    "share_with_team",
    "sign_from_call",
    "sign_from_concern",
    "take_sign",
    "take_sign_with_file",
    "write_card",
]
