"""The commands: setting a programme's cap, spending from it, publishing a release."""

from amana.releases.commands.budget import ProgrammeGrant, agree_to_cap, grant, open_programme, propose_cap, set_apart
from amana.releases.commands.releases import (
    REASONS,
    WITHDRAWN_BECAUSE,
    answer_release,
    choose_columns,
    choose_epsilon,
    choose_kind,
    choose_tables,
    give_up,
    hand_in,
    missing_in,
    prepare_release,
    publish_release,
    take_back,
    want_preview,
    withdraw_release,
)
from amana.releases.commands.running import begin, make_previews, run_approved

__all__ = [
    "REASONS",
    "WITHDRAWN_BECAUSE",
    "ProgrammeGrant",
    "agree_to_cap",
    "answer_release",
    "begin",
    "choose_columns",
    "choose_epsilon",
    "choose_kind",
    "choose_tables",
    "give_up",
    "grant",
    "hand_in",
    "make_previews",
    "missing_in",
    "open_programme",
    "prepare_release",
    "propose_cap",
    "publish_release",
    "run_approved",
    "set_apart",
    "take_back",
    "want_preview",
    "withdraw_release",
]
