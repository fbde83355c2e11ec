"""Sentences for the lines that this room writes to the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences({"first_day.ended": _("Everything that a new instance needs was there for the first time.")})
