"""Names on the command line: the keys under which one is found, and why two are or are not alike."""

from collections.abc import Sequence

from amana.commandline.verb import WORK, Stop, Verb, parser, say
from amana_methods.names import parts_of
from amana_methods.names.comparison import LANGUAGES, compare_names


def run(arguments: Sequence[str]) -> int:
    """Prints the answer. Nothing is stored."""
    asked = parser("names", "How names are recognised across Arabic, Sorani and Latin letters. Nothing is stored.")
    deeds = asked.add_subparsers(dest="deed", required=True, metavar="key|compare")
    key = deeds.add_parser("key", help="the parts of a name and the keys of each, the likeliest first")
    key.add_argument("name", metavar="A")
    compare = deeds.add_parser("compare", help="why two names are or are not alike, in a sentence for each part")
    compare.add_argument("first", metavar="A")
    compare.add_argument("second", metavar="B")
    compare.add_argument("--language", choices=LANGUAGES, help="one language; else all three")
    chosen = asked.parse_args(arguments)
    if chosen.deed == "key":
        for part in parts_of(chosen.name):
            say(f"{part.text}\t{' '.join(part.keys)}")
        return 0
    for name in (chosen.first, chosen.second):
        if not parts_of(name):
            raise Stop(f"“{name}” has no letters of a name.")
    found = compare_names(chosen.first, chosen.second)
    for language in (chosen.language,) if chosen.language else LANGUAGES:
        say(" ".join(found.sentences(language)))
    return 0


VERB = Verb("names", WORK, "key A | compare A B", "the keys of a name, and why two names are or are not alike", run)
