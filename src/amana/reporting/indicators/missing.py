"""Indicators that these records cannot answer yet, each with the reason."""

from django.utils.translation import gettext_lazy as _

NOT_YET = {
    "T-03": _("which referral was made by whom after a training is not recorded."),
    "T-04": _("adopted procedures and curricula are not recorded."),
    "C-02": _("members and leaders of forums are not recorded."),
    "R-03": _("the hour of an assault and the wish to see a doctor are not recorded as facts that may be counted."),
    "A-05": _("the check after 180 days comes with the steps of return."),
    "J-03": _("charges against victims for acts they were forced to do are not recorded as facts that may be counted."),
    "J-04": _("what was awarded and what was paid is not recorded for each proceeding."),
    "Q-01": _("there is no register of incidents yet."),
    "Q-02": _("access ends with the withdrawal itself, but when recipients were told is not recorded."),
    "W-01": _("who investigates which kind of case is not recorded."),
}
