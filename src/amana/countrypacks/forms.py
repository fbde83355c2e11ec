"""Forms made from the fields of a pack: one widget and one way of cleaning for each kind of field.

What was typed is cleaned before it is checked: digits of any script become 0-9 where a number is meant, NUL and
invisible direction marks are removed. What does not fit is an error at its field, and nothing typed is lost.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from amana.countrypacks.values import Field
from amana.errors import AmanaError
from amana.file_signatures import SIGNATURE_BYTES, is_older_office, is_pdf, is_zip, picture_format
from amana_methods.digits import western_digits

TEXT_LENGTH = 300
LONGTEXT_LENGTH = 20_000
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {ord("\n"), ord("\r"), ord("\t")}
_DIRECTIONS = {0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF}
_KEPT_JOINER = 0x200C  # Sorani and Persian spelling needs the zero-width non-joiner
_INVISIBLE = dict.fromkeys((_CONTROLS | _DIRECTIONS) - {_KEPT_JOINER})
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")  # dashes and the minus, as text programs put them for a hyphen
_MANY_OPTIONS = 7
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)
SCAN_BYTES = 10 * 1024 * 1024
_SCAN_FORMATS = frozenset({"JPEG", "PNG", "TIFF", "WEBP", "HEIF"})


def clean_text(text: str) -> str:
    """Returns `text` in NFC without NUL, direction marks, other invisible characters and surrounding spaces.

    >>> clean_text("\\u202eabc\\x00 ")
    'abc'
    """
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).strip()


def plain_number(typed: str) -> str:
    """Returns the number of a record as records write it, from what somebody typed or pasted.

    Western digits, capital letters and hyphens; no spaces, marks of direction or other invisible characters.

    >>> plain_number(" \\u200fiq - ٢٠٢٦ \\u2013 ۰۰۰۰۰۲\\u2069")
    'IQ-2026-000002'
    """
    visible = "".join(clean_text(typed).replace(chr(_KEPT_JOINER), "").split())
    return _HYPHENS.sub("-", western_digits(visible)).upper()


class Words(forms.CharField):
    """Words, cleaned of invisible characters before validation; too long a text is an error and is not cut off."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leaves out `maxlength`: a browser would silently cut off what should be an error."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class _Digits:
    """A mixin for a field whose text is a number, a date or a month: accepts digits of any script."""

    def to_python(self, value: Any) -> Any:
        cleaned = western_digits(clean_text(value)) if isinstance(value, str) else value
        return super().to_python(cleaned)  # type: ignore[misc]


class _Date(_Digits, forms.DateField):
    """A day of this or a neighbouring century."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not EARLIEST <= value < LATEST:
            raise ValidationError(_("This year cannot be right. Write the date as year, month and day."))


class _Moment(_Digits, forms.DateTimeField):
    """A day and a time in the time zone of the instance."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("T", " ") if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not EARLIEST <= value.date() < LATEST:
            raise ValidationError(_("This year cannot be right. Write the date as year, month and day."))


class _Number(_Digits, forms.IntegerField):
    """A whole number, not below zero."""


class _Money(_Digits, forms.DecimalField):
    """An amount, not below zero; thousands separators are accepted."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = clean_text(value).replace("\u066b", ".").replace("\u066c", "")
            if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", western_digits(value)):
                value = value.replace(",", "")
        return super().to_python(value)


class Scan(forms.FileField):
    """A scanned or photographed paper: PDF, JPEG, PNG, TIFF, WebP or HEIC by its first bytes, at most 10 MB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        scan = super().clean(data, initial)
        if scan and scan is not initial:
            if scan.size > SCAN_BYTES:
                raise ValidationError(_("This file is larger than 10 MB. Scan it again with fewer dots per inch."))
            head = scan.read(SIGNATURE_BYTES)
            scan.seek(0)
            if is_zip(head) or is_older_office(head):
                raise ValidationError(
                    _(
                        "This is an Office document: it can be changed and hides things. Save it as PDF, or photograph the paper."
                    )
                )
            if not is_pdf(head) and picture_format(head) not in _SCAN_FORMATS:
                raise ValidationError(_("This is no PDF and no photo. Scan the paper or take a picture of it."))
        return scan


