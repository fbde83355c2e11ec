"""Where a fact about the person is known from: kept with the fact, and shown where it matters."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PERSON, REPORTER, WORKER, DOCUMENT, SCREENING = "person", "reporter", "worker", "document", "screening"
# What somebody chooses from where it cannot be known; a screening is recorded by the screening itself.
ASKED: Final = {
    PERSON: _("The person said so"),
    REPORTER: _("The reporter, or somebody else, said so"),
    WORKER: _("A worker saw or heard it"),
    DOCUMENT: _("A document says so"),
}
_KNOWN: Final = {
    PERSON: _("said by the person"),
    REPORTER: _("said by the reporter or somebody else"),
    WORKER: _("seen or heard by a worker"),
    DOCUMENT: _("from a document"),
    SCREENING: _("from the screening"),
}


def source_words(source: str) -> str:
    """The source in the reader's language. A fact kept before sources were recorded has none.

    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     source_words("document"), source_words("")
    ('from a document', 'source not recorded')
    """
    return str(_KNOWN[source]) if source in _KNOWN else gettext("source not recorded")


def with_source(value: str, source: str) -> str:
    """A value with where it is known from."""
    return f"{value} ({source_words(source)})"


def sources_after(
    known: Mapping[str, str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    changed_by: str = "",
    named: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Source by fact once the facts `after` stand instead of `before`; both are whole.

    `changed_by` is the source of the values that changed; `named` gives single facts a source whether they changed or
    not. A value that changed without a source has none any more: the old one spoke of another value.

    >>> sources_after({"sex": "reporter", "age": "person"}, {"sex": "male", "age": 3}, {"sex": "female", "age": 3})
    {'age': 'person'}
    """
    found = {}
    for name, value in after.items():
        if not is_known(value):
            continue
        source = (named or {}).get(name)
        if source is None:
            source = known.get(name, "") if before.get(name) == value else changed_by
        if source:
            found[name] = source
    return found


def show_sources(form: forms.Form, values: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    """Each field of `form` that is filled in from `values` says so, with where the value is known from."""
    for name, field in form.fields.items():
        if is_known(values.get(name)):
            said = gettext("Known already (%(source)s). Correct it if it is wrong.")
            said %= {"source": source_words(sources.get(name, ""))}
            field.help_text = f"{said} {field.help_text}".strip()


def is_known(value: object) -> bool:
    """Whether a value says something; a flag that nobody set does not."""
    return value is not False and value not in (None, "", [], ())
