"""The forms of the duplicate check."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.countrypacks import pack
from amana.countrypacks.forms import PackForm, Phone, Words, clean_text
from amana_methods.digits import western_digits
from amana_methods.linkage import Registration
from amana_methods.linkage.dates import read_birth


class KnownForm(PackForm):
    """What she says of herself before anybody asks what happened: any of it is enough that can tell people apart."""

    name = Words(
        label=_("Name, in any script"),
        max_length=200,
        required=False,
        help_text=_("As the person says it. Other names after a semicolon."),
    )
    birth = forms.CharField(
        label=_("Date or year of birth"),
        max_length=20,
        required=False,
        help_text=_("2001-05-09, 9/5/2001 or only 2001."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    phone = Phone(label=_("Telephone"), max_length=30, required=False)
    document_no = forms.CharField(label=_("Document number"), max_length=60, required=False)
    order: ClassVar = ("name", "birth", "sex", "nationality", "phone", "document_no")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.pack_fields = tuple(  # type: ignore[misc]
            replace(field, required=False) for field in pack().case_facts if field.id in ("sex", "nationality")
        )
        super().__init__(*args, **kwargs)
        self.order_fields(self.order)
        for name in ("name", "document_no", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_birth(self) -> str:
        """A date, a month or a year, in digits of any script."""
        text = western_digits(clean_text(self.cleaned_data["birth"]))
        try:
            read_birth(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the year, or the whole date as 2001-05-09 or 9/5/2001.")) from error
        return text

    def build_registration(self) -> Registration:
        """What is looked up."""
        values = self.cleaned_data
        return Registration(
            record_id="",
            name=values["name"],
            birth_date=values["birth"],
            sex=values.get("sex") or "",
            nationality=values.get("nationality") or "",
            phone=values["phone"],
            document_no=values["document_no"],
        )


class LinkForm(forms.Form):
    """What a supervisor says about two files, and why."""

    answer = forms.ChoiceField(
        label=_("Are they one person?"),
        widget=forms.RadioSelect,
        choices=[
            ("same", _("One person: link the files")),
            ("different", _("Two people: never ask again")),
            ("later", _("Not clear yet: keep it here")),
        ],
    )
    reason = Words(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you saw, or whom you asked. Sealed for the supervisors."),
    )
