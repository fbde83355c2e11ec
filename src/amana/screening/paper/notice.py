"""The letter that notifies an authority of a child: what is known, and nothing else."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from amana.countrypacks import I18n, dates, pack
from amana.countrypacks.values import Field
from amana.intake import pack as says
from amana.intake.pack_sections import INTAKE
from amana.printing import LEFTWARDS, as_printed, clean, pieces, typeset

HERE = Path(__file__).parent


def print_notice(
    language: str,
    *,
    authority: I18n,
    house: str,
    reference: str,
    on: datetime,
    rows: Iterable[tuple[I18n, Field, Any]],
) -> bytes:
    """Prints the letter in `language`; `rows` are the fields that are known, as (label, field, value)."""
    said = INTAKE.of(pack()).child_notice.letter
    with translation.override(language):

        def words(text: object) -> list[list[Any]]:
            return pieces(str(text), language)

        content = {
            "language": language,
            "leftwards": language in LEFTWARDS,
            "title": clean(str(said.title)),
            "to": words(authority),
            "house": words(house),
            "on": words(dates.stamp(on)),
            "reference_label": words(gettext("Our reference")),
            "reference": words(as_printed(reference)),
            "opening": words(said.opening),
            "closing": words(said.closing),
            "rows": [
                {"label": words(label), "value": words(says.describe_value(field, value))}
                for label, field, value in rows
            ],
            "sealed": words(gettext("Confidential: to be read only by whoever protects this child.")),
        }
    return typeset(HERE / "notice.typ", {"page": json.dumps(content, ensure_ascii=False)})
