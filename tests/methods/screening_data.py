# SPDX-License-Identifier: Apache-2.0
"""The published weights and combination rules in short, so that the methods are tested without any country pack."""

from collections.abc import Mapping

from amana_methods.screening import Answer

PROFILES = ("adult_labour", "child_labour", "adult_sexual", "child_sexual")
STRENGTHS = {"S": "strong", "M": "medium", "W": "weak", "-": None}
# For each dimension the weights of its items in the order of PROFILES; "-" is not used in that profile.
WEIGHTS: Mapping[tuple[str, str], tuple[str, str, str, str]] = {
    ("DR", "deceptive_recruitment"): ("SMMMMMMMMW", "SMMMMMMMMS", "SMMMMMMMMW", "SMMMMMMMMS"),
    ("CR", "coercive_recruitment"): ("SMMMMMMMMM", "SSSSMMMMMM", "SMMMMMMMMM", "SSSSMMMMMM"),
    ("VR", "abuse_vulnerability_recruitment"): (
        "MMMMMMMMMMMMMMWW",
        "MMMMMMM-MMMMMMMM",
        "MMMMMMMMMMMMMMWW",
        "MMMMMMM-MMMMMMMM",
    ),
    ("EX", "exploitation"): ("SMMMMMMMW", "SMMMMMM-M", "MMMMMMMMW", "MMMMMSM-M"),
    ("CD", "coercion_destination"): ("SSSSMMMMMMMMMMW", "SSSSSSSSMMMMMMM", "SSSSMMSMMMMMMMW", "SSSSSSSSMMMMMMM"),
    ("VD", "abuse_vulnerability_destination"): ("MMMMMWW", "MMMMMMM", "MMMMMWW", "MMMMMMM"),
}
OBSERVATIONS: list[dict[str, object]] = [
    {"id": sign, "dimension": "observation", "applies_to": list(PROFILES), "strength": None, "maps_to": mapped}
    for sign, mapped in (
        ("SIGN-1", ["ILO-CR03", "ILO-CD12"]),
        ("SIGN-2", ["ILO-CD01"]),
        ("SIGN-3", []),
        ("SIGN-4", ["ILO-CR03"]),
    )
]


def indicators() -> list[dict[str, object]]:
    """Every item as a pack gives it."""
    items: list[dict[str, object]] = []
    for (code, dimension), weights in WEIGHTS.items():
        for number in range(len(weights[0])):
            strength = {profile: STRENGTHS[weights[place][number]] for place, profile in enumerate(PROFILES)}
            used = [profile for profile in PROFILES if strength[profile]]
            identity = f"ILO-{code}{number + 1:02}"
            items.append({"id": identity, "dimension": dimension, "applies_to": used, "strength": strength})
    return items + OBSERVATIONS


def rules() -> dict[str, object]:
    """The rules as a pack gives them; a new copy each time, to be spoilt by a test."""
    presumed = "presumed_victim"
    return {
        "schema_version": 2,
        "protection_order": [
            ["no_indication"],
            ["other_protection", "inconclusive"],
            ["at_risk"],
            ["presumed_victim low"],
            ["presumed_victim standard"],
            ["presumed_victim strong"],
        ],
        "profile_selection": {
            "age_threshold": 18,
            "exploitation_kinds": {
                "labour": ["forced_labour", "domestic_servitude", "begging"],
                "sexual": ["prostitution_of_others", "sexual_slavery"],
                "outside_ilo_profiles": ["organ_removal", "illegal_adoption"],
            },
        },
        "dimension_rule": {
            "any_of": [
                {"id": "R1", "min": {"strong": 2}},
                {"id": "R2", "min": {"strong": 1, "medium_or_weak": 1}},
                {"id": "R3", "min": {"medium": 3}},
                {"id": "R4", "min": {"medium": 2, "weak": 1}},
            ]
        },
        "derived": {
            "means_at_recruitment": {
                "any_positive": ["deceptive_recruitment", "coercive_recruitment", "abuse_vulnerability_recruitment"]
            },
            "means_at_destination": {"any_positive": ["coercion_destination", "abuse_vulnerability_destination"]},
            "means_any": {"any_true": ["means_at_recruitment", "means_at_destination"]},
            "purpose": {"any_positive": ["exploitation"]},
            "ruled_out": {"share_of_profile_items_answered": ["no"]},
            "completeness": {"share_of_profile_items_answered": ["yes", "no"]},
        },
        "overrides": [
            {"id": "O1", "when": "profile == child_sexual and sexual_exploitation_recorded", "set": {"purpose": True}},
            {
                "id": "O2",
                "when": "profile in [child_labour] and child_in_worst_form_of_labour",
                "set": {"purpose": True},
            },
            {
                "id": "O3",
                "when": "exploitation_intended_not_yet_happened",
                "set": {"purpose": True, "intercepted": True},
            },
            {
                "id": "O4",
                "when": "profile == adult_sexual and (ILO-CD07 == yes or sexual_act_under_force)",
                "set": {"purpose": True},
            },
        ],
        "outcomes": {
            "child": [
                {
                    "id": "C1",
                    "when": "act and purpose",
                    "result": presumed,
                    "strength": "standard",
                    "strength_when": {"means_any": "strong"},
                },
                {"id": "C2", "when": "act and means_any and not purpose", "result": presumed, "strength": "low"},
                {"id": "C5", "when": "purpose and act unknown", "result": presumed, "strength": "low"},
                {"id": "C3", "when": "purpose and act no", "result": "other_protection"},
                {"id": "C4", "when": "ruled_out < min_completeness", "result": "inconclusive"},
                {"id": "C9", "when": "else", "result": "no_indication"},
            ],
            "adult": [
                {
                    "id": "A1",
                    "when": "(deceptive_recruitment or coercive_recruitment) and purpose and coercion_destination",
                    "result": presumed,
                    "strength": "strong",
                },
                {
                    "id": "A2",
                    "when": "abuse_vulnerability_recruitment and purpose and coercion_destination",
                    "result": presumed,
                    "strength": "strong",
                },
                {
                    "id": "A3",
                    "when": "purpose and means_at_destination and not means_at_recruitment",
                    "result": presumed,
                    "strength": "standard",
                },
                {
                    "id": "A4",
                    "when": "purpose and means_at_recruitment and not coercion_destination",
                    "result": presumed,
                    "strength": "standard",
                },
                {"id": "A5", "when": "means_any and not purpose", "result": "at_risk"},
                {
                    "id": "A6",
                    "when": "purpose and not means_any and ruled_out >= min_completeness",
                    "result": "other_protection",
                },
                {"id": "A7", "when": "ruled_out < min_completeness", "result": "inconclusive"},
                {"id": "A9", "when": "else", "result": "no_indication"},
            ],
        },
        "parameters": {
            "min_completeness": 0.5,
            "re_screen_days": 14,
            "observation_prompt_min": 2,
            "observation_prompt_always": ["SIGN-4"],
        },
        "act_means_purpose_checklist": {
            "act": ["recruitment", "transport", "harbouring"],
            "means": ["fraud", "abduction"],
            "purpose": ["forced_labour_or_services", "organ_removal"],
            "country_additional_purpose": ["begging"],
        },
    }


