"""The errors of messages."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Refused


class NoSuchText(Refused):
    code = "messages.no_such_text"
    text = _("Choose one of the texts that the country pack has. Nothing was sent.")
    field = "template"


class SameWaits(Refused):
    code = "messages.same_waits"
    text = _("The same message waits for the person already. Nothing was added. You can call that one back first.")
    field = "template"


class Gone(Refused):
    code = "messages.gone"
    text = _("This message does not wait any more: it was sent, called back, or became a task. Nothing was changed.")
