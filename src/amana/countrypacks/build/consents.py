"""Consents: when somebody is asked, and in which words."""

from amana.countrypacks import schema, values
from amana.countrypacks.build.builder import Builder
from amana.countrypacks.source import Key
from amana.countrypacks.values import frozen


class Consents(Builder):
    """Checks and resolves what a pack says of consents."""

    def consents(self) -> values.Consents:
        """Returns when and for what a person is asked; checks the words in each language."""
        said = self.said.consent
        self.fields_at(("consent", "record_fields"), said.record_fields, scope="consent")
        self._check_words()
        self.check_same_names(("consent", "opens_for"), said.opens_for, set(said.purposes))
        points = {key: values.ConsentPoint(key, e.type, e.name, e.note) for key, e in said.points.items()}
        return values.Consents(consent_points=frozen(points), purposes=said.purposes, consent=said)

    def _check_words(self) -> None:
        """Checks that each language has every sentence that is read aloud, and every name in it."""
        said = self.said.consent
        self.check_all_known(
            ("consent", "needs_witness"), said.needs_witness, self._ways_of_answering(), "way of answering"
        )
        wanted: dict[str, set[str]] = {
            "read_aloud": set(said.read_aloud),
            "sections": set(self.said.sections),
            "purposes": set(said.purposes),
        }
        languages = {option.id for option in self.lists.get("language", ())}
        for language, entry in said.in_languages.items():
            at: Key = ("consent", "in_languages", language)
            self.check_known(at, language, languages, "language")
            for part, names in wanted.items():
                self.check_same_names((*at, part), getattr(entry, part), names)
        for language, sentences in said.recordings.items():
            known = said.read_aloud if language in schema.LANGUAGES or language in said.in_languages else ()
            self.check_all_known(("consent", "recordings", language), sentences, known, "sentence")

    def _ways_of_answering(self) -> set[str]:
        """Returns how somebody can answer a question, and how a decision by word is recorded."""
        fields = [self.fields.get("consent.how"), self.fields.get("witness_or_method")]
        return {option.id for field in fields if field for option in field.options}
