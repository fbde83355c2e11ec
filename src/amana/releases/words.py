"""The sentences of a release about itself: how to read it, what is missing, its state and the reason."""

from django.utils.translation import gettext, gettext_lazy

from amana.releases.rules import FLOOR, Kind, State
from amana.reporting.words import month_name
from amana_methods.calendar import Period

STATES = {
    State.DRAFT: gettext_lazy("being prepared"),
    State.WAITING: gettext_lazy("waits for two people"),
    State.APPROVED: gettext_lazy("waits for the worker"),
    State.RUNNING: gettext_lazy("being measured"),
    State.READY: gettext_lazy("measured, not published"),
    State.PUBLISHED: gettext_lazy("published"),
    State.WITHDRAWN: gettext_lazy("withdrawn"),
    State.STOPPED: gettext_lazy("stopped"),
}
CHIPS = {
    State.DRAFT: "wait",
    State.WAITING: "new",
    State.APPROVED: "on",
    State.RUNNING: "on",
    State.READY: "due",
    State.PUBLISHED: "done",
    State.WITHDRAWN: "no",
    State.STOPPED: "no",
}
KINDS = {
    Kind.TABLES: gettext_lazy("Tables with an interval for each number"),
    Kind.RECORDS: gettext_lazy("Rows of made-up people, with counts"),
}
SENT_BACK = {
    "numbers": gettext_lazy("The numbers would be too uncertain to help anybody"),
    "columns": gettext_lazy("Other columns or tables would answer the question better"),
    "budget": gettext_lazy("It costs too much of what may be spent"),
    "moment": gettext_lazy("Not now: it could harm somebody at this moment"),
    "other": gettext_lazy("Let us talk about it first"),
}
WITHDRAWN = {
    "wrong_numbers": gettext_lazy("A mistake was found in the numbers."),
    "could_harm": gettext_lazy("It could harm people it speaks about."),
    "replaced": gettext_lazy("A newer release takes its place."),
    "asked_to": gettext_lazy("A court or an authority asked for it."),
}
STOPPED = {
    "too_few": gettext_lazy(
        "When people were counted with noise, there were too few for rows. Only that count was paid for. Prepare "
        "tables instead."
    ),
    "no_budget": gettext_lazy("What was left of the budget did not cover it. Nothing was published."),
    "broke_off": gettext_lazy(
        "The worker broke off five times. What was measured stays paid for. Ask your administrator."
    ),
    "given_up": gettext_lazy("It was given up before anybody saw it. What was spent stays spent."),
}
LAYOUTS = {
    "ctdc_synthetic": gettext_lazy("CTDC, synthetic layout (27 columns, empty for not known)"),
    "ctdc_k_anonymised": gettext_lazy("CTDC, k-anonymised layout (flags 0, 1, -99; every group of 11 rows or more)"),
}
FILES = {
    "tables.csv": gettext_lazy("The tables, with an interval for each number"),
    "synthetic.csv": gettext_lazy("Rows of made-up people"),
    "aggregates.csv": gettext_lazy("Counts of combinations, with intervals"),
    "ctdc-synthetic.csv": gettext_lazy("The same rows in CTDC's synthetic layout"),
    "ctdc-k-anonymised.csv": gettext_lazy("The same rows in CTDC's k-anonymised layout"),
    "report.json": gettext_lazy("What was spent and on what, what each column means"),
    "datapackage.json": gettext_lazy("A description of the files for programs"),
}


def months_of(period: Period) -> str:
    """Returns the months of a release in the reader's words, one month named once."""
    first, last = month_name(period.starts), month_name(period.ends)
    return first if first == last else f"{first} – {last}"


def how_to_read(kind: str) -> list[str]:
    """Returns what a reader may conclude, and what not; one sentence each."""
    said = [
        gettext(
            "Every number is changed a little on purpose, so that nobody can find out whether one person is in it."
        ),
    ]
    if kind == Kind.TABLES:
        said += [
            gettext(
                "The interval beside a number holds the true one in 19 of 20 cases. Compare intervals, not numbers."
            ),
            gettext("Of 40 cells with nobody in them, about one is printed all the same: its interval begins near 0."),
            gettext(
                "Lines of a table need not add up to its total, and the same people may give another total elsewhere."
            ),
        ]
    else:
        said += [
            gettext(
                "No row is a person. The rows are made up so that all of them together show what is true of all people."
            ),
            gettext("Count with the counts, explore with the rows: the counts are nearer to the truth."),
            gettext("The intervals show the noise alone. Where nothing was measured the model itself may be wrong."),
        ]
    return [
        *said,
        gettext("A difference between two groups is no reason by itself, and says nothing about any one person."),
    ]


def what_is_missing(kind: str) -> list[str]:
    """Returns what these data do not contain; one sentence each."""
    said = [
        gettext("People whom nobody found, and those who asked nobody for help, are in no number here."),
        gettext("Numbers below %(floor)s are not printed, nor those that noise alone could make of nobody.")
        % {"floor": FLOOR},
        gettext("Districts, days, names of places and organisations, and everything written in words are left out."),
    ]
    if kind == Kind.RECORDS:
        said.append(gettext("Those who do not want to be in data releases are left out of the rows and of the counts."))
    else:
        said.append(gettext("Those whose file was erased at their wish are not counted."))
    return said
