"""The checks of `./amana check`, fastest first. A check returns its findings, one line each; none means success."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch

from amana.development.checks import (
    code,
    countries,
    locks,
    migrations,
    places,
    plain,
    pronouns,
    rooms,
    state,
    templates,
    terms,
    translations,
    verbs,
    weaknesses,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the whole tree, and what to do when it has findings."""

    name: str
    asks: str
    remedy: str
    run: Callable[[], list[str]]
    by_a_program: bool = False  # a long one that another process runs: it starts first, in parallel to the others
    reads: tuple[str, ...] = ()  # patterns of the files that it reads (fnmatch); all files where there is none

    def reads_any(self, files: Iterable[str]) -> bool:
        """Whether a change of these files, relative to the project, could change what the check finds."""
        return not self.reads or any(fnmatch(file, pattern) for file in files for pattern in self.reads)


_CODE = ("*.py", "pyproject.toml")
_PAGES = ("*.html", "*.svg", "*.js", "*.css", "*.py")
_WORDS = ("*.py", "*.html", "*.po", "packs/*", "src/amana/*.yaml", "tools/*.yaml", "tools/*.txt")


CHECKS = (
    Check("format", "is the code laid out by ruff?", ".venv/bin/ruff format", code.find_unformatted, reads=_CODE),
    Check("lint", "does ruff find anything?", "read the rule: .venv/bin/ruff rule CODE", code.run_ruff, reads=_CODE),
    Check(
        "locks",
        "do the lock files fit pyproject.toml, with hashes and without addresses?",
        "tools/lock",
        locks.findings,
        reads=("pyproject.toml", "*.lock"),
    ),
    Check(
        "places",
        "does a file name a folder of somebody's machine?",
        "say it relative to the project, or take the folder from a setting",
        places.findings,
    ),
    Check(
        "countries",
        "does the code hold something that is true of one country only?",
        "it belongs into the country's pack: packs/COUNTRY/pack.yaml",
        countries.findings,
        reads=(*_CODE, "packs/*"),
    ),
    Check(
        "state",
        "does a process keep something that is not registered?",
        "register it where it is made: `amana.process_state` says which of its kinds it is",
        state.findings,
        reads=_CODE,
    ),
    Check(
        "plain",
        "is a word that was decided against used more often in code than before?",
        "say it in the plain words of tools/plain_words.yaml",
        plain.findings,
        reads=(*_CODE, "tools/plain_words*"),
    ),
    Check(
        "verbs",
        "does every command carry its permission?",
        "take the decorator that fits: `amana.trust.authorise` lists them; a helper gets a name that begins with an underscore",
        verbs.findings,
        reads=_CODE,
    ),
    Check(
        "templates",
        "does every template parse, without a long line, inline script or style?",
        "see each line",
        templates.findings,
        reads=_PAGES,
    ),
    Check(
        "migrations",
        "does every model have its migration?",
        "./amana manage makemigrations ROOM --name WHAT_IT_DOES",
        migrations.findings,
        reads=_CODE,
    ),
    Check(
        "rooms",
        "does a room import only what it may?",
        "usually a fact sits one floor too high: move it down, or announce it as an event",
        rooms.findings,
        reads=_CODE,
    ),
    Check(
        "translations",
        "does every sentence exist in Arabic and Sorani?",
        "./amana words, then fill what it lists",
        translations.findings,
        reads=_WORDS,
    ),
    Check(
        "pronouns",
        "does an English sentence guess the sex of a person?",
        'say "the person" or "they"; where the sex is known, add the sentence and the reason to tools/pronouns_allowed.yaml',
        pronouns.findings,
        reads=_WORDS,
    ),
    Check(
        "terms",
        "does an Arabic or Sorani text hold a word that was decided against?",
        "take the agreed term; where the old word is right, name the place in tools/terms_decided.yaml",
        terms.findings,
        reads=_WORDS,
    ),
    Check(
        "weaknesses",
        "does bandit find a pattern of weak code that nobody looked at?",
        "mend it, or say in checks/weaknesses.py why it is none",
        weaknesses.findings,
        by_a_program=True,
        reads=_CODE,
    ),
    Check("types", "do the types hold (mypy, strict)?", "see each line", code.run_mypy, by_a_program=True, reads=_CODE),
)
