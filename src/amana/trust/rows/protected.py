"""The tables whose rows are given by policy, and to whom. docs/understand/rows.md says the same in words."""

from amana.trust.rows.policies import (
    ACTOR,
    AGREED,
    ASKED,
    AT_WORK,
    GLASS,
    LINKED,
    ORGANISATION,
    OWN,
    UNITS,
    WATCHES,
    Policy,
    of_parent,
    of_procedure,
    who_can,
)

# Who gets a procedure's own row, and what hangs on it; of a file that is only linked with one's own, the row alone.
_GROUNDS = (OWN, AGREED, AT_WORK, ASKED, WATCHES)
_KNOWN = of_procedure("procedure_id", *_GROUNDS)
_OPEN = of_procedure("procedure_id", OWN, AGREED)
_TEXT_OF_MINE = of_procedure("trust_sealed.lock", OWN)
_TEXT_I_HOLD = f"amana_holds(id, {ACTOR}, {UNITS})"
# Who wrote a text sees it while something of the case is open to them: the key is wrapped in the next statement.
_TEXT_I_WROTE = (
    f"(changed_by = {ACTOR} AND (NOT amana_is_of_a_case(lock) OR amana_watches()"
    f" OR {of_procedure('trust_sealed.lock', AGREED, AT_WORK)}))"
)
_SECTION_IN_AN_EMERGENCY = f"(kind = 'section' AND {of_procedure('trust_sealed.lock', GLASS)})"
_MY_ORGANISATION_S = (
    f"EXISTS (SELECT 1 FROM assistance_item i WHERE i.lock = trust_facts.lock AND i.organisation = {ORGANISATION})"
    f" OR EXISTS (SELECT 1 FROM outreach_activity a WHERE a.lock = trust_facts.lock AND a.organisation = {ORGANISATION})"
    f" OR EXISTS (SELECT 1 FROM trust_export e WHERE e.id = trust_facts.owner AND (e.maker = {ACTOR}"
    f" OR e.recipient = {ACTOR} OR e.recipient_unit = ANY({UNITS}) OR e.organisation = {ORGANISATION} OR amana_watches()))"
    f" OR trust_facts.owner = {ORGANISATION}"
    f" OR EXISTS (SELECT 1 FROM intake_call c WHERE c.lock = trust_facts.lock"
    f" AND (c.unit = ANY({UNITS}) OR c.supervised_by = ANY({UNITS})))"
    f" OR EXISTS (SELECT 1 FROM intake_concern c WHERE c.lock = trust_facts.lock"
    f" AND (c.unit = ANY({UNITS}) OR c.supervised_by = ANY({UNITS})))"
)
_ANSWERED_BY_US = f"EXISTS (SELECT 1 FROM exchange_answering a WHERE a.id = answering_id AND a.holder = {ORGANISATION})"
_ACTIVITY_OF_OURS = (
    f"EXISTS (SELECT 1 FROM outreach_activity a WHERE a.id = activity_id AND a.organisation = {ORGANISATION})"
)
_MEETS_INCIDENTS = f"{who_can('protection.watch')} OR {who_can('incidents.confirm')}"
_WATCHED = f"(kind IN ('glass', 'erasure', 'hold') AND amana_watches()) OR (kind = 'incident' AND ({_MEETS_INCIDENTS}))"

