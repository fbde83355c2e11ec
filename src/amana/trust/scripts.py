"""The script in which a worker's name is written: it is asked for, never transliterated."""

import unicodedata
from typing import Final

SCRIPTS: Final = {"ar": "ARABIC", "ckb": "ARABIC", "en": "LATIN"}


def is_written_for(language: str, text: str) -> bool:
    """Returns whether `text` has letters, all of them of the script of `language`.

    >>> is_written_for("ar", "المحامية أمل"), is_written_for("ar", "Amal"), is_written_for("en", "Amal, lawyer")
    (True, False, True)
    >>> is_written_for("ckb", "أمل Amal"), is_written_for("en", "12")
    (False, False)
    """
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(unicodedata.name(each, "").startswith(SCRIPTS[language]) for each in letters)
