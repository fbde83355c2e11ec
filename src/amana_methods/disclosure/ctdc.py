# SPDX-License-Identifier: Apache-2.0
"""Made-up people in the columns of the Counter-Trafficking Data Collaborative (CTDC), so that tools for its files read ours.

Two layouts of public CTDC files: the k-anonymised one (flags 0, 1 or -99 for not known, countries of two letters) and
the synthetic one (27 columns, empty for not known, countries of three letters, means of control rolled up). Only rows
that are safe already are laid out; a layout protects nobody by itself. In the k-anonymised layout, groups of fewer than
`K` rows in the columns by which somebody is recognised lose values until there are none, so that readers who expect
k-anonymity find it. What has no column there is left out, and `losses` says so. The roll-ups of the synthetic layout
follow from the names of its columns and are not confirmed by a published codebook.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "K_ANONYMISED",
    "RECOGNISED_BY",
    "SYNTHETIC",
    "K",
    "as_csv",
    "groups",
    "k_anonymised",
    "losses",
    "synthetic",
]

type Row = Mapping[str, str]

K = 11  # as CTDC's own k-anonymised file
NOT_KNOWN, NO_COUNTRY = "-99", "0"
RECOGNISED_BY = ("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation")

_BANDS = {
    "0_8": "0--8", "9_17": "9--17", "18_20": "18--20", "21_23": "21--23", "24_26": "24--26", "27_29": "27--29",
    "30_38": "30--38", "39_47": "39--47", "48_plus": "48+",
}  # fmt: skip
_MINOR_BANDS = frozenset({"0_8", "9_17"})
_MEANS = {
    "debt_bondage": "DebtBondage", "takes_earnings": "TakesEarnings",
    "restricts_financial_access": "RestrictsFinancialAccess", "threats": "Threats",
    "psychological_abuse": "PsychologicalAbuse", "physical_abuse": "PhysicalAbuse", "sexual_abuse": "SexualAbuse",
    "false_promises": "FalsePromises", "psychoactive_substances": "PsychoactiveSubstances",
    "restricts_movement": "RestrictsMovement", "restricts_medical_care": "RestrictsMedicalCare",
    "excessive_working_hours": "ExcessiveWorkingHours", "uses_children": "UsesChildren",
    "threat_of_law_enforcement": "ThreatOfLawEnforcement", "withholds_necessities": "WithholdsNecessities",
    "withholds_documents": "WithholdsDocuments", "other": "Other",
}  # fmt: skip
_ROLLED_UP = {
    "meansDebtBondageEarnings": ("debt_bondage", "takes_earnings"),
    "meansThreats": ("threats", "threat_of_law_enforcement"),
    "meansAbusePsyPhySex": ("psychological_abuse", "physical_abuse", "sexual_abuse"),
    "meansFalsePromises": ("false_promises",),
    "meansDrugsAlcohol": ("psychoactive_substances",),
    "meansDenyBasicNeeds": (
        "restricts_financial_access", "restricts_movement", "restricts_medical_care", "withholds_necessities",
    ),
    "meansExcessiveWorkHours": ("excessive_working_hours",),
    "meansWithholdDocs": ("withholds_documents",),
}  # fmt: skip
_LABOUR = ("forced_labour", "domestic_servitude", "begging", "forced_criminality", "other_labour")
_SEXUAL = ("prostitution_of_others", "pornography_or_online", "sexual_slavery")
_OTHER = ("organ_removal", "medical_experiment", "illegal_adoption", "slavery")
_LABOUR_TYPES = {
    "typeOfLabourAgriculture": (("sector", "agriculture"),),
    "typeOfLabourBegging": (("exploitation", "begging"), ("sector", "begging")),
    "typeOfLabourConstruction": (("sector", "construction"),),
    "typeOfLabourDomesticWork": (("exploitation", "domestic_servitude"), ("sector", "domestic_work")),
    "typeOfLabourHospitality": (("sector", "hospitality"),),
    "typeOfLabourIllicitActivities": (("exploitation", "forced_criminality"),),
    "typeOfLabourManufacturing": (("sector", "manufacturing"),),
    "typeOfLabourPeddling": (("sector", "peddling"),),
    "typeOfLabourTransportation": (("sector", "transport"),),
    "typeOfLabourOther": (
        ("sector", "cleaning"), ("sector", "beauty_massage"), ("sector", "entertainment"),
        ("sector", "scrap_collection"), ("sector", "other"),
    ),
}  # fmt: skip
# The column of ours, and those of the synthetic layout that ask for it.
_SYNTHETIC_LABOUR = (
    "typeOfLabourAgriculture", "typeOfLabourConstruction", "typeOfLabourDomesticWork", "typeOfLabourHospitality",
)  # fmt: skip
_HAS_A_PLACE = frozenset(
    {"year", "sex", "age_band", "age_group", "nationality", "country_of_exploitation", "exploitation",
     "means_of_control", "sector", "labour"}
)  # fmt: skip

K_ANONYMISED = (
    "yearOfRegistration", "Datasource", "gender", "ageBroad", "majorityStatus", "citizenship",
    *(f"meansOfControl{name}" for name in _MEANS.values()),
    "isForcedLabour", "isSexualExploit", "isOtherExploit", "isSexAndLabour", "isForcedMarriage", "isForcedMilitary",
    "isOrganRemoval", *_LABOUR_TYPES, "typeOfSexProstitution", "typeOfSexPornography", "CountryOfExploitation",
)  # fmt: skip
SYNTHETIC = (
    "yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation", "traffickMonths", *_ROLLED_UP,
    "isForcedLabour", "isSexualExploit", "isOtherExploit", *_SYNTHETIC_LABOUR, "typeOfSexProstitution",
    "typeOfSexPornography", "recruiterRelationIntimatePartner", "recruiterRelationFriend", "recruiterRelationFamily",
    "recruiterRelationOther",
)  # fmt: skip


def losses(names: Iterable[str]) -> list[str]:
    """Returns our columns that have no place in a CTDC layout, in order.

    >>> losses(["sex", "governorate", "exploitation.begging"])
    ['governorate']
    """
    return [name for name in names if name.partition(".")[0] not in _HAS_A_PLACE]


def synthetic(rows: Iterable[Row], iso3: Mapping[str, str]) -> list[dict[str, str]]:
    """Returns the rows in the 27 columns of CTDC's synthetic files; a flag is 1 or empty. `iso3` has countries by two letters."""
    return [_synthetic(row, iso3) for row in rows]


