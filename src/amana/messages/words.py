"""What the rules say in codes, in the reader's words: why a message is not sent by itself, and where one stands."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, str | Promise] = {
    "closed": _("There is no open case."),
    "child": _("She is a child: somebody speaks with her, or with whoever cares for her."),
    "none_safe": _("Her file says that no message is safe."),
    "other_way": _("Her file does not say that a message is the safe way to reach her."),
    "care": _("Her file says: do not send messages."),
    "no_channel": _("Her file does not say how a message may come."),
    "no_way": _("This instance has no way to send by the channel that is safe for her."),
    "no_number": _("The telephone number in her file cannot be read as one that receives messages."),
    "others_answer": _("It is not certain that only she reads this telephone."),
    "no_code_word": _("Her file asks for the code word, and has none."),
    "no_language": _("There is no text in a language of hers."),
    "hours_unclear": _("Her safe hours are missing, or written so that only a person understands them."),
    "not_checked": _("Nobody has written down when this was last checked with her."),
    "stale": _("It was checked with her too long ago. Ask her again, in a safe way."),
    "contact_changed": _("It was not sent, because what her file says of reaching her has changed since."),
    "withdrawn": _("It was not sent, because she took an agreement back, or one ran out."),
    "too_far": _("A message waits for three days at most. A human thinks of what lies further ahead."),
    "no_safe_hour": _("There was no safe hour in which it could leave."),
    "provider_away": _("The provider could not be reached in time."),
    "turned_down": _("The provider refused it. Perhaps the number does not exist any more."),
    "unsure": _("It may have left, or not: the provider gave no plain answer. It is not sent a second time by itself."),
    "unreadable": _("What was kept of it does not open. Nothing was sent."),
}
STATES: Mapping[str, str | Promise] = {
    "waits": _("Waits for a safe hour"),
    "sending": _("Is being sent"),
    "sent": _("Sent"),
    "human": _("Needs a human"),
    "done": _("A human took care of it"),
    "cancelled": _("Taken back before it left"),
}
CHIPS: Mapping[str, str] = {
    "waits": "wait",
    "sending": "wait",
    "sent": "done",
    "human": "due",
    "done": "done",
    "cancelled": "no",
}


def reasons(codes: Iterable[str]) -> list[str]:
    """The reasons in the reader's words."""
    return [str(REASONS.get(code, code)) for code in codes]
