"""An answer as it was given: whose consent, in which language, how, and before which witness."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from amana import vault
from amana.consent.rules import Asking


@dataclass(frozen=True)
class Said:
    """How an answer was given. `how` and `language` are codes of the pack, `interpreter` one of the organisation.

    `witness` is a worker; a witness from outside has a name and says as what this person is there. `limits` are the
    person's own words. Names and words are sealed. `speaks` means that the user who writes speaks the language.
    """

    language: str
    how: str
    given_by: str = "person"
    interpreter: str = ""
    witness: UUID | None = None
    speaks: bool = False
    witness_name: str = ""
    witness_role: str = ""
    limits: str = ""

    def facts(self) -> dict[str, str | bool]:
        """Returns the coded part, for the locked facts."""
        return {
            "language": self.language,
            "how": self.how,
            "given_by": self.given_by,
            "interpreter": self.interpreter,
            "witness": str(self.witness) if self.witness else "",
            "speaks": self.speaks,
        }

    def sealed(self) -> dict[str, str]:
        """Returns the words and names, for a sealed text; empty where there are none."""
        words = {"limits": self.limits, "witness_name": self.witness_name, "witness_role": self.witness_role}
        return {name: text.strip() for name, text in words.items() if text.strip()}

    def asking(self, by: UUID | None) -> Asking:
        """Returns the answer as the rule takes it; the author is no witness of it."""
        words = self.sealed()
        colleague = self.witness is not None and self.witness != by
        outside = "witness_name" in words and "witness_role" in words
        return Asking(self.language, self.how, bool(self.interpreter.strip()) or self.speaks, colleague or outside)


@dataclass(frozen=True)
class About:
    """Whose consent: the opaque id of the procedure, the lock of its facts, and who holds the texts of the file."""

    procedure_id: UUID
    lock: UUID
    holders: Sequence[vault.texts.Holder] = ()