def _synthetic(row: Row, iso3: Mapping[str, str]) -> dict[str, str]:
    laid = dict.fromkeys(SYNTHETIC, "")
    laid |= {
        "yearOfRegistration": _year(row, ""),
        "gender": {"female": "Woman", "male": "Man"}.get(row.get("sex", ""), ""),
        "ageBroad": _BANDS.get(row.get("age_band", ""), ""),
        "citizenship": iso3.get(row.get("nationality", ""), ""),
        "CountryOfExploitation": iso3.get(row.get("country_of_exploitation", ""), ""),
    }
    said = {name: _any(row, (("means_of_control", code) for code in codes)) for name, codes in _ROLLED_UP.items()}
    said |= {name: flag for name, flag in _flags(row).items() if name in laid}
    military = _any(row, (("exploitation", "armed_group"), *(("exploitation", code) for code in _OTHER)))
    said["isOtherExploit"] = said["isOtherExploit"] or military or _has_forced_marriage(row)
    return laid | {name: "1" for name, flag in said.items() if flag}


def k_anonymised(rows: Iterable[Row], *, iso2: Iterable[str], k: int = K) -> list[dict[str, str]]:
    """Returns the rows in columns of CTDC's k-anonymised file, where every group of RECOGNISED_BY has `k` rows or more.

    `iso2` are the codes that are countries. A small group loses a value at a time, the rarest kind of value first:
    citizenship, country of exploitation, age, year, gender. Raises ValueError when `k` is below 2.
    """
    if k < 2:
        raise ValueError("k is at least 2")
    countries = frozenset(iso2)
    laid = [_k_row(row, countries) for row in rows]
    for column in ("citizenship", "CountryOfExploitation", "ageBroad", "yearOfRegistration", "gender"):
        sizes = Counter(_group(row) for row in laid)
        for row in laid:
            if sizes[_group(row)] < k:
                row[column] = NO_COUNTRY if column in ("citizenship", "CountryOfExploitation") else NOT_KNOWN
                if column == "ageBroad":
                    row["majorityStatus"] = NOT_KNOWN
    sizes = Counter(_group(row) for row in laid)
    return [row for row in laid if sizes[_group(row)] >= k]


