"""The commands for giving help."""

from amana.assistance.commands.cash import (
    agree_to_cash,
    ask_for_cash,
    look_at_cash,
    pay_out,
    record_money_in,
    refuse_cash,
)
from amana.assistance.commands.deliveries import (
    WithoutAsking,
    begin,
    cancel,
    deliver_for_referral,
    end_with_case,
    finish,
    looked_again,
    open_words,
    record_service,
    take_back,
)
from amana.assistance.commands.plan import close_goal, open_goal, set_goal
from amana.assistance.commands.stock import count, give_item, receive
from amana.assistance.commands.store import on_case_forgotten

__all__ = [
    "WithoutAsking",
    "agree_to_cash",
    "ask_for_cash",
    "begin",
    "cancel",
    "close_goal",
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
