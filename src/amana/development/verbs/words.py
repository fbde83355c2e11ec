"""Translations: collects them from code and templates, compiles them, lists what is missing."""

from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Stop, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """Updates and compiles the translation files, and lists what they lack. Returns 1 when they lack any."""
    parser("words", VERB.help).parse_args(arguments)

    from amana.development import system, words

    if still_missing := system.install(["xgettext"]):
        raise Stop(f"translations need gettext: sudo apt-get install {' '.join(still_missing)}")
    try:
        words.collect(words.LOCALE)
        words.compile_all()
        english = words.every_sentence(words.LOCALE)
    except words.GettextFailed as fault:
        raise Stop(f"a translation file cannot be read.\n{fault}") from fault
    allowed, lacking = words.allowed_as_they_are(), 0
    for language in words.LANGUAGES:
        texts = words.find_untranslated(english, words.load_translations(words.source_file(language)), allowed)
        lacking += len(texts)
        say(f"{language}: {len(english)} sentences, {len(texts)} not translated")
        for text in texts:
            say(f"  {text!r}")
    return 1 if lacking else 0


VERB = Verb("words", DEVELOPMENT, "", "collects and compiles the translations, and lists what is missing", run)
