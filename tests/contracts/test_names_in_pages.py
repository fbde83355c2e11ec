"""Names of people and organisations keep their own direction: on a page that runs leftwards a Latin name stands isolated."""

import re

import pytest

from amana.commandline.project import SOURCE

NAMES = (
    "by|who|manager|asked_by|given_by|chosen_by|drafted_by|signed_by|supervisor|recorded_by|confirmed_by"
    "|organisation_name|full_name|house"
)
PRINTED = re.compile(rf"\{{\{{ (?:[a-z_]+\.)*(?:{NAMES}) \}}\}}")
IN_A_SENTENCE = re.compile(r"\{% blocktranslate [^%]*%\}")
BARE = re.compile(r"\b(?:who|by)=[a-z_]+(?:\.[a-z_]+)*(?=[\s%])")


def bare_names(text: str) -> list[str]:
    """Each place of a template that prints a name in the running text without isolating it."""
    found = []
    for place in PRINTED.finditer(text):
        before = text[: place.start()]
        in_a_tag = before.rfind("<") > before.rfind(">")
        in_a_sentence = before.rfind("{% blocktranslate") > before.rfind(
            "{% endblocktranslate"
        )  # isolated in its `with`
        isolated = re.search(r"<(?:option|title|bdi)[^>]*>\s*$", before)
        titled = before.rfind("{% block title %}") > before.rfind("{% endblock title %}")
        if not (in_a_tag or in_a_sentence or isolated or titled):
            found.append(place[0])
    for sentence in IN_A_SENTENCE.finditer(text):
        found += [each for each in BARE.findall(sentence[0]) if "asvar" not in sentence[0]]
    return found


def test_no_template_prints_a_bare_name() -> None:
    found = [
        f"{file.relative_to(SOURCE)}: {name}"
        for file in sorted(SOURCE.glob("amana/**/templates/**/*.html"))
        for name in bare_names(file.read_text(encoding="utf-8"))
    ]
    assert not found, "write {{ who|name }}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<td>{{ row.manager }}</td>", ["{{ row.manager }}"]),
        ("<td>{{ row.manager|name }}</td>", []),
        ("<td><bdi>{{ who }}</bdi></td>", []),
        ('<option value="{{ who }}">{{ who }}</option>', []),
        ("{% blocktranslate with who=row.by trimmed %}{{ who }} asks.{% endblocktranslate %}", ["who=row.by"]),
        ("{% blocktranslate with who=row.by|name trimmed %}{{ who }} asks.{% endblocktranslate %}", []),
    ],
)
def test_a_bare_name_is_found(template: str, found: list[str]) -> None:
    assert bare_names(template) == found