def rules_with_everything() -> dict[str, object]:
    """The rules with what a pack may add: contradictions, smuggling, where results lead, the checklist's own table."""
    table = [
        ("act and means and purpose", "presumed_victim", "standard"),
        ("means and purpose and act unknown", "presumed_victim", "low"),
        ("means", "at_risk", None),
        ("purpose and means no", "other_protection", None),
        ("means unknown or purpose unknown", "inconclusive", None),
        ("else", "no_indication", None),
    ]
    children = [
        ("act and purpose", "presumed_victim", "standard"),
        ("act and means", "presumed_victim", "low"),
        ("purpose and act unknown", "presumed_victim", "low"),
        ("means", "at_risk", None),
        ("purpose", "other_protection", None),
        ("means unknown or purpose unknown", "inconclusive", None),
        ("else", "no_indication", None),
    ]
    return {
        **rules(),
        "result_to_place": {
            "presumed_victim": {"place": "presumed"},
            "at_risk": {
                "place": "other_protection", "need_type": "at_risk", "required": ["safety_plan", "re_screen_date"],
            },
        },
        "checklist_outcomes": {
            group: [
                {"id": f"{group}{n}", "when": when, "result": result, **({"strength": strength} if strength else {})}
                for n, (when, result, strength) in enumerate(rows)
            ]
            for group, rows in (("adult", table), ("child", children))
        },
        "contradictions": [
            {"id": "K1", "when": "act no", "yes_in": ["deceptive_recruitment", "coercive_recruitment", "ILO-VR01"]}
        ],
        "smuggling": {
            "elements": ["crossing", "for_gain", "agreed"],
            "signs": ["let_go"],
            "against": {"agreed": ["ILO-CR01", "ILO-CR03"], "let_go": ["ILO-CD03"]},
        },
    }  # fmt: skip


# Profile, flags, items answered yes, what the rest of the profile was answered, and the row and result expected.
VECTORS: Mapping[str, tuple[str, dict[str, bool | None], str, Answer, str, str]] = {
    "T01": ("adult_labour", {"act": True}, "DR01 DR02 EX01 EX02 CD01 CD14", "no", "A1", "presumed_victim"),
    "T02": ("adult_labour", {"act": True}, "EX01 EX02", "no", "A6", "other_protection"),
    "T03": ("adult_labour", {"act": True}, "DR01 EX01", "no", "A9", "no_indication"),
    "T04": ("adult_labour", {"act": True}, "DR02 DR03 DR04 EX01 EX04", "no", "A4", "presumed_victim"),
    "T05": ("adult_labour", {"act": True}, "VR02 VR06 VR15 EX01 EX03 CD01 CD03", "no", "A2", "presumed_victim"),
    "T06": ("adult_labour", {"act": True}, "EX01 EX02 CD01 CD03", "no", "A3", "presumed_victim"),
    "T07": ("child_labour", {"act": True}, "EX01 EX09", "no", "C1", "presumed_victim"),
    "T08": (
        "child_sexual",
        {"act": True, "sexual_exploitation_recorded": True},
        "",
        "not_asked",
        "C1",
        "presumed_victim",
    ),
    "T09": ("adult_sexual", {"act": True}, "CD07 CD03 DR01 DR06", "no", "A1", "presumed_victim"),
    "T10": ("adult_labour", {"act": True}, "CD01", "not_asked", "A7", "inconclusive"),
    "T11": ("adult_labour", {"act": True}, "CR01 CR05", "no", "A5", "at_risk"),
    "T12": ("adult_labour", {"act": True}, "VR02 VR06", "no", "A9", "no_indication"),
    "T13": ("adult_labour", {"act": True}, "DR10 VR15 VR16", "no", "A9", "no_indication"),
    "T14": (
        "adult_labour",
        {"act": True},
        "DR02 DR03 DR10 EX02 EX03 EX09 CD14 CD11 CD15",
        "no",
        "A1",
        "presumed_victim",
    ),
    "T15": ("child_labour", {"act": False}, "EX01 EX06", "no", "C3", "other_protection"),
    "T16": ("child_labour", {"act": True}, "DR01 DR10", "no", "C2", "presumed_victim"),
}
