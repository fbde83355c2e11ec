"""Every sentence of code and templates exists in Arabic and in Sorani, and what Django reads is up to date."""

import shutil
import tempfile
from pathlib import Path

from amana.development import system, words


def findings() -> list[str]:
    """Returns what is missing, still English, no longer used, or not yet compiled."""
    if still_missing := system.install(["xgettext"]):
        return [f"could not run without {', '.join(still_missing)}: sudo apt-get install {' '.join(still_missing)}"]
    try:
        return _compare()
    except words.GettextFailed as fault:
        return str(fault).splitlines()


def _compare() -> list[str]:
    found = []
    allowed = words.allowed_as_they_are()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "locale"
        for language in words.LANGUAGES:
            if not words.source_file(language).exists():
                return [f"there is no translation into {language} yet"]
            words.source_file(language, fresh).parent.mkdir(parents=True)
            shutil.copy(words.source_file(language), words.source_file(language, fresh))
        words.collect(fresh)
        english = words.every_sentence(fresh)
        for language in words.LANGUAGES:
            kept = words.load_translations(words.source_file(language))
            found += [
                f"{language}: not translated: {text!r}" for text in words.find_untranslated(english, kept, allowed)
            ]
            found += [f"{language}: no longer said: {text!r}" for text in kept if text not in english]
            compiled = words.compiled_file(language)
            if not compiled.exists() or words.read_compiled(compiled) != kept:
                found.append(f"{language}: {compiled.name} is older than {words.source_file(language).name}")
    return found
