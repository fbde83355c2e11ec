"""The words for the codes of the rules, in the reader's language: why a message is not sent, and its state."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, str | Promise] = {
    "closed": _("There is no open case."),
    "child": _("The person is a child: somebody speaks with the child, or with whoever cares for the child."),
    "none_safe": _("The file says that no message is safe."),
    "other_way": _("The file does not say that a message is the safe way to reach the person."),
    "care": _("The file says: do not send messages."),
    "no_channel": _("The file does not say how a message may come."),
    "no_way": _("This instance has no way to send by the channel that is safe for the person."),
    "no_number": _("The telephone number in the file cannot be read as one that receives messages."),
    "others_answer": _("It is not certain that only the person reads this telephone."),
    "no_code_word": _("The file asks for the code word, and has none."),
    "no_language": _("There is no text in a language of the person."),
    "hours_unclear": _("The safe hours are missing, or written so that only a human reader understands them."),
    "not_checked": _("Nobody has written down when this was last checked with the person."),
    "stale": _("It was checked with the person too long ago. Ask again, in a safe way."),
    "contact_changed": _("It was not sent, because what the file says of reaching the person has changed since."),
    "withdrawn": _("It was not sent, because the person took an agreement back, or one ran out."),
    "too_far": _("A message waits for three days at most. What lies further ahead is a task for a member of staff."),
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
    "human": _("Needs a member of staff"),
    "done": _("A member of staff took care of it"),
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
    """Returns the reasons in the reader's language."""
    return [str(REASONS.get(code, code)) for code in codes]
