"""A second person at the desk: the same looks and answers as in the demo world, and what a browser posts."""

from typing import Any

from amana.demo.second_person import agree_to_cash, confirm_consent, confirm_step, looked_at

__all__ = ["agree_to_cash", "confirm_consent", "confirm_step", "looked_at", "typed_answers"]


def typed_answers(page: Any, answer: str = "agree", **reasons: str) -> dict[str, str]:
    """What a browser posts from the second person's page when every entry on it gets the same answer."""
    typed: dict[str, str] = {}
    for row in page.context["rows"]:
        if row.form is not None:
            key = row.waiting.key
            typed |= {f"{key}-answer": answer, f"{key}-shown": row.details.proof}
            typed |= {f"{key}-reason": reasons["reason"]} if "reason" in reasons else {}
    return typed
