"""The views of help, money and stock."""

from amana.assistance.views.deliveries import begin, cancel, finish, one, record_follow_up, take_back, words
from amana.assistance.views.home import home
from amana.assistance.views.money import money, money_in, pay, refuse
from amana.assistance.views.plan import close_goal, goal_words, plan
from amana.assistance.views.recording import for_referral, give, record
from amana.assistance.views.stock import batch, count, receive, slip, stock

__all__ = [
    "batch",
    "begin",
    "cancel",
    "close_goal",
    "count",
    "finish",
    "for_referral",
    "give",
    "goal_words",
    "home",
    "money",
    "money_in",
    "one",
    "pay",
    "plan",
    "receive",
    "record",
    "record_follow_up",
    "refuse",
    "slip",
    "stock",
    "take_back",
    "words",
]