def groups(rows: Iterable[Row]) -> tuple[int, int]:
    """Returns the number of groups by the identifying columns, and the size of the smallest; (0, 0) for no row."""
    sizes = Counter(_group(row) for row in rows)
    return len(sizes), min(sizes.values(), default=0)


def _group(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in (*RECOGNISED_BY, "majorityStatus"))


def _k_row(row: Row, countries: frozenset[str]) -> dict[str, str]:
    laid = dict.fromkeys(K_ANONYMISED, NOT_KNOWN)
    laid |= {
        "yearOfRegistration": _year(row, NOT_KNOWN),
        "Datasource": "Case Management",
        "gender": {"female": "Female", "male": "Male"}.get(row.get("sex", ""), NOT_KNOWN),
        "ageBroad": _BANDS.get(row.get("age_band", ""), NOT_KNOWN),
        "majorityStatus": _majority(row),
        "citizenship": _country(row, "nationality", countries),
        "CountryOfExploitation": _country(row, "country_of_exploitation", countries),
    }
    flags = _flags(row) | {
        f"meansOfControl{name}": _any(row, [("means_of_control", code)]) for code, name in _MEANS.items()
    }
    asked = {name.partition(".")[0] for name in row}
    for name, flag in flags.items():
        family = "means_of_control" if name.startswith("means") else "exploitation"
        known = family in asked or (name in _LABOUR_TYPES and "sector" in asked)
        laid[name] = ("1" if flag else "0") if known else NOT_KNOWN
    return laid


def _flags(row: Row) -> dict[str, bool]:
    """Returns the flags that both layouts know, by CTDC's name."""
    labour = _any(row, (("exploitation", code) for code in _LABOUR))
    sexual = _any(row, (("exploitation", code) for code in _SEXUAL))
    return {
        "isForcedLabour": labour,
        "isSexualExploit": sexual,
        "isOtherExploit": _any(row, (("exploitation", code) for code in _OTHER)),
        "isSexAndLabour": labour and sexual,
        "isForcedMarriage": _has_forced_marriage(row),
        "isForcedMilitary": _any(row, [("exploitation", "armed_group")]),
        "isOrganRemoval": _any(row, [("exploitation", "organ_removal")]),
        **{name: _any(row, codes) for name, codes in _LABOUR_TYPES.items()},
        "typeOfSexProstitution": _any(row, [("exploitation", "prostitution_of_others")]),
        "typeOfSexPornography": _any(row, [("exploitation", "pornography_or_online")]),
    }


def _any(row: Row, codes: Iterable[tuple[str, str]]) -> bool:
    return any(row.get(f"{family}.{code}") == "yes" for family, code in codes)


def _has_forced_marriage(row: Row) -> bool:
    return _any(row, (("exploitation", "forced_marriage"), ("exploitation", "child_marriage")))


def _year(row: Row, missing: str) -> str:
    return row["year"] if row.get("year", "").isdecimal() else missing


def _majority(row: Row) -> str:
    band, group = row.get("age_band", ""), row.get("age_group", "")
    if band in _BANDS:
        return "Minor" if band in _MINOR_BANDS else "Adult"
    if group in ("under_18", "18_25", "26_59", "60_plus"):
        return "Minor" if group == "under_18" else "Adult"
    return NOT_KNOWN


def _country(row: Row, name: str, countries: frozenset[str]) -> str:
    code = row.get(name, "")
    return code if code in countries else NO_COUNTRY


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Returns the rows as a comma-separated file with a first line of names."""
    text = io.StringIO()
    file = csv.DictWriter(text, columns, lineterminator="\r\n", extrasaction="raise")
    file.writeheader()
    file.writerows(rows)
    return text.getvalue()
