"""A form's field as the page shows it: its words, its mistakes, and which template draws it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

# Typed from left to right in every language.
LEFT_TO_RIGHT = {"tel", "email", "url", "number", "date", "month", "time", "datetime-local", "password"}


@dataclass(frozen=True)
class Row:
    """One answer that can be chosen; the whole row is its target."""

    control: SafeString
    label: str
    hint: str
    target: str


@dataclass(frozen=True)
class FieldView:
    """What the template needs to draw one field; `control` is empty where `rows` are drawn instead."""

    name: str
    label: str
    hint: str
    mistakes: tuple[str, ...]
    required: bool
    sealed: bool
    kind: str
    target: str
    hint_id: str
    why_id: str
    control: SafeString
    rows: tuple[Row, ...]

    @property
    def described_by(self) -> str:
        """Returns the ids of the texts that explain this field, for screen readers."""
        return _described_by(self.hint_id if self.hint else "", self.why_id if self.mistakes else "")


def view_of(bound: BoundField) -> FieldView:
    """Returns the field ready to be drawn: a group of rows, one row, or one control.

    `kind` is "rows" (radio buttons, checkboxes), "tick" (a single checkbox) or "one" (everything else). A form field
    may carry `kept = "sealed"` and its widget `hints`, a mapping from a choice's value to its second line.
    """
    widget = bound.field.widget
    target = bound.auto_id or bound.html_name
    hint_id, why_id = f"{target}-hint", f"{target}-why"
    hint = str(bound.help_text or "")
    mistakes = tuple(str(mistake) for mistake in bound.errors)
    described = _described_by(hint_id if hint else "", why_id if mistakes else "")
    kind = _kind(widget)
    attrs: dict[str, str | bool] = {}
    if described:
        attrs["aria-describedby"] = described
    if mistakes:
        attrs["aria-invalid"] = "true"
    rows: tuple[Row, ...] = ()
    control = SafeString("")
    if kind == "rows":
        rows = _rows(bound, getattr(widget, "hints", {}))
        target = rows[0].target if rows else target
    elif kind == "tick":
        control = bound.as_widget(attrs=attrs)
    else:
        attrs["class"] = _classes(widget)
        if getattr(widget, "input_type", "") in LEFT_TO_RIGHT:
            attrs["dir"] = "ltr"
        control = bound.as_widget(attrs=attrs)
    return FieldView(
        name=bound.html_name,
        label=str(bound.label),
        hint=hint,
        mistakes=mistakes,
        required=bound.field.required,
        sealed=getattr(bound.field, "kept", "") == "sealed",
        kind=kind,
        target=target,
        hint_id=hint_id,
        why_id=why_id,
        control=control,
        rows=rows,
    )


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "rows"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "one"


def _classes(widget: forms.Widget) -> str:
    """The widget's own classes and ours."""
    own = str(widget.attrs.get("class", ""))
    return own if "input" in own.split() else f"{own} input".strip()


def _rows(bound: BoundField, hints: dict[Any, Any]) -> tuple[Row, ...]:
    return tuple(_row(sub, hints) for sub in bound.subwidgets if sub.choice_label not in (None, ""))


def _row(sub: BoundWidget, hints: dict[Any, Any]) -> Row:
    value = sub.data["value"]
    hint = hints.get(value, hints.get(str(value), ""))
    return Row(control=sub.tag(), label=str(sub.choice_label), hint=str(hint), target=str(sub.id_for_label))


def _described_by(*ids: str) -> str:
    return " ".join(one for one in ids if one)
