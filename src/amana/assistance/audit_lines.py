"""The sentences for this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _

from amana.trust.trail.sentences import register_sentences

register_sentences(
    {
        "assistance.agreed": _("A payment was approved by a second person."),
        "assistance.asked": _("A payment was requested."),
        "assistance.begun": _("Help has begun."),
        "assistance.cancelled": _("Help was cancelled."),
        "assistance.delivered": _("Help was given."),
        "assistance.followed_up": _("Help was followed up."),
        "assistance.goal_closed": _("A goal of the plan was closed."),
        "assistance.goal_opened": _("The words of a goal were opened."),
        "assistance.goal_set": _("A goal of the plan was set."),
        "assistance.money_in": _("Money came in."),
        "assistance.recorded": _("Help was recorded."),
        "assistance.refused": _("A payment was refused by a second person."),
        "assistance.stock_counted": _("Stock was counted."),
        "assistance.stock_received": _("Items came into stock."),
        "assistance.taken_back": _("An entry about help was taken back."),
        "assistance.words_opened": _("The words about help were opened."),
    }
)
