"""Places, the laws that hold in them, and who is responsible."""

from amana.countrypacks import schema, values
from amana.countrypacks.build.builder import Builder
from amana.countrypacks.schema import I18n
from amana.countrypacks.values import frozen


class Law(Builder):
    """Checks and resolves places, laws, duties and authorities."""

    def land(self) -> values.Land:
        """Returns the places with their territories, the laws and the authorities."""
        said, territories = self.said, self.said.territories
        services = self.service_codes()
        governorates, districts = self._places()
        for key, law in said.laws.items():
            self.check_all_known(("laws", key, "territories"), law.territories, territories, "territory")
            if law.incorporates is not None:
                self.check_known(("laws", key, "incorporates"), law.incorporates, said.laws, "law")
            for right, gives in law.rights.items():
                if gives.service is not None:
                    self.check_known(("laws", key, "rights", right, "service"), gives.service, services, "service")
        for key, duty in said.reporting_duties.items():
            self.check_known(("reporting_duties", key, "territory"), duty.territory, territories, "territory")
        for key, authority in said.authorities.items():
            self.check_all_known(("authorities", key, "territories"), authority.territories, territories, "territory")
        return values.Land(
            territories=said.territories,
            governorates=frozen(governorates),
            districts=frozen(districts),
            laws=said.laws,
            authorities=said.authorities,
        )

    def _places(self) -> tuple[dict[str, values.Place], dict[str, values.Place]]:
        governorates, districts = {}, {}
        for key, row in self.said.governorates.items():
            self.check_known(("governorates", key, "territory"), row.territory, self.said.territories, "territory")
            capital = None
            if row.capital_en and row.capital_ar:
                capital = I18n(en=row.capital_en, ar=row.capital_ar, ckb=row.capital_ckb or row.capital_ar)
            name = I18n(en=row.name_en, ar=row.name_ar, ckb=row.name_ckb)
            across = (int(row.tile[0]), int(row.tile[2])) if row.tile else None
            governorates[key] = values.Place(
                key, name, row.territory, None, capital, row.iso_3166_2, row.pcode_cod, row.note, across
            )
        for key, district in self.said.districts.items():
            parent = district.parent_pcode
            self.check_known(("districts", key, "parent_pcode"), parent, governorates, "governorate")
            name = I18n(en=district.name_en, ar=district.name_ar, ckb=district.name_ckb)
            territory = governorates[parent].territory if parent in governorates else ""
            districts[key] = values.Place(key, name, territory, parent, exchange_code=key)
        for key, entry in self.said.territories.items():
            at = ("territories", key)
            self.check_all_known((*at, "members"), entry.members, governorates, "governorate")
            self.check_all_known((*at, "districts"), entry.districts, districts, "district")
            self.check_all_known((*at, "languages"), entry.languages, schema.LANGUAGES, "language")
            for district_code, other in entry.run_by_other.items():
                self.check_known((*at, "run_by_other", district_code), district_code, districts, "district")
                self.check_known((*at, "run_by_other", district_code), other, self.said.territories, "territory")
            for n, member in enumerate(entry.members):
                if member in governorates and governorates[member].territory != key:
                    self.tree.complain((*at, "members", n), f"{member} says that it lies in another territory")
        return governorates, districts
