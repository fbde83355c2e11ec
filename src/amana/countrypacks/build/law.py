"""Laws, and who is responsible for them."""

from collections.abc import Mapping

from amana.countrypacks import values
from amana.countrypacks.build.builder import Builder


class Law(Builder):
    """Checks what laws, duties, and authorities name."""

    def _the_rest(self, services: Mapping[str, values.Service]) -> None:
        said, territories = self.said, self.said.territories
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
        for key, floor in said.urgency_floors.items():
            self.check_known(("urgency_floors", key, "at_least"), floor.at_least, said.urgency, "urgency")
        self.check_all_known(
            ("risk", "review_days"), said.risk.review_days, said.lists.get("risk_level", {}), "risk level"
        )
        for name in ("sex", "age_group", "language", "country", "audience", "risk_level"):
            self.check_known(("lists",), name, said.lists, "list")
