"""Forms as a person meets them: found on the page, filled in, sent with all they carry."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amana.demo.telling import made_up_scan

PDF = made_up_scan("made up")


@dataclass
class Input:
    """One thing to fill in."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page: where it goes, and its inputs in their order."""

    action: str
    method: str
    inputs: dict[str, Input] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: Input | None = None
        self.textarea: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.form = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None or not (name := said.get("name", "")):
            if tag == "option" and self.select is not None:
                self._option(said, dict(attrs))
            return
        if tag == "input":
            kind = said.get("type", "text")
            known = self.form.inputs.setdefault(name, Input(name, kind))
            if kind in ("radio", "checkbox"):
                known.options.append(said.get("value", "on"))
                if "checked" in dict(attrs):
                    known.checked.append(said.get("value", "on"))
            else:
                known.value = said.get("value", "")
        elif tag == "select":
            kind = "selects" if "multiple" in dict(attrs) else "select"
            self.select = self.form.inputs.setdefault(name, Input(name, kind))
        elif tag == "textarea":
            self.textarea = self.form.inputs.setdefault(name, Input(name, "textarea"))
        elif tag == "button":
            self.form.buttons.append((name, said.get("value", "")))

    def _option(self, said: dict[str, str], attrs: Mapping[str, str | None]) -> None:
        assert self.select is not None
        self.select.options.append(said.get("value", ""))
        if "selected" in attrs:
            self.select.checked.append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.textarea.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


def forms_of(html: str) -> list[Form]:
    """The forms of a page, in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def main_form(html: str) -> Form:
    """The form with the most to fill in."""
    return max(forms_of(html), key=lambda form: len(form.inputs))


def filled(form: Form, answers: Mapping[str, Any], words: Callable[[Input], str]) -> dict[str, Any]:
    """What a person would send: `answers` by the end of a field's name, else something that fits; `words` for texts."""
    sent: dict[str, Any] = {}
    for each in form.inputs.values():
        chosen = next(
            (value for end, value in answers.items() if each.name == end or each.name.endswith("-" + end)), None
        )
        if chosen is not None:
            sent[each.name] = chosen
        elif each.kind == "hidden":
            sent[each.name] = each.value
        elif each.kind in ("radio", "select"):
            sent[each.name] = next(iter(each.checked), None) or next((o for o in each.options if o), "")
        elif each.kind in ("checkbox", "selects"):
            sent[each.name] = each.checked or each.options[:1]
        elif each.kind == "file":
            sent[each.name] = SimpleUploadedFile("scan.pdf", PDF, "application/pdf")
        elif each.kind == "date":
            sent[each.name] = each.value or "2026-01-15"
        elif each.kind == "datetime-local":
            sent[each.name] = each.value or "2026-01-15T10:00"
        elif each.kind == "month":
            sent[each.name] = each.value or "2026-01"
        elif each.kind == "tel":
            sent[each.name] = each.value or "+964 750 000 0142"
        elif each.kind in ("text", "textarea", "search", "password"):
            sent[each.name] = each.value.strip() or words(each)
    return sent


def send(
    client: Client,
    url: str,
    answers: Mapping[str, Any] | None = None,
    *,
    words: Callable[[Input], str] = lambda each: "made up",
    without: Iterable[str] = (),
) -> Any:
    """The main form of the page at `url`, filled in and sent to where it goes; the answer."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    form = main_form(page.content.decode())
    data = filled(form, answers or {}, words)
    for name in list(data):
        if any(name == end or name.endswith("-" + end) for end in without):
            del data[name]
    return client.post(form.action or url, data)
