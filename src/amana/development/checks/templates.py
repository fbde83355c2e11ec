"""Templates parse, have no long line, and no script, style or handler of their own.

The policy of our pages would refuse to run those.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from amana.commandline.project import PROJECT, SOURCE

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


# Inline styles that code adds to a page: a style attribute in a drawing or in markup of a script or a module.
IN_CODE = (
    (re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE), "a style attribute in markup; use a class"),
    (re.compile(r"setAttribute\(\s*[\"'`]style[\"'`]"), "a style attribute set by script; use a class"),
    (re.compile(r"<style[\s>]", re.IGNORECASE), "a style sheet in markup; put it in a static file"),
)
# These are not under the policy of our pages: this check, the documents on a developer's machine, and the page of a
# release, which is saved as a file. htmx is configured to add no style of its own.
NO_PAGES = ("development/checks/templates.py", "web/cli/verbs/docs.py", "releases/published/page.py", "htmx.min.js")
# A longer line of a template is not read in a change, and two changes of it meet.
LONGEST_LINE = 160


def findings() -> list[str]:
    """Returns the templates that do not parse, and every line with inline code or style or that is too long."""
    found = [
        f"{file.relative_to(PROJECT)}:{finding}"
        for kind in ("py", "js", "svg")
        for file in sorted(SOURCE.glob(f"amana/**/*.{kind}"))
        if not file.as_posix().endswith(NO_PAGES) and "tests" not in file.parts
        for finding in inline(file.read_text(encoding="utf-8"), IN_CODE)
    ]
    for file in sorted(SOURCE.glob("amana/**/templates/**/*.html")):
        text = file.read_text(encoding="utf-8")
        found += [f"{file.relative_to(PROJECT)}:{finding}" for finding in (*inline(text), *too_long(text))]
    return found + unparsable()


def inline(text: str, patterns: Iterable[tuple[re.Pattern[str], str]] = INLINE) -> list[str]:
    """Returns `line: what is there`, for everything in a text that the policy of our pages refuses."""
    return [
        f"{text.count(chr(10), 0, hit.start()) + 1}: {what}"
        for pattern, what in patterns
        for hit in pattern.finditer(text)
    ]


def too_long(text: str) -> list[str]:
    """Returns `line: how long it is`, for each line of a template above LONGEST_LINE characters.

    A line may always end between two blocks, at a space, between two attributes, and in a trimmed `blocktranslate`.
    """
    return [
        f"{number}: {len(line)} characters, and {LONGEST_LINE} are the most; break it where the page shows no difference"
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) > LONGEST_LINE
    ]


def unparsable() -> list[str]:
    """Returns the templates that Django cannot parse, with its reason."""
    from amana.commandline.verb import use_settings

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
