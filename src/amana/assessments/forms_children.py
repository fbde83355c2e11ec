"""Forms of the notice about a child."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.assessments.commands.children import HOW
from amana.countrypacks import pack
from amana.countrypacks.forms import Choice
from amana.intake.forms_desk import FreePackForm
from amana.intake.pack_sections import INTAKE


class NoticeForm(FreePackForm):
    """The notice about a child: a first part, and what is known later; `revision` is the one the writer saw."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"] = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)
        for field in INTAKE.of(pack()).child_notice.first:
            self.fields[field.id].required = False  # a part of it is sent in time rather than all of it too late


def notice_form(data: Any = None, *, initial: Mapping[str, Any] | None = None) -> NoticeForm:
    """Returns the pack's fields of the notice, the first part first."""
    notice = INTAKE.of(pack()).child_notice
    fields = (*notice.first, *notice.later)
    kind = type("PackNoticeForm", (NoticeForm,), {"pack_fields": fields})
    made: NoticeForm = kind(data, initial=dict(initial or {}))
    return made


HOW_WORDS = {"letter": _("By letter"), "phone": _("By telephone"), "in_person": _("In person")}


class ToldForm(forms.Form):
    """How an authority was notified."""

    how = Choice(label=_("How"), choices=[(key, HOW_WORDS[key]) for key in HOW])
