"""The page of earlier values: each change, newest first, with the values before it, who made it and when."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from amana.earlier.commands import EarlierValues
from amana.trust import queries as trust

type Describe = Callable[[str, Any], tuple[str, str] | None]


def show_earlier(
    request: HttpRequest,
    found: Sequence[EarlierValues],
    unopened: int,
    *,
    describe: Describe,
    name: str,
    reference: str,
    back: str,
    back_words: str = "",
    corrections_url: str = "",
) -> HttpResponse:
    """Each change, newest first; `unopened` says how many more the reader's keys do not open.

    `describe` turns the name of a field and its value into words; None for a field that the page does not show.
    """
    names = trust.users({each.by for each in found if each.by})
    rows = []
    for each in found:
        pairs = [describe(field, value) for field, value in each.fields.items()]
        corrected = [describe(field, None) for field in sorted(each.corrected)]
        rows.append(
            {
                "at": each.at,
                "by": names[each.by].name if each.by in names else "",
                "pairs": [pair for pair in pairs if pair is not None],
                "corrected": [pair[0] for pair in corrected if pair is not None],
            }
        )
    return render(
        request,
        "earlier/values.html",
        {
            "rows": rows,
            "unopened": unopened,
            "name": name,
            "reference": reference,
            "corrections_url": corrections_url,
            "back": back,
            "back_words": back_words or gettext("Back to the case"),
        },
    )
