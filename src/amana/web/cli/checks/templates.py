"""Templates parse, and hold no script, style or handler of their own: the page's policy would refuse to run them."""

import re
from pathlib import Path

from amana.web.cli.project import PROJECT, SOURCE

INLINE = (
    (re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE), "a script inside the page; put it in a static file"),
    (re.compile(r"<style[\s>]", re.IGNORECASE), "a style sheet inside the page; put it in a static file"),
    (re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE), "a style attribute; use a class"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE), "a handler attribute; listen in a static file"),
    (re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE), "a javascript: address"),
    (
        re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
        "a file from somewhere else; keep it in static/",
    ),
    (re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"), "text that is not escaped"),
)


def findings() -> list[str]:
    """Every template that does not parse, and every line with something of its own to run."""
    found = []
    for file in sorted(SOURCE.glob("amana/**/templates/**/*.html")):
        found += [f"{file.relative_to(PROJECT)}:{finding}" for finding in inline(file.read_text(encoding="utf-8"))]
    return found + unparsable()


def inline(text: str) -> list[str]:
    """`line: what is there`, for everything in a template's text that the policy refuses."""
    return [
        f"{text.count(chr(10), 0, hit.start()) + 1}: {what}"
        for pattern, what in INLINE
        for hit in pattern.finditer(text)
    ]


def unparsable() -> list[str]:
    """The templates that Django cannot read, with its reason."""
    from amana.web.cli.verb import use_settings

    use_settings("test")
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    found = []
    for file in sorted(SOURCE.glob("amana/**/templates/**/*.html")):
        name = file.relative_to(_template_folder(file)).as_posix()
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as fault:
            found.append(f"{file.relative_to(PROJECT)}: {fault}")
    return found


def _template_folder(file: Path) -> Path:
    return next(parent for parent in file.parents if parent.name == "templates")
