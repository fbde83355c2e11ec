"""The errors of outreach."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class EndsBeforeItBegins(Refused):
    code = "outreach.ends_before_it_begins"
    text = _("It ends before it begins. Correct one of the two. Nothing was stored.")
    field = "end_at"


class DistrictElsewhere(Refused):
    code = "outreach.district_elsewhere"
    text = _("This district lies in %(governorate)s. Choose a district of the governorate you named, or leave it open.")
    field = "district_pcode"


class NoTarget(Refused):
    code = "outreach.no_target"
    text = _("Choose at least one governorate to which the campaign goes. Nothing was stored.")
    field = "targets"


class NotYetHeld(Refused):
    code = "outreach.not_yet_held"
    text = _("It begins later than now. People are counted when it was held. Nothing was stored.")


class Cancelled(Refused):
    code = "outreach.cancelled"
    text = _("It was cancelled, so nobody can be counted. Plan it anew if it takes place after all.")


class HeldAlready(Refused):
    code = "outreach.held_already"
    text = _("It was held and people were counted. Correct the count if it is wrong; it cannot be cancelled any more.")


class SumsDiffer(Refused):
    code = "outreach.sums_differ"
    text = _(
        "By sex and age group there are %(added)s people, in all %(total)s. Correct one of them. Nothing was stored."
    )
    field = "people"


class MoreThanCame(Refused):
    code = "outreach.more_than_came"
    text = _("There are %(number)s here and %(total)s people in all. It cannot be more. Nothing was stored.")


class MoreKnewThanWereAsked(Refused):
    code = "outreach.more_knew_than_asked"
    text = _("More people gave the right answer than were asked. Correct one of the two. Nothing was stored.")


class NotACount(Refused):
    code = "outreach.not_a_count"
    text = _("A count is a whole number from 0 to %(most)s. Nothing was stored.")


class NotPercent(Refused):
    code = "outreach.not_percent"
    text = _("A result in per cent lies between 0 and 100. Nothing was stored.")


class MaterialIncomplete(Refused):
    code = "outreach.material_incomplete"
    text = _("Say the material, its language and how many pieces, or leave the whole row empty. Nothing was stored.")


class ChangedMeanwhile(Conflict):
    code = "outreach.changed_meanwhile"
    text = _(
        "Somebody else changed this activity while you were writing. Look at what stands there now, then store again."
    )


class NotATraining(Refused):
    code = "outreach.not_a_training"
    text = _("Only a training has a register of names and tests. Of everybody else only the number is kept.")


class NameMissing(Refused):
    code = "outreach.name_missing"
    text = _("Write the name as it stands on the attendance list. Nothing was stored.")
    field = "name"


class CodeTaken(Refused):
    code = "outreach.code_taken"
    text = _("The tests of this code stand here already. Remove them first if they are wrong. Nothing was stored.")
    field = "code"


class ReasonMissing(Refused):
    code = "outreach.reason_missing"
    text = _("Say in a few words why it does not take place. Nothing was changed.")
    field = "reason"
