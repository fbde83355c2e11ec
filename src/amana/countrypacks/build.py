"""From the tree of a pack to the pack: shapes are checked, references are followed, values are frozen."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from amana.countrypacks import schema, values
from amana.countrypacks.schema import I18n, PackFile, Section
from amana.countrypacks.source import Key, Problem, Tree
from amana.countrypacks.values import Field, Option, Pack, frozen
from amana_methods.violence import Guide, GuideError

IMPLIED_LISTS = {
    "sex": "sex",
    "age_group": "age_group",
    "language": "language",
    "country": "country",
    "place": "place",
    "service": "service",
}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SOURCES = {"case", "facts", "referral", "identity", "contact", "account", "health", "legal"}
LETTER_EXTRAS = {
    "relief",
    "letter_number",
    "letter_date",
    "organisation",
    "addressee",
    "territory_name",
    "page",
    "pages",
}


def built(tree: Tree, lineage: tuple[str, ...]) -> tuple[Pack | None, list[Problem]]:
    """The pack of `tree` and all that is wrong with it; None when it does not have the shape of a pack."""
    try:
        said = PackFile.model_validate(tree.value)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            tree.complain(_key_of(tree, error["loc"]), _words_for(error["type"], error["msg"]))
        return None, tree.problems
    builder = Builder(tree, said)
    found = builder.pack(lineage)
    return found, tree.problems


def _said(entry: schema.SaidEntry) -> values.Said:
    return values.Said(entry.text, _to_woman(entry.text, entry.to_woman))


def _to_woman(text: I18n, forms: Mapping[schema.Language, str]) -> I18n:
    """The text with the forms for a woman in the languages that have one."""
    return I18n(en=forms.get("en", text.en), ar=forms.get("ar", text.ar), ckb=forms.get("ckb", text.ckb))


def _key_of(tree: Tree, loc: tuple[int | str, ...]) -> Key:
    """The key a validation error speaks of; validators put their own names into it, which no file knows."""
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


class Builder:
    """Follows every reference once; what leads nowhere becomes a problem with the line it was written in."""

    def __init__(self, tree: Tree, said: PackFile) -> None:
        self.tree = tree
        self.said = said
        self.lists = {
            name: tuple(Option(id_, label) for id_, label in options.items()) for name, options in said.lists.items()
        }
        self.lists |= self._lists_of_sections()
        self.fields: dict[str, Field] = {}
        for key, entry in said.fields.items():
            self.fields[key] = self._field(key, entry)

    def _lists_of_sections(self) -> dict[str, tuple[Option, ...]]:
        """Lists that need no file of their own, because another section of the pack already names their members."""
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
            "activity_type": {key: entry.name for key, entry in said.outreach.activity_types.items()},
            "screening_result": said.screening.results,
            "screening_profile": said.screening.profiles,
            "territory": {key: entry.name for key, entry in said.territories.items()},
            "governorate": governorates,
            "district": districts,
            "place": places,
        }
        for taken in named.keys() & self.lists.keys():
            self.tree.complain(("lists", taken), "is made from another section of the pack")
        return {key: tuple(Option(id_, label) for id_, label in entries.items()) for key, entries in named.items()}

    # fields

    def _field(self, key: str, entry: schema.FieldEntry) -> Field:
        options: tuple[Option, ...] = ()
        if entry.options is not None:
            options = tuple(Option(id_, label) for id_, label in entry.options.items())
        elif (name := entry.list or IMPLIED_LISTS.get(entry.kind)) is not None:
            self._known(("fields", key, "list"), name, self.lists, "list")
            options = self.lists.get(name, ())
        return Field(
            id=key.rpartition(".")[2],
            key=key,
            label=entry.label,
            kind=entry.kind,
            kept=entry.kept,
            section=(entry.section or "account") if entry.kept == "sealed" else None,
            hint=entry.hint,
            options=options,
        )

    def field_at(self, at: Key, reference: str, scope: str = "", section: Section | None = None) -> Field | None:
        """The field that `reference` names (a trailing ? makes it optional); first looked for within `scope`."""
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
            required=not reference.endswith("?"),
        )

    def fields_at(
        self, at: Key, references: Iterable[str], scope: str = "", section: Section | None = None
    ) -> tuple[Field, ...]:
        """The fields of a list of references, in its order."""
        found = (self.field_at((*at, n), ref, scope, section) for n, ref in enumerate(references))
        return tuple(field for field in found if field is not None)

    def _known(self, at: Key, name: str, among: Iterable[str], noun: str) -> None:
        if name not in among:
            self.tree.complain(at, f"there is no {noun} {name}")

    def _all_known(self, at: Key, names: Iterable[str], among: Iterable[str], noun: str) -> None:
        known = set(among)
        for n, name in enumerate(names):
            if name not in known:
                self.tree.complain((*at, n), f"there is no {noun} {name}")

    # the pack

    def pack(self, lineage: tuple[str, ...]) -> Pack | None:
        """The pack, when nothing that every pack needs is missing."""
        said, about = self.said, self.said.pack
        for name in ("country", "timezone", "currency"):
            if getattr(about, name) is None:
                self.tree.complain(("pack", name), "is missing (a pack that can be used says it)")
        if about.id != lineage[0]:
            self.tree.complain(("pack", "id"), f"should be the name of its folder, {lineage[0]}")
        self._all_known(("pack", "languages"), about.languages, schema.LANGUAGES, "language")
        if not about.languages:
            self.tree.complain(("pack", "languages"), "is missing")
        roles = {key: values.Role(key, e.name, e.does, signs_in=True) for key, e in said.roles.items()}
        parties = {key: values.Role(key, e.name, e.does, signs_in=False) for key, e in said.parties.items()}
        for key in roles.keys() & parties.keys():
            self.tree.complain(("parties", key), "is a role as well")
        self._recording(roles, parties)
        machines = {key: self._machine(key, entry) for key, entry in said.machines.items()}
        for name in ("procedure", "referral", "justice", "fine_waiver"):
            self._known(("machines",), name, machines, "machine")
        sections: dict[str, values.PackSection] = {
            code: values.PackSection(
                code, e.name, e.hint, self.fields_at(("sections", code, "fields"), e.fields, section=code)
            )
            for code, e in said.sections.items()
        }
        self._all_known(("sections",), ("identity", "contact", "account", "health", "legal"), sections, "section")
        categories, services = self._services()
        handover_lists = self._handovers(sections)
        governorates, districts = self._places()
        self._screening()
        self._the_rest(services, governorates, districts, machines)
        waiver_fields = self._waiver(machines)
        case_facts = self.fields_at(("case_facts",), said.case_facts)
        for n, field in enumerate(case_facts):
            if field.kept != "facts":
                self.tree.complain(("case_facts", n), f"{field.id} is kept {field.kept}, and a case fact is a fact")
        common = self.fields_at(("service_common_fields",), said.service_common_fields, scope="common")
        directory = self.fields_at(("directory", "fields"), said.directory.fields, scope="directory")
        consent_fields = self.fields_at(("consent", "record_fields"), said.consent.record_fields, scope="consent")
        activity = self.fields_at(("outreach", "activity_fields"), said.outreach.activity_fields, scope="activity")
        self.fields_at(("children", "bid_fields"), said.children.bid_fields, scope="bid")
        self._violence(services)
        self._needs(services)
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
            directory_fields=directory,
            directory_warn_days=said.directory.warn_after_days,
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
            children=said.children,
            risk=said.risk,
            transnational=said.transnational,
            screening=said.screening,
            conversation=self._conversation(),
            conversation_words=self._conversation_words(),
            prompts=frozen(self._prompts()),
            indicators=self._indicators(),
            rules=self._rules(),
            gbv=said.violence,
            activity_types=said.outreach.activity_types,
            activity_fields=activity,
            outreach=said.outreach,
            results=said.results,
            territories=said.territories,
            governorates=frozen(governorates),
            districts=frozen(districts),
            laws=said.laws,
            law_selection=said.law_selection,
            reporting_duties=said.reporting_duties,
            authorities=said.authorities,
            hotlines=said.hotlines,
            tariffs=said.tariffs,
            waiver=said.waiver,
            waiver_fields=waiver_fields,
            receipt=said.receipt,
            glossary=frozen({key: I18n(en=e.en, ar=e.ar, ckb=e.ckb) for key, e in said.glossary.items()}),
            raw=frozen(self.tree.value),
        )

    def _recording(self, roles: Mapping[str, values.Role], parties: Mapping[str, values.Role]) -> None:
        everyone = {*roles, *parties}
        for way in ("on_paper", "by_word", "by_clock"):
            entry: schema.RecordingEntry = getattr(self.said.recording, way)
            self._all_known(("recording", way, "of"), entry.of, everyone, "role or party")
            self.fields_at(("recording", way, "required_data"), entry.required_data)

    # machines

    def _machine(self, name: str, entry: schema.MachineEntry) -> values.Machine:
        at: Key = ("machines", name)
        tracks = {key: self._track((*at, "tracks", key), key, track) for key, track in entry.tracks.items()}
        places = {state.id for track in tracks.values() for state in track.states}
        if sum(len(track.states) for track in tracks.values()) != len(places):
            self.tree.complain((*at, "tracks"), "two tracks have a place with the same name")
        if entry.closing_ends_all is not None:
            self._known((*at, "closing_ends_all"), entry.closing_ends_all, places, "place")
        self._all_known((*at, "rights_hold"), entry.rights_hold, places, "place")
        steps = tuple(
            self._transition((*at, "transitions", key), key, e, tracks) for key, e in entry.transitions.items()
        )
        reached = {step.to for step in steps if step} | {track.initial for track in tracks.values()}
        for place in sorted(places - reached):
            self.tree.complain((*at, "tracks"), f"no step leads to the place {place}")
        return values.Machine(
            id=name,
            name=entry.name,
            tracks=frozen(tracks),
            transitions=tuple(step for step in steps if step is not None),
            periods=frozen(
                {key: self._period((*at, "periods", key), key, e, places) for key, e in entry.periods.items()}
            ),
            closing_ends_all=entry.closing_ends_all,
            rights_hold=entry.rights_hold,
            rights=entry.rights,
            rules=entry.rules,
            milestones=entry.milestones,
        )

    def _track(self, at: Key, name: str, entry: schema.TrackEntry) -> values.Track:
        self._known((*at, "initial"), entry.initial, entry.states, "place")
        self._all_known((*at, "terminal"), entry.terminal, entry.states, "place")
        for key, state in entry.states.items():
            if state.phase is not None:
                self._known((*at, "states", key, "phase"), state.phase, self.said.phases, "phase")
        states = tuple(
            values.State(key, e.name, name, e.phase, e.hint, key in entry.terminal) for key, e in entry.states.items()
        )
        return values.Track(name, entry.name, entry.initial, entry.terminal, states)

    def _period(self, at: Key, name: str, entry: schema.PeriodEntry, places: set[str]) -> values.Period:
        self._known((*at, "opens_with"), entry.opens_with, places, "place")
        self._all_known((*at, "records"), entry.records, self.said.roles, "role that signs in")
        fields = self.fields_at((*at, "fields"), entry.fields, scope=name)
        return values.Period(name, entry.name, entry.opens_with, entry.length, entry.records, fields, entry.note)

    def _transition(
        self, at: Key, name: str, entry: schema.TransitionEntry, tracks: Mapping[str, values.Track]
    ) -> values.Transition | None:
        track_name = entry.track or next(iter(tracks))
        if track_name not in tracks:
            self.tree.complain((*at, "track"), f"there is no track {track_name}")
            return None
        here = {state.id for state in tracks[track_name].states}
        self._all_known((*at, "from"), entry.from_, here, f"place on the track {track_name}:")
        self._known((*at, "to"), entry.to, here, f"place on the track {track_name}:")
        for other, places in (("identification", entry.while_identification), ("help", entry.while_help)):
            known = {state.id for state in tracks[other].states} if other in tracks else set()
            self._all_known((*at, f"while_{other}"), places, known, f"place on the track {other}:")
        everyone = {*self.said.roles, *self.said.parties}
        self._all_known((*at, "decides"), entry.decides, everyone, "role or party")
        self._all_known((*at, "also_agrees"), entry.also_agrees, everyone, "role or party")
        signing = set(self.said.roles) | set(self.said.recording.by_clock.of)
        self._all_known((*at, "records"), entry.records, signing, "role that signs in")
        self._all_known((*at, "countersigns"), entry.countersigns, self.said.roles, "role that signs in")
        self._consent((*at, "consent"), entry.consent)
        if entry.deadline is not None:
            for n, variant in enumerate(entry.deadline.variants):
                if variant.when.urgency is not None:
                    self._known((*at, "deadline", "variants", n), variant.when.urgency, self.said.urgency, "urgency")
        if entry.confidence != "design" and entry.source is None:
            self.tree.complain((*at, "source"), f"is missing ({entry.confidence} needs a source)")
        return values.Transition(
            id=name,
            track=track_name,
            from_=entry.from_,
            to=entry.to,
            name=entry.name,
            decides=entry.decides,
            records=entry.records,
            countersigns=entry.countersigns,
            also_agrees=entry.also_agrees,
            guard=entry.guard,
            required=self.fields_at((*at, "required"), entry.required, scope=name),
            while_identification=entry.while_identification,
            while_help=entry.while_help,
            consent=entry.consent,
            deadline=entry.deadline,
            takes_effect=entry.takes_effect,
            not_by_who_did=entry.not_by_who_did,
            opens_period=entry.opens_period,
            leads_to=entry.leads_to,
            note=entry.note,
            basis=entry.basis,
            confidence=entry.confidence,
            source=entry.source,
        )

    def _consent(self, at: Key, need: schema.ConsentNeed | None) -> None:
        if need is not None:
            types = {point.type for point in self.said.consent.points.values()}
            self._known((*at, "type"), need.type, types, "consent point of the type")
            self._all_known((*at, "also"), need.also, types, "consent point of the type")

    # services and what travels

    def _services(self) -> tuple[dict[str, values.Category], dict[str, values.Service]]:
        categories: dict[str, values.Category] = {}
        services: dict[str, values.Service] = {}
        rights = {right for law in self.said.laws.values() for right in law.rights}
        for key, category in self.said.categories.items():
            categories[key] = values.Category(key, category.name, category.section, tuple(category.services))
            for code, entry in category.services.items():
                at = ("categories", key, "services", code)
                if entry.right is not None:
                    self._known((*at, "right"), entry.right, rights, "right of victims")
                if code in services:
                    self.tree.complain(at, f"is a service of {services[code].category} as well")
                services[code] = values.Service(
                    code=code,
                    name=entry.name,
                    category=key,
                    section=category.section,
                    fields=self.fields_at((*at, "fields"), entry.fields, scope=code, section=category.section),
                    followup_days=entry.followup_days,
                    schedule_days=entry.schedule_days,
                    deadline_hours=entry.deadline_hours,
                    sensitive=entry.sensitive,
                    mandate=entry.mandate,
                    right=entry.right,
                    note=entry.note,
                )
        return categories, services

    def _handovers(self, sections: Mapping[str, values.PackSection]) -> dict[str, tuple[values.HandoverField, ...]]:
        said = self.said.handovers
        facts = {reference.removesuffix("?") for reference in self.said.case_facts}
        fields = {}
        for key, entry in said.fields.items():
            at = ("handovers", "fields", key)
            place, _, what = entry.source.partition(".")
            if place not in SOURCES or not what:
                self.tree.complain((*at, "source"), f"{entry.source} is no place a field can come from")
            elif place in sections and what not in {field.id for field in sections[place].fields}:
                self.tree.complain((*at, "source"), f"the section {place} has no field {what}")
            elif place == "facts" and what not in facts:
                self.tree.complain((*at, "source"), f"there is no case fact {what}")
            label = entry.label
            if entry.field is not None:
                borrowed = self.field_at((*at, "field"), entry.field)
                label = borrowed.label if borrowed else None
            if label is not None:
                fields[key] = values.HandoverField(key, label, entry.source)
        for name, keys in said.lists.items():
            self._all_known(("handovers", "lists", name), keys, said.fields, "hand-over field")
        for category, lists in said.by_category.items():
            self._known(("handovers", "by_category", category), category, self.said.categories, "category")
            self._all_known(("handovers", "by_category", category), lists, said.lists, "hand-over list")
        self._known(("handovers", "lists"), "referral_any", said.lists, "hand-over list")
        return {name: tuple(fields[key] for key in keys if key in fields) for name, keys in said.lists.items()}

    # places

    def _places(self) -> tuple[dict[str, values.Place], dict[str, values.Place]]:
        governorates, districts = {}, {}
        for key, row in self.said.governorates.items():
            self._known(("governorates", key, "territory"), row.territory, self.said.territories, "territory")
            capital = None
            if row.capital_en and row.capital_ar:
                capital = I18n(en=row.capital_en, ar=row.capital_ar, ckb=row.capital_ckb or row.capital_ar)
            name = I18n(en=row.name_en, ar=row.name_ar, ckb=row.name_ckb)
            governorates[key] = values.Place(
                key, name, row.territory, None, capital, row.iso_3166_2, row.pcode_cod, row.note
            )
        for key, district in self.said.districts.items():
            parent = district.parent_pcode
            self._known(("districts", key, "parent_pcode"), parent, governorates, "governorate")
            name = I18n(en=district.name_en, ar=district.name_ar, ckb=district.name_ckb)
            territory = governorates[parent].territory if parent in governorates else ""
            districts[key] = values.Place(key, name, territory, parent, exchange_code=key)
        for key, entry in self.said.territories.items():
            at = ("territories", key)
            self._all_known((*at, "members"), entry.members, governorates, "governorate")
            self._all_known((*at, "districts"), entry.districts, districts, "district")
            self._all_known((*at, "languages"), entry.languages, schema.LANGUAGES, "language")
            for district_code, other in entry.run_by_other.items():
                self._known((*at, "run_by_other", district_code), district_code, districts, "district")
                self._known((*at, "run_by_other", district_code), other, self.said.territories, "territory")
            for n, member in enumerate(entry.members):
                if member in governorates and governorates[member].territory != key:
                    self.tree.complain((*at, "members", n), f"{member} says that it lies in another territory")
        return governorates, districts

    # screening

    def _screening(self) -> None:
        said = self.said.screening
        at: Key = ("screening",)
        dimensions = {*said.dimensions, "observation", "context_sign"}
        for key, item in said.indicators.items():
            here = (*at, "indicators", key)
            self._known((*here, "set"), item.set, said.sets, "set of indicators")
            self._known((*here, "dimension"), item.dimension, dimensions, "dimension")
            self._all_known((*here, "applies_to"), item.applies_to, said.profiles, "profile")
            self._all_known((*here, "maps_to"), item.maps_to, said.indicators, "indicator")
            if item.strength is not None and item.confidence is None and item.strength_basis is None:
                self.tree.complain(here, "strength_basis is missing (a weight says where it comes from)")
            if item.strength is None and item.confidence is None:
                self.tree.complain((*here, "confidence"), "is missing")
            if item.strength is not None and item.dimension not in said.dimensions:
                self.tree.complain((*here, "strength"), "only an item of a dimension has a weight")
            for profile in item.strength or {}:
                self._known((*here, "strength", profile), profile, item.applies_to, "profile of this item:")
        rules = said.rules
        prompts = rules.parameters.get("observation_prompt_always", [])
        self._all_known(
            (*at, "rules", "parameters", "observation_prompt_always"), prompts, said.indicators, "indicator"
        )
        for name, share in rules.derived.items():
            for kind, members in share.items():
                here = (*at, "rules", "derived", name, kind)
                if kind == "any_positive":
                    self._all_known(here, members, said.dimensions, "dimension")
                elif kind == "any_true":
                    self._all_known(here, members, rules.derived, "derived value")
                elif kind == "share_of_profile_items_answered":
                    self._all_known(here, members, said.answers, "answer")
                else:
                    self.tree.complain(here, "is not known here")
        places = {s for t in self.said.machines["procedure"].tracks.values() for s in t.states} if (
            "procedure" in self.said.machines
        ) else set()  # fmt: skip
        for result, leads in rules.result_to_place.items():
            self._known((*at, "rules", "result_to_place", result), result, said.results, "result")
            self._known((*at, "rules", "result_to_place", result, "place"), leads.get("place", ""), places, "place")

        self._card()

    def _card(self) -> None:
        """What the observation card speaks of is known: a sign is an item without a weight, a language stands in the list."""
        card, at = self.said.screening.card, ("screening", "card")
        seen = [key for key, item in self.said.screening.indicators.items() if item.strength is None]
        for key, question in card.questions.items():
            if question.observation is not None:
                self._known((*at, "questions", key, "observation"), question.observation, seen, "observation")
        for language in card.contact_in:
            self._known((*at, "contact_in", language), language, self.said.lists["language"], "language")

    # the conversation

    def _conversation(self) -> tuple[values.ConversationPart, ...]:
        """The parts with their items; an item that stands in no part, or in two, is a problem."""
        indicators = self.said.screening.indicators
        parts, seen = [], set[str]()
        for key, entry in self.said.screening.conversation.parts.items():
            at: Key = ("screening", "conversation", "parts", key)
            for topic, items in entry.topics.items():
                self._all_known((*at, "topics", topic), items, indicators, "indicator")
                for item in items:
                    if item in seen:
                        self.tree.complain((*at, "topics", topic), f"{item} stands in the conversation twice")
                    seen.add(item)
            items = tuple(item for group in entry.topics.values() for item in group)
            parts.append(values.ConversationPart(key, entry.title, _said(entry.open_prompt), items))
        for item in indicators:
            if item not in seen:
                self.tree.complain(("screening", "indicators", item), "belongs to no part of the conversation")
        return tuple(parts)

    def _conversation_words(self) -> values.ConversationWords:
        said = self.said.screening.conversation.words
        for moment in ("before_start", "distressed", "stop", "close"):
            if not said.get(moment):
                self.tree.complain(("screening", "conversation", "words", moment), "is missing")
        words = {moment: tuple(_said(each) for each in lines) for moment, lines in said.items()}
        return values.ConversationWords(
            before_start=words.get("before_start", ()),
            distressed=words.get("distressed", ()),
            stop=words.get("stop", ()),
            close=words.get("close", ()),
        )

    def _prompts(self) -> dict[str, values.Said]:
        """The sentences in which items, factors of vulnerability and needs are asked, by their id."""
        found = {}
        for section in ("indicators", "vulnerability", "needs"):
            entries: Mapping[str, schema.AsksEntry] = getattr(self.said.screening, section)
            for key, entry in entries.items():
                if entry.prompt is None:
                    self.tree.complain(("screening", section, key, "prompt"), "is missing (how is it asked?)")
                else:
                    found[key] = values.Said(entry.prompt, _to_woman(entry.prompt, entry.prompt_to_woman))
        return found

    def _indicators(self) -> tuple[dict[str, Any], ...]:
        """The screening items as plain values, each with its id, in the order of the files."""
        return tuple({"id": key, **item} for key, item in self.tree.value["screening"]["indicators"].items())

    def _rules(self) -> dict[str, Any]:
        """The rules as plain values, with the elements of act, means and purpose by id."""
        rules = dict(self.tree.value["screening"]["rules"])
        rules["act_means_purpose_checklist"] = {part: list(names) for part, names in rules.pop("checklist").items()}
        return rules

    # violence

    def _violence(self, services: Mapping[str, values.Service]) -> None:
        said = self.said.violence
        self.fields_at(("violence", "context_fields"), said.context_fields, scope="violence")
        for key, window in said.time_windows.items():
            at: Key = ("violence", "time_windows", key)
            self._known((*at, "service"), window.service, services, "service")
            self._all_known((*at, "not_for_sex"), window.not_for_sex, self.said.lists["sex"], "sex")
        try:
            Guide.from_data(self.tree.value["violence"])
        except GuideError as wrong:
            self.tree.complain(("violence",), str(wrong))

    def _needs(self, services: Mapping[str, values.Service]) -> None:
        said = self.said.screening
        for key, need in said.needs.items():
            at: Key = ("screening", "needs", key)
            self._known((*at, "service"), need.service, services, "service")
            self._known((*at, "urgency"), need.urgency, self.said.urgency, "urgency")
        for key, factor in said.vulnerability.items():
            if factor.leads_to is not None:
                self._known(("screening", "vulnerability", key, "leads_to"), factor.leads_to, said.needs, "need")

    # laws, tariffs, letters, results

    def _the_rest(
        self,
        services: Mapping[str, values.Service],
        governorates: Mapping[str, values.Place],
        districts: Mapping[str, values.Place],
        machines: Mapping[str, values.Machine],
    ) -> None:
        said, territories = self.said, self.said.territories
        for key, law in said.laws.items():
            self._all_known(("laws", key, "territories"), law.territories, territories, "territory")
            if law.incorporates is not None:
                self._known(("laws", key, "incorporates"), law.incorporates, said.laws, "law")
            for part, elements in (law.definition.covers if law.definition else {}).items():
                known = said.screening.rules.checklist.get(part, {})
                self._all_known(("laws", key, "definition", "covers", part), elements, known, f"element of {part}")
            for right, gives in law.rights.items():
                if gives.service is not None:
                    self._known(("laws", key, "rights", right, "service"), gives.service, services, "service")
        for key, duty in said.reporting_duties.items():
            self._known(("reporting_duties", key, "territory"), duty.territory, territories, "territory")
        for key, authority in said.authorities.items():
            self._all_known(("authorities", key, "territories"), authority.territories, territories, "territory")
        for key, line in said.hotlines.items():
            self._known(("hotlines", key, "territory"), line.territory, territories, "territory")
            if line.authority is not None:
                self._known(("hotlines", key, "authority"), line.authority, said.authorities, "authority")
        for key, tariff in said.tariffs.items():
            self._tariff(("tariffs", key), tariff)
        for key, profile in said.results.profiles.items():
            at = ("results", "profiles", key)
            self._all_known((*at, "indicators"), profile.indicators, said.results.indicators, "indicator of results")
        for key, indicator in said.results.indicators.items():
            at = ("results", "indicators", key)
            self._known((*at, "pillar"), indicator.pillar, said.results.pillars, "pillar")
            self._all_known(
                (*at, "disaggregate"), indicator.disaggregate, said.results.dimensions, "dimension of results"
            )
        for key, floor in said.urgency_floors.items():
            self._known(("urgency_floors", key, "at_least"), floor.at_least, said.urgency, "urgency")
        self._all_known(("risk", "review_days"), said.risk.review_days, said.lists.get("risk_level", {}), "risk level")
        for name in ("sex", "age_group", "language", "country", "audience", "risk_level"):
            self._known(("lists",), name, said.lists, "list")

    def _tariff(self, at: Key, tariff: schema.Tariff) -> None:
        self._known((*at, "territory"), tariff.territory, self.said.territories, "territory")
        needs = {
            "base_plus_daily_capped": ("base", "daily", "cap"),
            "daily": ("daily",),
            "range_discretionary": ("min", "max"),
            "consequence": (),
        }[tariff.type]
        if needs and tariff.currency not in tariff.amounts:
            self.tree.complain((*at, "currency"), "the amounts do not name the currency that was published")
        for currency, amounts in tariff.amounts.items():
            for name in needs:
                if getattr(amounts, name) is None:
                    self.tree.complain(
                        (*at, "amounts", currency, name), f"is missing (a tariff of the type {tariff.type})"
                    )

    def _waiver(self, machines: Mapping[str, values.Machine]) -> tuple[Field, ...]:
        said, at = self.said.waiver, ("waiver",)
        for territory, addressee in said.addressee.items():
            here = (*at, "addressee", territory)
            self._known(here, territory, self.said.territories, "territory")
            if addressee.authority is not None:
                self._known((*here, "authority"), addressee.authority, self.said.authorities, "authority")
        if "procedure" in machines:
            places = {state.id for state in machines["procedure"].tracks["identification"].states}
            self._all_known((*at, "eligible"), said.eligible, places, "identification place")
        fields = self.fields_at((*at, "fields"), said.fields, scope="waiver", section="legal")
        known = {field.id for field in fields} | LETTER_EXTRAS
        for group in ("wording", "requests"):
            lines: Mapping[str, schema.Wording] = getattr(said, group)
            for key, wording in lines.items():
                self._placeholders((*at, group, key, "text"), wording.text, known)
        relief = next((field for field in fields if field.id == "requested_relief"), None)
        for option in relief.options if relief else ():
            self._known((*at, "requests"), option.id, said.requests, "request for the relief")
        return fields

    def _placeholders(self, at: Key, text: I18n, known: set[str]) -> None:
        wanted = set(PLACEHOLDER.findall(text.en))
        for language in schema.LANGUAGES:
            used = set(PLACEHOLDER.findall(text.text(language)))
            for name in sorted(used - known):
                self.tree.complain((*at, language), f"the letter has no field {name}")
            for name in sorted(wanted - used):
                self.tree.complain((*at, language), f"leaves out {{{name}}}, which the English text has")
