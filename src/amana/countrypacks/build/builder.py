"""Resolves what one part of a pack says of another: fields, lists, places, and every name."""

from collections.abc import Iterable, Mapping

from amana.countrypacks import schema
from amana.countrypacks.schema import I18n, PackFile, Section
from amana.countrypacks.source import Key, Tree
from amana.countrypacks.values import Field, Option

IMPLIED_LISTS = {
    "sex": "sex",
    "age_group": "age_group",
    "language": "language",
    "country": "country",
    "place": "place",
    "service": "service",
}


class Builder:
    """Resolves every reference once; a dangling one becomes a problem with the line it was written in."""

    def __init__(self, tree: Tree, said: PackFile, lists: Iterable[Mapping[str, Mapping[str, I18n]]]) -> None:
        self.tree = tree
        self.said = said
        self.lists = {
            name: tuple(Option(id_, label) for id_, label in options.items()) for name, options in said.lists.items()
        }
        self.lists |= self._lists_of_sections(lists)
        self.fields: dict[str, Field] = {}
        for key, entry in said.fields.items():
            self.fields[key] = self._field(key, entry)

    def _lists_of_sections(self, of_rooms: Iterable[Mapping[str, Mapping[str, I18n]]]) -> dict[str, tuple[Option, ...]]:
        """Returns lists that need no file of their own, because another section of the pack already names their members.

        Raises ValueError for a list that two sections name.
        """
        said = self.said
        services = {code: e.name for c in said.categories.values() for code, e in c.services.items()}
        governorates = {
            code: I18n(en=row.name_en, ar=row.name_ar, ckb=row.name_ckb) for code, row in said.governorates.items()
        }
        districts = {
            code: I18n(en=row.name_en, ar=row.name_ar, ckb=row.name_ckb) for code, row in said.districts.items()
        }
        places: dict[str, I18n] = {}
        for code, name in governorates.items():
            places[code] = name
            places |= {d: districts[d] for d, row in said.districts.items() if row.parent_pcode == code}
        travels: dict[str, I18n] = {}
        for key, entry in said.handovers.fields.items():
            if entry.label is not None:
                travels[key] = entry.label
            elif entry.field is not None and entry.field in said.fields:
                travels[key] = said.fields[entry.field].label
        named: dict[str, Mapping[str, I18n]] = {
            "urgency": {key: entry.name for key, entry in said.urgency.items()},
            "service": services,
            "service_category": {key: entry.name for key, entry in said.categories.items()},
            "section": {key: entry.name for key, entry in said.sections.items()},
            "handover_field": travels,
            "consent_type": {point.type: point.name for point in said.consent.points.values()},
            "purpose": said.consent.purposes,
            "territory": {key: entry.name for key, entry in said.territories.items()},
            "governorate": governorates,
            "district": districts,
            "place": places,
        }
        for lists in of_rooms:
            if twice := named.keys() & lists.keys():
                raise ValueError(f"named by two sections: {', '.join(sorted(twice))}")
            named |= lists
        for taken in named.keys() & self.lists.keys():
            self.tree.complain(("lists", taken), "is made from another section of the pack")
        return {key: tuple(Option(id_, label) for id_, label in entries.items()) for key, entries in named.items()}

    # fields

    def _field(self, key: str, entry: schema.FieldEntry) -> Field:
        options: tuple[Option, ...] = ()
        if entry.options is not None:
            options = tuple(Option(id_, label) for id_, label in entry.options.items())
        elif (name := entry.list or IMPLIED_LISTS.get(entry.kind)) is not None:
            self.check_known(("fields", key, "list"), name, self.lists, "list")
            options = self.lists.get(name, ())
        if entry.known_as is not None:
            self.check_known(("fields", key, "known_as"), entry.known_as, self.said.fields, "field")
            same = self.said.fields.get(entry.known_as)
            if same is not None and (same.kind, same.kept, same.list) != (entry.kind, "facts", entry.list):
                self.tree.complain(("fields", key, "known_as"), f"{entry.known_as} is no fact with the same choices")
        return Field(
            id=key.rpartition(".")[2],
            key=key,
            label=entry.label,
            kind=entry.kind,
            kept=entry.kept,
            section=(entry.section or "account") if entry.kept == "sealed" else None,
            hint=entry.hint,
            options=options,
            known_as=entry.known_as or "",
        )

    def field_at(self, at: Key, reference: str, scope: str = "", section: Section | None = None) -> Field | None:
        """Returns the field that `reference` names (a trailing ? makes it optional), searching `scope` first."""
        name = reference.removesuffix("?")
        key = f"{scope}.{name}" if f"{scope}.{name}" in self.fields else name
        if key not in self.fields:
            self.tree.complain(at, f"there is no field {name}")
            return None
        field = self.fields[key]
        kept_in = field.section
        if field.kept == "sealed" and self.said.fields[key].section is None:
            kept_in = "account" if section is None or field.kind == "longtext" else section
        return Field(
            id=field.id,
            key=field.key,
            label=field.label,
            kind=field.kind,
            kept=field.kept,
            section=kept_in,
            hint=field.hint,
            options=field.options,
            known_as=field.known_as,
            required=not reference.endswith("?"),
        )

    def fields_at(
        self, at: Key, references: Iterable[str], scope: str = "", section: Section | None = None
    ) -> tuple[Field, ...]:
        """Returns the fields of a list of references, in its order."""
        found = (self.field_at((*at, n), ref, scope, section) for n, ref in enumerate(references))
        return tuple(field for field in found if field is not None)

    def _conditions(
        self,
        at: Key,
        conditions: Iterable[schema.ConditionEntry],
        fields: Iterable[Field],
        services: Iterable[str],
        places: Iterable[str] = (),
    ) -> None:
        """Checks that conditions name existing answers, services and consents."""
        asked = {field.id: {option.id for option in field.options} for field in fields}
        known_facts = {reference.removesuffix("?") for reference in self.said.case_facts}
        known_services, types = set(services), {point.type for point in self.said.consent.points.values()}
        for n, each in enumerate(conditions):
            self.check_all_known((*at, n, "letters"), each.letters, asked, "field of this step")
            for key, wanted in (("answers", each.answers), ("when", each.when)):
                for name, options in wanted.items():
                    self.check_known((*at, n, key), name, asked, "field of this step")
                    self.check_all_known((*at, n, key, name), options, asked.get(name, options), f"answer to {name}:")
            self.check_all_known((*at, n, "places"), each.places, places, "place on the track of this step:")
            self.check_all_known((*at, n, "without_facts"), each.without_facts, known_facts, "case fact")
            self.check_all_known((*at, n, "agreed"), each.agreed, types, "consent point of the type")
            self.check_all_known((*at, n, "given"), each.given, known_services, "service")
            self.check_all_known((*at, n, "settled"), each.settled, known_services, "service")

    def check_known(self, at: Key, name: str, among: Iterable[str], noun: str) -> None:
        """Complains when `name` is not among them."""
        if name not in among:
            self.tree.complain(at, f"there is no {noun} {name}")

    def check_all_known(self, at: Key, names: Iterable[str], among: Iterable[str], noun: str) -> None:
        """Complains about each of `names` that is not among them."""
        known = set(among)
        for n, name in enumerate(names):
            if name not in known:
                self.tree.complain((*at, n), f"there is no {noun} {name}")

    def service_codes(self) -> set[str]:
        """Returns the codes of all services."""
        return {code for category in self.said.categories.values() for code in category.services}

    def check_same_names(self, at: Key, names: Iterable[str], wanted: Iterable[str]) -> None:
        """Complains about each wanted name that is missing, and each other that is there."""
        needed = set(wanted)
        for name in sorted(needed ^ set(names)):
            self.tree.complain(at, f"{'lacks' if name in needed else 'has no use for'} {name}")
