"""What a file holds: its sections, services, and the fields that go with a referral."""

from collections.abc import Mapping

from amana.countrypacks import values
from amana.countrypacks.build.builder import Builder
from amana.countrypacks.values import frozen

SOURCES = {"case", "facts", "referral", "identity", "contact", "account", "health", "legal"}


class Services(Builder):
    """Checks and resolves the sections of a case, services and hand-overs."""

    def files(self) -> values.Files:
        """Returns the sections of a case, the services, and the lists of what may be handed over."""
        said = self.said
        sections: dict[str, values.PackSection] = {
            code: values.PackSection(
                code, e.name, e.hint, self.fields_at(("sections", code, "fields"), e.fields, section=code)
            )
            for code, e in said.sections.items()
        }
        self.check_all_known(("sections",), ("identity", "contact", "account", "health", "legal"), sections, "section")
        categories, services = self._services()
        case_facts = self.fields_at(("case_facts",), said.case_facts)
        for n, field in enumerate(case_facts):
            if field.kept != "facts":
                self.tree.complain(("case_facts", n), f"{field.id} is kept {field.kept}, and a case fact is a fact")
        for name in ("sex", "age_group", "language", "country"):
            self.check_known(("lists",), name, said.lists, "list")
        return values.Files(
            fields=frozen(self.fields),
            lists=frozen(self.lists),
            sections=frozen(sections),
            case_facts=case_facts,
            categories=frozen(categories),
            services=frozen(services),
            service_common_fields=self.fields_at(
                ("service_common_fields",), said.service_common_fields, scope="common"
            ),
            handover_lists=frozen(self._handovers(sections)),
            handover_by_category=said.handovers.by_category,
            handover_needs=said.handovers.needed,
        )

    def _services(self) -> tuple[dict[str, values.Category], dict[str, values.Service]]:
        categories: dict[str, values.Category] = {}
        services: dict[str, values.Service] = {}
        rights = {right for law in self.said.laws.values() for right in law.rights}
        every = [code for category in self.said.categories.values() for code in category.services]
        for key, category in self.said.categories.items():
            categories[key] = values.Category(key, category.name, category.section, tuple(category.services))
            for code, entry in category.services.items():
                at = ("categories", key, "services", code)
                if entry.right is not None:
                    self.check_known((*at, "right"), entry.right, rights, "right of victims")
                if code in services:
                    self.tree.complain(at, f"is a service of {services[code].category} as well")
                fields = self.fields_at((*at, "fields"), entry.fields, scope=code, section=category.section)
                self._conditions((*at, "conditions"), entry.conditions, fields, every)
                services[code] = values.Service(
                    code=code,
                    name=entry.name,
                    category=key,
                    section=category.section,
                    fields=fields,
                    followup_days=entry.followup_days,
                    schedule_days=entry.schedule_days,
                    deadline_hours=entry.deadline_hours,
                    sensitive=entry.sensitive,
                    mandate=entry.mandate,
                    right=entry.right,
                    limit=entry.limit,
                    conditions=entry.conditions,
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
            self.check_all_known(("handovers", "lists", name), keys, said.fields, "hand-over field")
        for category, lists in said.by_category.items():
            self.check_known(("handovers", "by_category", category), category, self.said.categories, "category")
            self.check_all_known(("handovers", "by_category", category), lists, said.lists, "hand-over list")
        self.check_known(("handovers", "lists"), "referral_any", said.lists, "hand-over list")
        common = said.lists.get("referral_any", ())
        self.check_all_known(("handovers", "needed", "any"), said.needed.any, common, "field of referral_any")
        for category, keys in said.needed.by_category.items():
            at_needs = ("handovers", "needed", "by_category", category)
            self.check_known(at_needs, category, self.said.categories, "category")
            lists = said.by_category.get(category, ())
            carried = {field for name in lists for field in said.lists.get(name, ())} | set(common)
            self.check_all_known(at_needs, keys, carried, "field that a referral of this category may carry")
        return {name: tuple(fields[key] for key in keys if key in fields) for name, keys in said.lists.items()}