class _Month(_Digits, forms.CharField):
    """A month as 2026-03."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text):
            raise ValidationError(_("Write the month as year and month, for example 2026-03."))
        return text


class _Phone(_Digits, forms.CharField):
    """A phone number: digits, spaces, + and - only."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not re.fullmatch(r"\+?[\d ()-]{3,25}", text):
            raise ValidationError(_("Write digits only, with or without a plus in front."))
        return text


class Day(_Date):
    """A day, for forms written by hand: accepts digits of any script, like a pack's form."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Moment(_Moment):
    """A day and a time, for forms written by hand."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M")


class WholeNumber(_Number):
    """A whole number, for forms written by hand; accepts digits of any script."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leaves out `min` and `max`, which only a number's widget knows."""
        return {}


class Phone(_Phone):
    """A phone number, for forms written by hand."""

    widget = forms.TextInput(attrs={"type": "tel", "dir": "ltr"})


def _choices(field: Field) -> list[tuple[str, str]]:
    return [(option.id, str(option.label)) for option in field.options]


def _choice(field: Field, common: dict[str, Any]) -> forms.Field:
    few = len(field.options) <= _MANY_OPTIONS
    choices = _choices(field)
    if not few or not field.required:
        choices = [("", str(_("not said")) if not field.required else "—"), *choices]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect if few else forms.Select, **common)


def _several(field: Field, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(choices=_choices(field), widget=forms.CheckboxSelectMultiple, **common)


def _flag(_field: Field, common: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(**common)


def _input(kind: str, format: str | None = None) -> forms.Widget:
    if kind == "date":
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if kind == "datetime-local":
        return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    if kind == "number":
        return forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})
    return forms.TextInput(attrs={"type": kind, "dir": "ltr"})


_MAKERS: dict[str, Callable[[Field, dict[str, Any]], forms.Field]] = {
    "text": lambda _f, c: Words(max_length=TEXT_LENGTH, **c),
    "longtext": lambda _f, c: Words(max_length=LONGTEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}), **c),
    "date": lambda _f, c: _Date(widget=_input("date"), **c),
    "moment": lambda _f, c: _Moment(widget=_input("datetime-local"), **c),
    "month": lambda _f, c: _Month(max_length=7, widget=_input("month"), **c),
    "choice": _choice,
    "choices": _several,
    "flag": _flag,
    "number": lambda _f, c: _Number(min_value=0, max_value=10_000_000, widget=_input("number"), **c),
    "money": lambda _f, c: _Money(min_value=0, max_digits=14, decimal_places=2, widget=_input("number"), **c),
    "phone": lambda _f, c: _Phone(max_length=30, widget=_input("tel"), **c),
    "scan": lambda _f, c: Scan(**c),
}


def _build_field(field: Field, choices: Sequence[tuple[str, str]] | None) -> forms.Field:
    common: dict[str, Any] = {
        "label": str(field.label),
        "required": field.required,
        "help_text": str(field.hint) if field.hint else "",
    }
    if choices is not None:
        made: forms.Field = forms.ChoiceField(choices=[("", "—"), *choices], **common)
    elif field.kind in _MAKERS:
        made = _MAKERS[field.kind](field, common)
    elif field.options:
        made = _choice(field, common)
    else:
        made = Words(max_length=TEXT_LENGTH, **common)
    return _mark_storage(made, field.kept)


def _mark_storage[F: forms.Field](made: F, drawer: str) -> F:
    made.kept = drawer  # type: ignore[attr-defined]
    return made


