"""Builds the pack from its tree: shapes are validated, references are resolved, values are frozen."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from pydantic import ValidationError, create_model

from amana.countrypacks import schema, values
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
    lists: dict[str, Mapping[str, I18n]] = {}
    for section, entry in entries:
        lists |= section.lists(entry) if section.lists is not None else {}
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


class PackBuilder(Machines, Services, Law):
    """Builds the whole pack: every reference is resolved once; a dangling one is a problem with the line it was written in."""

    def pack(self, lineage: tuple[str, ...], entries: Iterable[tuple[RoomSection[Any, Any], Any]]) -> Pack | None:
        """Returns the pack, unless something is missing that every pack needs."""
        said, about = self.said, self.said.pack
        for name in ("country", "timezone", "currency"):
            if getattr(about, name) is None:
                self.tree.complain(("pack", name), "is missing (a pack that can be used says it)")
        if about.id != lineage[0]:
            self.tree.complain(("pack", "id"), f"should be the name of its folder, {lineage[0]}")
        self.check_all_known(("pack", "languages"), about.languages, schema.LANGUAGES, "language")
        if not about.languages:
            self.tree.complain(("pack", "languages"), "is missing")
        roles = {key: values.Role(key, e.name, e.does, signs_in=True) for key, e in said.roles.items()}
        parties = {key: values.Role(key, e.name, e.does, signs_in=False) for key, e in said.parties.items()}
        for key in roles.keys() & parties.keys():
            self.tree.complain(("parties", key), "is a role as well")
        self._recording(roles, parties)
        machines = {key: self._machine(key, entry) for key, entry in said.machines.items()}
        for name in ("procedure", "referral", "justice", "fine_waiver"):
            self.check_known(("machines",), name, machines, "machine")
        sections: dict[str, values.PackSection] = {
            code: values.PackSection(
                code, e.name, e.hint, self.fields_at(("sections", code, "fields"), e.fields, section=code)
            )
            for code, e in said.sections.items()
        }
        self.check_all_known(("sections",), ("identity", "contact", "account", "health", "legal"), sections, "section")
        categories, services = self._services()
        handover_lists = self._handovers(sections)
        governorates, districts = self._places()
        self._the_rest(services)
        case_facts = self.fields_at(("case_facts",), said.case_facts)
        for n, field in enumerate(case_facts):
            if field.kept != "facts":
                self.tree.complain(("case_facts", n), f"{field.id} is kept {field.kept}, and a case fact is a fact")
        common = self.fields_at(("service_common_fields",), said.service_common_fields, scope="common")
        consent_fields = self.fields_at(("consent", "record_fields"), said.consent.record_fields, scope="consent")
        self._consent_words(sections)
        of_rooms = {section.key: section.build(self, entry) for section, entry in entries}
        if about.country is None or about.timezone is None or about.currency is None:
            return None
        return Pack(
            id=about.id,
            name=about.name,
            lineage=lineage,
            country=about.country,
            languages=about.languages,
            timezone=about.timezone,
            currency=about.currency,
            weekend=frozenset(about.weekend),
            roles=frozen(roles),
            parties=frozen(parties),
            recording=said.recording,
            machines=frozen(machines),
            phases=said.phases,
            invariants=said.invariants,
            fields=frozen(self.fields),
            lists=frozen(self.lists),
            sections=frozen(sections),
            case_facts=case_facts,
            categories=frozen(categories),
            services=frozen(services),
            service_common_fields=common,
            urgencies=tuple(
                values.Urgency(key, e.name, e.acknowledge_hours, e.answer_hours) for key, e in said.urgency.items()
            ),
            urgency_floors=said.urgency_floors,
            consent_points=frozen(
                {k: values.ConsentPoint(k, e.type, e.name, e.note) for k, e in said.consent.points.items()}
            ),
            purposes=said.consent.purposes,
            consent=said.consent,
            consent_fields=consent_fields,
            handover_lists=frozen(handover_lists),
            handover_by_category=said.handovers.by_category,
            handover_needs=said.handovers.needed,
            risk=said.risk,
            transnational=said.transnational,
            territories=said.territories,
            governorates=frozen(governorates),
            districts=frozen(districts),
            laws=said.laws,
            law_selection=said.law_selection,
            reporting_duties=said.reporting_duties,
            authorities=said.authorities,
            glass=said.glass,
            glossary=frozen({key: I18n(en=e.en, ar=e.ar, ckb=e.ckb) for key, e in said.glossary.items()}),
            of_rooms=frozen(of_rooms),
            raw=frozen(self.tree.value),
        )

    def _consent_words(self, sections: Mapping[str, values.PackSection]) -> None:
        """Checks that each language has every sentence that is read aloud, and every name in it."""
        said = self.said.consent
        self.check_all_known(
            ("consent", "needs_witness"), said.needs_witness, self._ways_of_answering(), "way of answering"
        )
        wanted = {
            "read_aloud": set(said.read_aloud),
            "sections": set(sections),
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

    def _recording(self, roles: Mapping[str, values.Role], parties: Mapping[str, values.Role]) -> None:
        everyone = {*roles, *parties}
        for way in ("on_paper", "by_word", "by_clock"):
            entry: schema.RecordingEntry = getattr(self.said.recording, way)
            self.check_all_known(("recording", way, "of"), entry.of, everyone, "role or party")
            self.fields_at(("recording", way, "required_data"), entry.required_data)
