"""Laws, tariffs, letters, and results."""

import re
from collections.abc import Mapping

from amana.countrypacks import schema, values
from amana.countrypacks.build.references import References
from amana.countrypacks.schema import I18n
from amana.countrypacks.source import Key
from amana.countrypacks.values import Field

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
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


class Law(References):
    """Checks and resolves laws, tariffs, letters and results."""

    def _the_rest(
        self,
        services: Mapping[str, values.Service],
        governorates: Mapping[str, values.Place],
        districts: Mapping[str, values.Place],
        machines: Mapping[str, values.Machine],
    ) -> None:
        said, territories = self.said, self.said.territories
        for key, law in said.laws.items():
            self._check_all_known(("laws", key, "territories"), law.territories, territories, "territory")
            if law.incorporates is not None:
                self._check_known(("laws", key, "incorporates"), law.incorporates, said.laws, "law")
            for part, elements in (law.definition.covers if law.definition else {}).items():
                known = said.screening.rules.checklist.get(part, {})
                self._check_all_known(
                    ("laws", key, "definition", "covers", part), elements, known, f"element of {part}"
                )
            for right, gives in law.rights.items():
                if gives.service is not None:
                    self._check_known(("laws", key, "rights", right, "service"), gives.service, services, "service")
        for key, duty in said.reporting_duties.items():
            self._check_known(("reporting_duties", key, "territory"), duty.territory, territories, "territory")
        for key, authority in said.authorities.items():
            self._check_all_known(("authorities", key, "territories"), authority.territories, territories, "territory")
        for key, line in said.hotlines.items():
            self._check_known(("hotlines", key, "territory"), line.territory, territories, "territory")
            if line.authority is not None:
                self._check_known(("hotlines", key, "authority"), line.authority, said.authorities, "authority")
        for key, tariff in said.tariffs.items():
            self._tariff(("tariffs", key), tariff)
        for key, profile in said.results.profiles.items():
            at = ("results", "profiles", key)
            self._check_all_known(
                (*at, "indicators"), profile.indicators, said.results.indicators, "indicator of results"
            )
        for key, indicator in said.results.indicators.items():
            at = ("results", "indicators", key)
            self._check_known((*at, "pillar"), indicator.pillar, said.results.pillars, "pillar")
            self._check_all_known(
                (*at, "disaggregate"), indicator.disaggregate, said.results.dimensions, "dimension of results"
            )
        for key, floor in said.urgency_floors.items():
            self._check_known(("urgency_floors", key, "at_least"), floor.at_least, said.urgency, "urgency")
        self._check_all_known(
            ("risk", "review_days"), said.risk.review_days, said.lists.get("risk_level", {}), "risk level"
        )
        for name in ("sex", "age_group", "language", "country", "audience", "risk_level"):
            self._check_known(("lists",), name, said.lists, "list")

    def _tariff(self, at: Key, tariff: schema.Tariff) -> None:
        self._check_known((*at, "territory"), tariff.territory, self.said.territories, "territory")
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
            self._check_known(here, territory, self.said.territories, "territory")
            if addressee.authority is not None:
                self._check_known((*here, "authority"), addressee.authority, self.said.authorities, "authority")
        if "procedure" in machines:
            places = {state.id for state in machines["procedure"].tracks["identification"].states}
            self._check_all_known((*at, "eligible"), said.eligible, places, "identification place")
        fields = self.fields_at((*at, "fields"), said.fields, scope="waiver", section="legal")
        known = {field.id for field in fields} | LETTER_EXTRAS
        for group in ("wording", "requests"):
            lines: Mapping[str, schema.Wording] = getattr(said, group)
            for key, wording in lines.items():
                self._placeholders((*at, group, key, "text"), wording.text, known)
        relief = next((field for field in fields if field.id == "requested_relief"), None)
        for option in relief.options if relief else ():
            self._check_known((*at, "requests"), option.id, said.requests, "request for the relief")
        return fields

    def _placeholders(self, at: Key, text: I18n, known: set[str]) -> None:
        wanted = set(PLACEHOLDER.findall(text.en))
        for language in schema.LANGUAGES:
            used = set(PLACEHOLDER.findall(text.text(language)))
            for name in sorted(used - known):
                self.tree.complain((*at, language), f"the letter has no field {name}")
            for name in sorted(wanted - used):
                self.tree.complain((*at, language), f"leaves out {{{name}}}, which the English text has")
