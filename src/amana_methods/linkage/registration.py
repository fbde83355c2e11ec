# SPDX-License-Identifier: Apache-2.0
"""What is known of one person in one registration, as it was written down."""

from dataclasses import dataclass, fields

__all__ = ["COLUMNS", "Registration"]


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration. Every field is text as written, in any script; what is not known is empty.

    `name` may hold other names after a semicolon. `birth_date` is ISO (2001-05-09, 2001-05 or 2001) or day first with
    slashes or dots (9/5/2001). `birth_precision` is day, month, year or guessed (other words: `dates.PRECISIONS`); empty
    follows from the date. `sex` is female or male in words or letters of the three languages. Digits may be Arabic-Indic.
    """

    record_id: str
    name: str = ""
    sex: str = ""
    birth_date: str = ""
    birth_precision: str = ""
    nationality: str = ""
    phone: str = ""
    document_no: str = ""
    governorate: str = ""
    organisation: str = ""
    registered_on: str = ""
    mother_name: str = ""
    place_of_origin: str = ""


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Registration))
