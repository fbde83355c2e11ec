"""The items that need nothing of a case: units, colleagues, the country pack, keys, witnesses, copies."""

from django.utils.translation import gettext_lazy as _

from amana.first_day import queries
from amana.first_day.items import WITH_COORDINATOR, Item

ON_THE_SERVER = _("The person who runs the server")

ITEMS = (
    Item(
        "intake",
        10,
        _("A unit takes reports in, and somebody belongs to it"),
        _(
            "Reports are sealed for a unit. Until it has a first colleague, it has no key, and no report can be recorded."
        ),
        queries.count_intake,
        capability="accounts.keep",
        route="accounts:organisations",
        seen_by=WITH_COORDINATOR,
    ),
    Item(
        "colleagues",
        20,
        _("Colleagues are invited and have signed in"),
        _(
            "A report needs somebody who begins its triage, a case somebody who manages it, and a referral somebody of "
            "another organisation who answers it."
        ),
        queries.count_colleagues,
        capability="accounts.keep",
        route="accounts:accounts",
        seen_by=WITH_COORDINATOR,
    ),
    Item(
        "admissions",
        30,
        _("Everybody has been let into their unit"),
        _("A newcomer opens nothing of the unit before a member lets them in, on the page of their own account."),
        queries.count_admissions,
        who=_("A member of the unit"),
        route="accounts:me",
        may_do=queries.may_let_in,
    ),
    Item(
        "factors",
        40,
        _("Everybody whose role asks for it has a second factor"),
        _(
            "A password alone can be guessed or seen. Colleagues who work with people’s files are asked for a second factor "
            "at the first sign-in."
        ),
        queries.count_factors,
        who=_("Each colleague, at the first sign-in"),
        route="mfa_index",
    ),
    Item(
        "administrators",
        50,
        _("A second administrator has signed in"),
        _(
            "If the first one is ill or loses a password, somebody else can still invite colleagues and change roles. Give the "
            "powerful roles now: after the first report each needs a second person and a day."
        ),
        queries.count_administrators,
        capability="accounts.keep",
        route="accounts:invite",
    ),
    Item(
        "officers",
        80,
        _("Five recovery officers are named"),
        _("Until they are named, what one colleague alone could open is lost with their password."),
        queries.count_officers,
        capability="accounts.keep",
        route="first_day:officers",
    ),
    Item(
        "witness",
        90,
        _("A witness outside keeps checkpoints of the audit log"),
        _("It shows whether anybody changed the audit log afterwards. A mailbox of another organisation is enough."),
        queries.count_witnesses,
        capability="accounts.keep",
        route="oversight:witnesses",
    ),
    Item(
        "copies",
        100,
        _("Copies of everything and of the keys exist, and a restore was rehearsed"),
        _("A disk that breaks takes every case with it. A copy that nobody has restored may not open."),
        queries.count_copies,
        who=ON_THE_SERVER,
        command="./amana backup",
    ),
    Item(
        "values",
        110,
        _("Values of the country pack are confirmed"),
        _("Until somebody vouches for a value, it is not printed in an official letter. This can go on for weeks."),
        queries.count_values,
        capability="pack.confirm",
        route="first_day:values",
        needed=False,
        seen_by=WITH_COORDINATOR,
    ),
)
