"""What the lines of the audit log that this room writes say, as sentences."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "cases.assigned": _("A colleague was assigned to the case."),
        "cases.attached": _("A file was attached to the case."),
        "cases.attachment_opened": _("An attached file was opened."),
        "cases.begun": _("A procedure was begun."),
        "cases.chain_opened": _("The custody record of a piece of evidence was opened."),
        "cases.child_searched": _("Child protection searched for a child."),
        "cases.contact_tried": _("A safe attempt to reach the person was recorded."),
        "cases.corrected": _("A section of the case was corrected."),
        "cases.corrections_opened": _("The corrections of a section were opened."),
        "cases.covered": _("What stands in a file was blacked out in a copy."),
        "cases.earlier_facts_opened": _("Earlier coded facts of the case were opened."),
        "cases.earlier_opened": _("Earlier values of a section were opened."),
        "cases.emergency_looked": _("A case was looked for in an emergency."),
        "cases.emergency_refused": _("Looking for a case in an emergency was refused: too many attempts."),
        "cases.evidence_handed_over": _("Evidence was handed over."),
        "cases.facts_changed": _("The coded facts of the case were changed."),
        "cases.forgetting_asked": _("Erasing a case was requested."),
        "cases.forgetting_refused": _("Erasing a case was refused."),
        "cases.forgotten": _("A case was erased."),
        "cases.glass_broken": _("Sections were opened in an emergency."),
        "cases.glass_ended": _("An emergency opening ended."),
        "cases.glass_reason_opened": _("The reason of an emergency opening was read."),
        "cases.glass_reviewed": _("An emergency opening was reviewed."),
        "cases.handed_over": _("The case was given to another case manager."),
        "cases.held": _("A hold by law was set on the case."),
        "cases.hold_lifted": _("A hold by law was lifted from the case."),
        "cases.milestone": _("A milestone of the case was recorded."),
        "cases.note_opened": _("A note was opened."),
        "cases.note_written": _("A note was written."),
        "cases.objection_noted": _("An objection was written beside a section."),
        "cases.opened": _("A case was opened."),
        "cases.original_opened": _("The original of a file was opened."),
        "cases.section_changed": _("A section of the case was changed."),
        "cases.section_opened": _("A section of the case was opened."),
        "cases.shift_note_left": _("A note for the next shift was left."),
    }
)
