"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "messages.called_back": _("A person was called back by a colleague."),
        "messages.cancelled": _("A message was cancelled."),
        "messages.done": _("A message was dealt with by a colleague."),
        "messages.key_renewed": _("The key of messages was renewed."),
        "messages.left_to_a_human": _("A message was left to a colleague."),
        "messages.made": _("A message was written."),
        "messages.sent": _("A message was sent."),
    }
)
