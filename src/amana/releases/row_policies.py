"""The tables of releases and their ledger, and what the public face reads of them."""

from amana.trust.rows.policies import PublicFace, RowPolicies, exists

ROWS = RowPolicies(
    open={
        "reporting_programme": "whose privacy is spent from one budget",
        "reporting_cap": "the most that its releases may cost",
        "reporting_grant": "what was set apart for a release",
        "reporting_charge": "what a measurement cost",
        "reporting_settlement": "what a release cost in the end",
        "reporting_release": "releases, from the first question to their withdrawal",
        "reporting_approval": "what each person said to a release",
        "reporting_answer": "what measurements gave, noise and all",
        "reporting_releasefile": "files of releases",
    },
    only_added=("reporting_grant", "reporting_charge", "reporting_settlement"),
    public=PublicFace(
        reads={
            "reporting_release": "state IN ('published', 'withdrawn')",
            "reporting_releasefile": exists("reporting_release r", "r.id = release_id AND r.state = 'published'"),
            "reporting_programme": exists("reporting_release r", "r.programme_id = reporting_programme.id"),
            "trust_organisation": exists("reporting_programme p", "p.organisation = trust_organisation.id"),
        }
    ),
)
