"""The tag csrf_token, as the desk has it: each form also carries a token of its own, by which it does its thing once."""

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amana.drafts.commands.sent_forms import FIELD, new_token

register = template.Library()


class FormTokens(CsrfTokenNode):
    """Writes the hidden field against forged requests, and behind it the form's own."""

    def render(self, context: Context) -> SafeString:
        """Returns both fields; nothing where the page has no token against forged requests."""
        shown = super().render(context)
        if not shown:
            return SafeString("")
        return format_html('{}<input type="hidden" name="{}" value="{}">', shown, FIELD, new_token())


@register.tag("csrf_token")
def csrf_token(_parser: template.base.Parser, _token: template.base.Token) -> FormTokens:
    """Replaces Django's tag, so that no form of the desk can be written without."""
    return FormTokens()
