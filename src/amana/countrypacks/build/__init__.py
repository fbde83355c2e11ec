"""Builds the pack from its tree: shapes are validated, references are resolved, values are frozen."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from pydantic import ValidationError, create_model

from amana.countrypacks import schema, values
from amana.countrypacks.build.consents import Consents
from amana.countrypacks.build.law import Law
from amana.countrypacks.build.machines import Machines
from amana.countrypacks.build.services import Services
from amana.countrypacks.room_sections import RoomSection, registered_sections
from amana.countrypacks.schema import I18n, PackFile
from amana.countrypacks.source import Key, Problem, Tree
from amana.countrypacks.values import Pack, frozen
from amana.process_state import follows_from_arguments


def build_pack(tree: Tree, lineage: tuple[str, ...]) -> tuple[Pack | None, list[Problem]]:
    """Returns the pack of `tree` and everything that is wrong with it; None when it does not have the shape of a pack.

    Raises AppRegistryNotReady before Django is set up, because rooms have registered none of their sections by then.
    """
    apps.check_models_ready()
    sections = registered_sections()
    try:
        said = shape_with(sections).model_validate(tree.value)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            tree.complain(_key_of(tree, error["loc"]), _words_for(error["type"], error["msg"]))
        return None, tree.problems
    entries = [(section, getattr(said, section.key)) for section in sections]
    lists = [section.lists(entry) for section, entry in entries if section.lists is not None]
    builder = PackBuilder(tree, said, lists)
    found = builder.pack(lineage, entries)
    return found, tree.problems


@follows_from_arguments
@cache
def shape_with(sections: tuple[RoomSection[Any, Any], ...]) -> type[PackFile]:
    """Returns the shape of a whole pack: what every pack says, and these sections of rooms."""
    fields: dict[str, Any] = {
        each.key: (each.shape, ... if each.default is None else each.default) for each in sections
    }
    return create_model("WholePack", __base__=PackFile, **fields)


def _key_of(tree: Tree, loc: tuple[int | str, ...]) -> Key:
    """Returns the key that a validation error is about; validators add their own names to it, which no file knows."""
    return tuple(
        part for part in loc if part != "[key]" and not (isinstance(part, str) and part.startswith("function-"))
    )


def _words_for(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not known here"
        case "string_type":
            return "should be text (in quotes, when it looks like a number, a date, or true and false)"
        case _:
            return message.removeprefix("Value error, ")


class PackBuilder(Machines, Services, Consents, Law):
    """Builds the whole pack: every reference is resolved once; a dangling one is a problem with the line it was written in."""

    def pack(self, lineage: tuple[str, ...], entries: Iterable[tuple[RoomSection[Any, Any], Any]]) -> Pack | None:
        """Returns the pack, unless something is missing that every pack needs."""
        head = self._head(lineage)
        parts = (self.procedures(), self.files(), self.consents(), self.land())
        of_rooms = {section.key: section.build(self, entry) for section, entry in entries}
        if head is None:
            return None
        said: dict[str, Any] = {name: value for part in (head, *parts) for name, value in vars(part).items()}
        return Pack(
            **said,
            glass=self.said.glass,
            glossary=frozen({key: I18n(en=e.en, ar=e.ar, ckb=e.ckb) for key, e in self.said.glossary.items()}),
            of_rooms=frozen(of_rooms),
            raw=frozen(self.tree.value),
        )

    def _head(self, lineage: tuple[str, ...]) -> values.Head | None:
        """Returns the identity of the pack; None where it lacks what every pack needs."""
        about = self.said.pack
        for name in ("country", "timezone", "currency"):
            if getattr(about, name) is None:
                self.tree.complain(("pack", name), "is missing (a pack that can be used says it)")
        if about.id != lineage[0]:
            self.tree.complain(("pack", "id"), f"should be the name of its folder, {lineage[0]}")
        self.check_all_known(("pack", "languages"), about.languages, schema.LANGUAGES, "language")
        if not about.languages:
            self.tree.complain(("pack", "languages"), "is missing")
        if about.country is None or about.timezone is None or about.currency is None:
            return None
        return values.Head(
            id=about.id,
            name=about.name,
            lineage=lineage,
            country=about.country,
            languages=about.languages,
            timezone=about.timezone,
            currency=about.currency,
            weekend=frozenset(about.weekend),
        )
