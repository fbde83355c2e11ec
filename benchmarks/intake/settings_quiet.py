"""The public face as on a quiet day, however many reports come in: its work never grows, and nothing is held back."""

from amana.web.settings.public import *  # noqa: F403  (a settings file is its base plus what differs)

AMANA_FLOOD = {
    "reports_a_minute": 1_000_000,
    "without_work_an_hour": 1_000_000,
    "of_one_address_an_hour": 1_000_000,
}
