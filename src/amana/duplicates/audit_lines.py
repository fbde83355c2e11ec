"""What the lines of the audit log that this room writes say, as sentences. Their codes still name the room it was part of."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "cases.link_chosen": _("An earlier file was chosen as perhaps the same person's."),
        "cases.link_different": _("Two files were found to belong to different people."),
        "cases.link_later": _("The answer whether two files belong to one person was put off."),
        "cases.link_proposed": _("Two files were proposed as perhaps the same person's."),
        "cases.link_reason_opened": _("The reason why two files belong together was read."),
        "cases.link_same": _("Two files were found to belong to the same person."),
        "cases.link_undone": _("A link between two files was undone."),
        "cases.look_up_refused": _("A search was refused: too many within an hour."),
        "cases.looked_up": _("A duplicate check was made."),
        "cases.opened_again_linked": _("A new case was opened and linked to an earlier one."),
        "cases.searched": _("A search for people was made."),
    }
)
