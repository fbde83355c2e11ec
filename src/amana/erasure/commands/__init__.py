"""Erases a case: asked by one, agreed by another, done by the worker when the wait is over, and repeated after a restore."""

from amana.erasure.commands.deciding import (
    agree_to_forget,
    ask_to_forget,
    hold_case,
    keep_after_all,
    lift_hold,
    stop_forgetting,
)
from amana.erasure.commands.erasing import finish_forgetting, leave_no_pages
from amana.erasure.commands.waiting import do_agreed, put_back_agreed

__all__ = [
    "agree_to_forget",
    "ask_to_forget",
    "do_agreed",
    "finish_forgetting",
    "hold_case",
    "keep_after_all",
    "leave_no_pages",
    "lift_hold",
    "put_back_agreed",
    "stop_forgetting",
]