def kept_sealed[F: forms.Field](field: F) -> F:
    """Marks the field as sealed, which the page shows."""
    return _mark_storage(field, "sealed")


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Sets the choices of `name` to these (value, text) pairs, or groups of them.

    A list begins with "Choose ...", so that nothing is chosen by accident. A single choice is preselected.
    """
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = without_silent_first(field, list(choices))


def without_silent_first(field: forms.ChoiceField, choices: list[Any]) -> list[Any]:
    """Returns the choices with an empty one in front, where a browser would otherwise submit the first as if it had
    been chosen.
    """
    single = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.SelectMultiple)
    if not single or any(value == "" for value, _text in choices):
        return choices
    several = sum(len(text) if isinstance(text, (list, tuple)) else 1 for _value, text in choices) > 1
    return [("", _("Choose …")), *choices] if several else choices


class Choice(forms.ChoiceField):
    """A choice of a handwritten form whose choices are in the class; it begins with "Choose ..." as with `offer`."""

    def __init__(self, *, choices: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = without_silent_first(self, list(choices))


class PackForm(forms.Form):
    """A form over fields of the pack; its cleaned values are grouped by storage, ready for JSON."""

    pack_fields: ClassVar[tuple[Field, ...]] = ()
    pack_choices: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal: AmanaError | None = None
        for field in self.pack_fields:
            self.fields[field.id] = _build_field(field, self.pack_choices.get(field.id))

    def facts(self) -> dict[str, Any]:
        """Returns coded values, for the locked facts."""
        return self._values_in("facts")

    def collect_sealed(self) -> dict[str, Any]:
        """Returns words, names and numbers, for a sealed text."""
        return self._values_in("sealed")

    def sealed_by_section(self) -> dict[str, dict[str, Any]]:
        """Returns the sealed values by section."""
        parts: dict[str, dict[str, Any]] = {}
        values = self.collect_sealed()
        for field in self.pack_fields:
            if field.id in values:
                parts.setdefault(field.section or "account", {})[field.id] = values[field.id]
        return parts

    def working(self) -> dict[str, Any]:
        """Returns ids and moments."""
        return self._values_in("working")

    def _values_in(self, drawer: str) -> dict[str, Any]:
        return {
            field.id: _plain(self.cleaned_data[field.id])
            for field in self.pack_fields
            if field.kept == drawer and field.kind != "scan" and self.cleaned_data.get(field.id) not in (None, "", [])
        }

    def scans(self) -> "dict[str, UploadedFile[Any]]":
        """Returns the uploaded files, by field."""
        return {
            field.id: self.cleaned_data[field.id]
            for field in self.pack_fields
            if field.kind == "scan" and self.cleaned_data.get(field.id)
        }


def _plain(value: Any) -> Any:
    """Converts the value to what JSON can hold."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def form_class(
    fields: Iterable[Field],
    *,
    name: str = "PackFieldsForm",
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> type[PackForm]:
    """Returns a form class over these fields, in their order.

    `choices` gives fields whose members are no part of the pack (a provider, a colleague) their (id, name) pairs.
    """
    return type(name, (PackForm,), {"pack_fields": tuple(fields), "pack_choices": dict(choices or {})})


def status_of(form: forms.BaseForm) -> int:
    """Returns the status of a page with this form: that of the refusal which `attempt` added, 422 with other errors,
    200 without.
    """
    refusal: AmanaError | None = getattr(form, "refusal", None)
    return refusal.status if refusal else 422 if form.errors else 200


def attempt[T](form: forms.Form, deed: Callable[[], T]) -> T | None:
    """Returns the result of `deed`; or None, with its refusal added to the form (at its field or on top) and nothing
    typed lost.

    Only refusals and conflicts stay on the form; an error that hides a record or a verb becomes a page of its own.
    """
    try:
        return deed()
    except AmanaError as refusal:
        if refusal.status not in (409, 422) and getattr(refusal, "code", "") != "cases.step_not_yours":
            raise
        form.refusal = refusal  # type: ignore[attr-defined]
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, refusal.message)
        return None


def succeeds(form: forms.Form, deed: Callable[[], object]) -> bool:
    """Whether `deed` succeeded, regardless of its result; else its refusal is on the form, as with `attempt`."""
    return attempt(form, lambda: (deed(),)) is not None
