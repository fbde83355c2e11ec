"""Who gets the rows of exports."""

from amana.trust.rows.policies import (
    ACTOR,
    ORGANISATION,
    UNITS,
    WATCHES,
    Ground,
    Policy,
    RowPolicies,
    exists,
    of_parent,
    who_can,
)

ROWS = RowPolicies(
    protected=(
        Policy(
            "trust_export",
            f"maker = {ACTOR} OR recipient = {ACTOR} OR recipient_unit = ANY({UNITS}) OR decided_by = {ACTOR}"
            f" OR (organisation = {ORGANISATION} AND {who_can('exports.approve')}) OR {WATCHES}",
            counted=False,
        ),
        Policy("trust_exportperson", of_parent("trust_export", "export_id"), counted=False),
        Policy("trust_exportfetch", of_parent("trust_export", "export_id"), counted=False),
    ),
    open={"trust_agekey": "public keys of those to whom files are sealed"},
    grounds=(
        Ground(
            "trust_facts",
            reads=exists(
                "trust_export e",
                f"e.id = trust_facts.owner AND (e.maker = {ACTOR} OR e.recipient = {ACTOR}"
                f" OR e.recipient_unit = ANY({UNITS}) OR e.organisation = {ORGANISATION} OR {WATCHES})",
            ),
        ),
    ),
)
