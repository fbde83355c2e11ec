"""In the rehearsal's own process: counts the texts that somebody opens here, with words out of them to search for."""

import json
import os
from typing import Any

_MOST_TEXTS, _MOST_WORDS = 40, 60
_LEAST_LETTERS = 8


def words_in(content: Any) -> set[str]:
    """Returns the long texts inside a JSON value: what somebody typed, and no code of a pack."""
    if isinstance(content, dict):
        return set().union(*(words_in(each) for each in content.values()))
    if isinstance(content, list):
        return set().union(*(words_in(each) for each in content))
    if isinstance(content, str) and len(content) >= _LEAST_LETTERS and not content.isidentifier() and " " in content:
        return {content}
    return set()


def look(username: str, password: str) -> tuple[int, set[str]]:
    """Returns (texts that this person opens, words out of them); nothing where nobody is named or no key opens."""
    from amana.errors import AmanaError
    from amana.upkeep import backups

    found: set[str] = set()
    opened = 0
    if not username:
        return opened, found
    try:
        for content in backups.opened_by(username, password, _MOST_TEXTS):
            found |= words_in(content)
            opened += 1
    except AmanaError:
        return opened, found
    return opened, found


if __name__ == "__main__":
    from amana.commandline.verb import say, use_settings

    use_settings()
    count, words = look(os.environ.get("AMANA_DRILL_USER", ""), os.environ.get("AMANA_DRILL_PASSWORD", ""))
    say(json.dumps({"opened": count, "words": sorted(words)[:_MOST_WORDS]}))
