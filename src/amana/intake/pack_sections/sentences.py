"""The countable rules for a sentence said to somebody: its length, and words that blame or presume."""

import re
from collections.abc import Iterator

MOST_WORDS = 20
_SENTENCE = re.compile(r"[.?!؟]+")
_FORBIDDEN = {
    "en": (
        (re.compile(r"\bwhy (did|do|were|are|have|has) (you|they|the)\b", re.I), "asks why, which blames"),
        (re.compile(r"\bhow could you\b", re.I), "asks how somebody could, which blames"),
        (re.compile(r"\b(she|her|hers|he|him|his)\b", re.I), "guesses whether a man or a woman is meant"),
        (re.compile(r"\b(did|do|does|is|are|was|were|could|can|have|has|would)n[’']t\b", re.I), "is a negated question"),
        (re.compile(r"^(did|do|does|is|are|was|were|could|can|have|has|would) (you|the person|they) not\b", re.I),
         "is a negated question"),
        (re.compile(r"\bor not\?", re.I), "asks either-or"),
    ),
    "ar": (
        (re.compile(r"(?:^|\s)(لماذا|لمَ|كيف استطعت)(?=\s|؟)"), "asks why, which blames"),
        (re.compile(r"(?:^|\s)(أليس|ألست)(?=\s)"), "is a negated question"),
        (re.compile(r"\sأم لا\s*؟"), "asks either-or"),
    ),
    "ckb": (
        (re.compile(r"(?:^|\s)(بۆچی|لەبەرچی)(?=\s|؟)"), "asks why, which blames"),
        (re.compile(r"\sیان نا\s*؟"), "asks either-or"),
    ),
}  # fmt: skip


def faults(text: str, language: str) -> Iterator[str]:
    """Yields what is wrong with a sentence said to somebody, by the countable rules.

    >>> list(faults("Why did you stay?", "en"))
    ['asks why, which blames']
    >>> list(faults("Did anyone hurt you? Tell only what you want to.", "en"))
    []
    """
    for sentence in _SENTENCE.split(text):
        if len(sentence.split()) > MOST_WORDS:
            yield f"has more than {MOST_WORDS} words in a sentence"
    for pattern, fault in _FORBIDDEN[language]:
        if pattern.search(text):
            yield fault
