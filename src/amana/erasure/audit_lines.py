"""What the lines of the audit log that this room writes say, as sentences."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "cases.forgetting_agreed": _("Two people agreed to erase a case; the wait began."),
        "cases.forgetting_put_back": _("An agreed erasure waits for a second person again."),
        "cases.forgetting_stopped": _("An agreed erasure was stopped."),
        "cases.forgetting_waits_anew": _("A clock was set, and the wait of an agreed erasure began anew."),
    }
)
