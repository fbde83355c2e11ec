"""The building blocks of the schema: strict frozen values, texts in three languages, and sources."""

from datetime import date
from typing import Annotated, Literal, Self

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Strict, StringConstraints, model_validator

type Confidence = Literal["confirmed", "unconfirmed", "design"]
type Kept = Literal["facts", "sealed", "working"]
type Section = Literal["identity", "contact", "account", "health", "legal"]
type Kind = Literal[
    "text", "longtext", "date", "moment", "month", "choice", "choices", "flag", "number", "money", "phone", "place",
    "service", "provider", "scan", "language", "country", "user", "sex", "age_group",
]  # fmt: skip
type Unit = Literal["hour", "day", "working_day"]
type Language = Literal["en", "ar", "ckb"]
type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

Words = Annotated[str, StringConstraints(min_length=1)]
Names = Annotated[tuple[Words, ...], Strict(False)]
LANGUAGES = ("en", "ar", "ckb")


class Entry(BaseModel):
    """A frozen value that refuses unknown keys and converts nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class I18n(Entry):
    """A text in the three languages; `str` gives the one of the page."""

    en: Words
    ar: Words
    ckb: Words

    def text(self, language: str) -> str:
        """Returns the text in `language` (`ar`, `ckb`, `en`, also with a region); English for any other."""
        match language.lower().split("-")[0]:
            case "ar":
                return self.ar
            case "ckb":
                return self.ckb
            case _:
                return self.en

    def __str__(self) -> str:
        return self.text(get_language() or "en")


class Sourced(Entry):
    """A statement that can be right or wrong about a country, with its sources."""

    confidence: Confidence
    source: Words | None = None
    valid_from: date | None = None
    valid_from_confidence: Confidence | None = None
    valid_to: date | None = None
    valid_to_confidence: Confidence | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.confidence != "design" and self.source is None:
            raise ValueError(f"{self.confidence} needs a source")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self