CASES = (
    Policy(
        "cases_procedure",
        " OR ".join(ground.format(p="") for ground in (*_GROUNDS, LINKED)),
        writes=f"organisation = {ORGANISATION} OR {OWN.format(p='')} OR {AGREED.format(p='')}"
               f" OR {AT_WORK.format(p='')} OR {ASKED.format(p='')}",
    ),
    Policy("cases_section", _OPEN),
    Policy("cases_attachment", _OPEN),
    Policy("cases_note", _OPEN),
    Policy("cases_milestone", _OPEN),
    Policy("cases_assignment", f'"user" = {ACTOR} OR {_KNOWN}'),
    Policy("cases_step", _KNOWN),
    Policy("cases_deadline", _KNOWN),
    Policy("cases_tocompare", _KNOWN),
    Policy("cases_link", f"{of_procedure('one_id', *_GROUNDS)} OR {of_procedure('other_id', *_GROUNDS)}"),
    Policy("cases_custody", of_parent("cases_attachment", "attachment_id"), counted=False),
    Policy("cases_correction", _OPEN, counted=False),
    Policy("cases_correctionnotice", f"holder = {ACTOR} OR holder = ANY({UNITS})", counted=False),
    Policy("cases_glassgrant", f'"user" = {ACTOR} OR {WATCHES} OR {of_procedure("procedure_id", OWN)}', counted=False),
    Policy("messages_outgoing", of_procedure("procedure_id", OWN), counted=False),
    Policy("cases_shiftnote", f"unit = ANY({UNITS})", counted=False),
)  # fmt: skip
SEALED = (
    Policy(
        "trust_sealed",
        f"{_TEXT_OF_MINE} OR {_TEXT_I_HOLD} OR {_TEXT_I_WROTE} OR {_SECTION_IN_AN_EMERGENCY}",
        writes=f"{of_procedure('trust_sealed.lock')} OR (changed_by = {ACTOR} AND NOT amana_is_of_a_case(lock))"
               f" OR {_TEXT_I_HOLD}",
        counted=False,
    ),
    Policy("trust_wrap", of_parent("trust_sealed", "sealed_id"), counted=False),
    Policy(
        "trust_facts",
        f"{of_procedure('trust_facts.lock', OWN, AGREED, AT_WORK)} OR {_MY_ORGANISATION_S} OR {_WATCHED}",
        writes=f"{of_procedure('trust_facts.lock')} OR NOT amana_is_of_a_case(lock)",
    ),
)  # fmt: skip
AGREEMENTS = (
    Policy("consent_consent", f"unit = ANY({UNITS}) OR {of_procedure('procedure', OWN, AGREED)}"),
    Policy("consent_closeddoor", f"unit = ANY({UNITS}) OR {of_parent('consent_consent', 'consent_id')}"),
    Policy("referrals_referral", f"unit = ANY({UNITS}) OR {of_procedure('procedure_id', OWN, AGREED, AT_WORK)}"),
    Policy("referrals_message", of_parent("referrals_referral", "referral_id"), counted=False),
)
INTAKE = (
    Policy("intake_sign", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS}) OR taken_by = {ACTOR} OR {_OPEN}"),
    Policy("intake_reply", of_parent("intake_sign", "sign_id"), counted=False),
    Policy("intake_publicreport", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS})", counted=False),
    Policy("intake_letter", f"amana_reads_report(report_id, {UNITS})", counted=False),
    Policy("intake_ownpage", f"{of_procedure('procedure_id', OWN)} OR unit = ANY({UNITS})", counted=False),
    Policy(
        "intake_ownword",
        f"unit = ANY({UNITS}) OR (for_team AND amana_sees_own_page(page_id, {ACTOR}, {UNITS}))",
        counted=False,
    ),
    Policy("intake_feedback", f"unit = ANY({UNITS})", counted=False),
    Policy("intake_signfile", of_parent("intake_sign", "sign_id"), counted=False),
    Policy("intake_joined", of_parent("intake_sign", "sign_id"), counted=False),
    Policy("intake_call", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS})", counted=False),
    Policy(
        "intake_concern", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS}) OR raised_by = {ACTOR}", counted=False
    ),
    Policy("intake_triagecard", f"{of_procedure('procedure_id', OWN, AGREED, AT_WORK)}"),
    Policy("intake_screening", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS}) OR screener = {ACTOR} OR {_OPEN}"),
    Policy("intake_typedsheet", of_parent("intake_screening", "screening_id"), counted=False),
    Policy("intake_assessment", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS}) OR {_OPEN}"),
    Policy("intake_task", of_parent("intake_assessment", "assessment_id"), counted=False),
)
HELP = (
    Policy("assistance_delivery", f"provider_unit = ANY({UNITS}) OR {_OPEN}"),
    Policy("assistance_goal", _OPEN),
    Policy("justice_letter", _OPEN),
    Policy("justice_proceeding", _OPEN),
    Policy("justice_judgerequest", f"unit = ANY({UNITS}) OR {_OPEN}"),
    Policy("justice_professionalnote", f"unit = ANY({UNITS}) OR {_OPEN}", counted=False),
    Policy("exchange_question", f"organisation = {ORGANISATION}", counted=False),
    Policy(
        "exchange_asked", f"holder = {ORGANISATION} OR {of_parent('exchange_question', 'question_id')}", counted=False
    ),
    Policy("exchange_findable", of_procedure("procedure", *_GROUNDS), counted=False),
    Policy("exchange_enrolled", _ANSWERED_BY_US, counted=False),
    Policy("exchange_known", _ANSWERED_BY_US, counted=False),
    Policy("outreach_trainee", _ACTIVITY_OF_OURS),
    Policy("outreach_pairedtest", _ACTIVITY_OF_OURS),
)
OVERSIGHT = (
    Policy(
        "trust_export",
        f"maker = {ACTOR} OR recipient = {ACTOR} OR recipient_unit = ANY({UNITS}) OR decided_by = {ACTOR}"
        f" OR (organisation = {ORGANISATION} AND {who_can('exports.approve')}) OR {WATCHES}",
        counted=False,
    ),
    Policy("trust_exportperson", of_parent("trust_export", "export_id"), counted=False),
    Policy("trust_exportfetch", of_parent("trust_export", "export_id"), counted=False),
    Policy("trust_legalhold", f"{WATCHES} OR {of_procedure('trust_legalhold."case"', *_GROUNDS)}", counted=False),
    Policy(
        "trust_erasure",
        f"{WATCHES} OR (organisation = {ORGANISATION} AND {who_can('forgetting.decide')})"
        f" OR asked_by = {ACTOR} OR agreed_by = {ACTOR} OR {of_procedure('trust_erasure."case"', *_GROUNDS)}",
    ),
    Policy("trust_finding", WATCHES, counted=False),
    Policy("trust_incident", _MEETS_INCIDENTS, counted=False),
    Policy("trust_incidenttold", of_parent("trust_incident", "incident_id"), counted=False),
    Policy("trust_incidentnote", of_parent("trust_incident", "incident_id"), counted=False),
)
POLICIES = (*CASES, *SEALED, *AGREEMENTS, *INTAKE, *HELP, *OVERSIGHT)
PROTECTED: tuple[str, ...] = tuple(policy.table for policy in POLICIES)
