"""The commands for giving help."""

from amana.assistance.commands.cash import (
    agree_to_cash,
    ask_for_cash,
    look_at_cash,
    pay_out,
    record_money_in,
    refuse_cash,
)
from amana.assistance.commands.checks import WithoutAsking
from amana.assistance.commands.deliveries import begin, deliver_for_referral, finish, looked_again, record_service
from amana.assistance.commands.plan import close_goal, open_goal, set_goal
from amana.assistance.commands.stock import count, give_item, receive
from amana.assistance.commands.store import on_case_forgotten
from amana.assistance.commands.taking_back import cancel, end_with_case, take_back
from amana.assistance.commands.words import close_words, open_words

__all__ = [
    "WithoutAsking",
    "agree_to_cash",
    "ask_for_cash",
    "begin",
    "cancel",
    "close_goal",
    "close_words",
    "count",
    "deliver_for_referral",
    "end_with_case",
    "finish",
    "give_item",
    "look_at_cash",
    "looked_again",
    "on_case_forgotten",
    "open_goal",
    "open_words",
    "pay_out",
    "receive",
    "record_money_in",
    "record_service",
    "refuse_cash",
    "set_goal",
    "take_back",
]
