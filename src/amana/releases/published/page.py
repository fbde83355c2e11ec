"""The report of a release as one self-contained page in three languages."""

import gettext
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from amana.releases.published.report import Report, written_out

__all__ = ["page"]

LANGUAGES = (("ar", "العربية", "rtl"), ("ckb", "کوردی", "rtl"), ("en", "English", "ltr"))
_LOCALE = Path(__file__).resolve().parents[2] / "locale"
_MOST_ABSENT = 12  # values of a column that are listed in full


def _(sentence: str) -> str:
    """Marks the sentence for translation; it is translated where the page is written."""
    return sentence


NO_RELEASE = _("This is no release")
NO_LEDGER = _(
    "A trial without a ledger: what it cost is entered nowhere, so that nobody knows what all such files together give"
    " away. Do not publish any of these files."
)
UNTITLED = _("Data about people, in which nobody can be found")
MADE = _(
    "Made on %(day)s with Amana, about %(people)s people. Each row of %(rows)s is a made-up person; together they are like the real ones."
)
MADE_TABLES = _(
    "Made on %(day)s with Amana, about %(people)s people. Every number has noise of its own; the true one lies within its"
    " interval in 19 of 20 cases."
)
PROMISE_HEAD = _("What is promised")
PROMISE = _(
    "Whoever reads these files learns nearly the same about a person, whether or not that person was among the people "
    "counted. Nearly means: epsilon %(epsilon)s, delta %(delta)s. The smaller they are, the stronger the promise. "
    "Noise was drawn from the randomness of the operating system and cannot be drawn again."
)
UNIT_NAMED = _("One person is one row; of a person with several rows the first one counts.")
UNIT_ROWS = _("Each row was taken for one person. Whoever stood in several rows is protected less.")
SEEDED = _("The number %(seed)s began what came after the noise. It says nothing about the noise.")
SPENT_HEAD = _("What was spent")
SPENT = _("Of the %(granted)s that were granted, %(spent)s were spent (in rho, which adds up).")
LEFT = _("In the ledger %(ledger)s epsilon %(left)s is left for all further releases.")
ON_WHAT = _("On what")
HOW_MANY = _("Steps")
COST = _("Cost in rho")
SHARE = _("Share")
PURPOSES = {
    "measure": _("Tables measured with noise"),
    "choose network": _("Choices of which columns belong together"),
    "choose table": _("Choices of what to measure next"),
}
ERROR_HEAD = _("What error is expected")
ERROR = _(
    "A count in aggregates.csv is off by so many people on average, for noise alone. Where columns depend on each other in"
    " a way that was not measured, it may be off by more. Each count has its own interval in the file, which holds the"
    " noise in 19 of 20 cases."
)
LENGTH = _("Values in the combination")
PEOPLE = _("People, on average")
WIDTHS = _(
    "A number of %(file)s may be off by so many people, up or down, in 19 of 20 cases. It follows from the law of the noise."
)
TABLE = _("Table")
WIDTH = _("People, up or down")
MISSING_HEAD = _("What is missing")
FLOOR = _(
    "Combinations of fewer than %(floor)s people are not in aggregates.csv. That one is missing does not mean that there is nobody."
)
BLANKS = _("A blank is counted in no combination.")
UNLISTED = _("What the list of codes does not name stands as “other”, or is blank.")
ABSENT = _("These values have no count:")
MORE = _("and %(number)s more")
READ_HEAD = _("How to read it, and how not")
READ = (
    _("Count with aggregates.csv where it has the combination; it is nearer to the truth than counting rows."),
    _("No row is a person. Whoever looks for somebody in it finds a stranger that was made up."),
    _("Combinations of many values in one row are mostly invented. Three at once is what was looked after."),
    _("These are people who came to those who keep the records. They do not tell how many there are in the country."),
    _("That two things stand together does not mean that one brings about the other."),
)
READ_TABLES = (
    _("A zero may be somebody, and a small number may be nobody. Quote the interval with the number."),
    _("The tables do not add up to each other, because each has noise of its own."),
    *READ[3:],
)
FILES_HEAD = _("The files")
LINES = _("%(number)s lines")
CITE_HEAD = _("How to cite it")

# A file that is opened anywhere: it holds its style, with the colours of the pages (web/static/web/colours.css).
STYLE = """
:root{color-scheme:light;--paper:#F6F4EE;--sheet:#FFFFFF;--line:#DDD8CB;--ink:#1B2629;--ink-soft:#4C585B;--glaze:#0F4F5B;
--pome-fill:#961A30;--on-fill:#FFFFFF}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--paper:#161C1E;--sheet:#1E2527;--line:#374143;
--ink:#E3E0D8;--ink-soft:#AEB6B3;--glaze:#86C1CA;--pome-fill:#8F3243;--on-fill:#F5F3EF}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);line-height:1.5;
font-family:Vazirmatn,system-ui,"Segoe UI","Noto Sans","Noto Sans Arabic",sans-serif}
:lang(ar),:lang(ckb){line-height:1.7}main,nav{max-inline-size:52rem;margin-inline:auto;padding:1rem}
nav{display:flex;gap:1.5rem}nav a{padding-block:.6rem}a{color:var(--glaze)}h1{font-size:1.75rem;line-height:1.3}
h2{font-size:1.3rem;margin-block:2rem .5rem}section.language{padding-block:1rem 3rem;border-block-end:2px solid var(--ink)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:5px;overflow-x:auto}
table{inline-size:100%;border-collapse:collapse}th,td{padding:.5rem 1rem;text-align:start;vertical-align:top;
border-block-start:1px solid var(--line)}thead th{color:var(--ink-soft);font-size:.875rem;border:0}
.num{direction:ltr;text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}.ltr{direction:ltr;unicode-bidi:isolate}
.stop{background:var(--pome-fill);color:var(--on-fill);padding:1rem;border-radius:5px}.stop h2{margin:0;color:inherit}
.hash{overflow-wrap:anywhere;font-size:.875rem}li{margin-block-end:.4rem}
@media print{nav{display:none}body{background:var(--sheet)}}
"""


def page(report: Report) -> str:
    """Returns the page; it loads nothing and runs no script."""
    sections = [_section(report, code, name, direction) for code, name, direction in LANGUAGES]
    links = "".join(f'<a href="#{code}" lang="{code}">{name}</a>' for code, name, _direction in LANGUAGES)
    title = escape(report.title or "Amana")
    mark = "" if report.is_release else "NO RELEASE · "
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{mark}{title}</title><style>{STYLE}</style></head>\n<body><nav>{links}</nav><main>\n"
        + "\n".join(sections)
        + "\n</main></body></html>\n"
    )


def _section(report: Report, code: str, name: str, direction: str) -> str:
    say = _speaker(code)
    title = escape(report.title) if report.title else say(UNTITLED)
    stop = "" if report.is_release else f'<div class="stop"><h2>{say(NO_RELEASE)}</h2><p>{say(NO_LEDGER)}</p></div>'
    parts = (
        stop,
        f"<h1><bdi>{title}</bdi></h1>",
        _method_section(report, say),
        _promise(report, say),
        _spending_section(report, say),
        _error(report, say),
        _missing(report, say),
        f"<h2>{say(READ_HEAD)}</h2>{_list(say(sentence) for sentence in (READ_TABLES if report.is_of_tables else READ))}",
        _files(report, say),
        f'<h2>{say(CITE_HEAD)}</h2><p class="ltr" lang="en">{escape(report.cite)}</p>',
    )
    return (
        f'<section class="language" id="{code}" lang="{code}" dir="{direction}" aria-label="{name}">'
        + "\n".join(parts)
        + "</section>"
    )


type Say = Callable[..., str]


def _speaker(code: str) -> Say:
    """Returns a function that translates a sentence to this language; placeholder values keep their own direction."""
    catalogue = gettext.translation("django", _LOCALE, [code], fallback=code == "en")

    def say(sentence: str, **places: str) -> str:
        text = escape(catalogue.gettext(sentence) if code != "en" else sentence, quote=False)
        return (
            text % {name: f'<bdi class="ltr">{escape(value)}</bdi>' for name, value in places.items()}
            if places
            else text
        )

    return say


def _method_section(report: Report, say: Say) -> str:
    day, people = report.made_at[:10], f"{report.people:,}"
    if report.is_of_tables:
        return _p(say(MADE_TABLES, day=day, people=people))
    return _p(say(MADE, day=day, people=people, rows="synthetic.csv"))


def _promise(report: Report, say: Say) -> str:
    privacy = report.privacy
    told = _p(say(PROMISE, epsilon=written_out(privacy.epsilon), delta=written_out(privacy.delta)))
    unit = _p(say(UNIT_NAMED if report.schema.person is not None else UNIT_ROWS))
    seed = _p(say(SEEDED, seed=str(report.seed))) if report.seed is not None else ""
    return f"<h2>{say(PROMISE_HEAD)}</h2>{told}{unit}{seed}"


def _spending_section(report: Report, say: Say) -> str:
    privacy = report.privacy
    rows = []
    for purpose in dict.fromkeys(charge.purpose for charge in privacy.charges):
        costs = [charge.rho for charge in privacy.charges if charge.purpose == purpose]
        name = say(PURPOSES[purpose]) if purpose in PURPOSES else escape(purpose)
        rows.append((name, f"{len(costs)}", f"{sum(costs):.4g}", f"{sum(costs) / privacy.rho_spent:.0%}"))
    left = ""
    if privacy.ledger is not None and privacy.left is not None:
        left = _p(say(LEFT, ledger=privacy.ledger, left=f"{privacy.left:.3g}"))
    table = _table((say(ON_WHAT), say(HOW_MANY), say(COST), say(SHARE)), rows)
    told = _p(say(SPENT, granted=f"{privacy.rho:.4g}", spent=f"{privacy.rho_spent:.4g}"))
    return f"<h2>{say(SPENT_HEAD)}</h2>{told}{table}{left}"


def _error(report: Report, say: Say) -> str:
    if report.is_of_tables:
        widths = [(f"<bdi>{escape(name)}</bdi>", f"± {width}") for name, width in report.half_widths.items()]
        told = _p(say(WIDTHS, file="tables.csv"))
        return f"<h2>{say(ERROR_HEAD)}</h2>{told}{_table((say(TABLE), say(WIDTH)), widths)}"
    rows = [(f"{length}", f"± {error:.1f}") for length, error in report.errors.items()]
    return f"<h2>{say(ERROR_HEAD)}</h2>{_p(say(ERROR))}{_table((say(LENGTH), say(PEOPLE)), rows)}"


def _missing(report: Report, say: Say) -> str:
    told = [say(UNLISTED)]
    if not report.is_of_tables:
        told = [say(FLOOR, floor=str(report.floor)), say(BLANKS), *told]
    absent = []
    for name, values in report.absent.items():
        shown = " · ".join(f"<bdi>{escape(value)}</bdi>" for value in values[:_MOST_ABSENT])
        more = f" {say(MORE, number=str(len(values) - _MOST_ABSENT))}" if len(values) > _MOST_ABSENT else ""
        absent.append(f"<bdi>{escape(name)}</bdi>: {shown}{more}")
    listed = f"{_p(say(ABSENT))}{_list(absent)}" if absent else ""
    return f"<h2>{say(MISSING_HEAD)}</h2>{_list(told)}{listed}"


def _files(report: Report, say: Say) -> str:
    rows = [
        (
            f'<a href="{each.name}"><bdi class="ltr">{each.name}</bdi></a>',
            f'{say(LINES, number=f"{each.lines:,}")}<br><span class="hash ltr">SHA-256 {each.sha256}</span>',
        )
        for each in report.files
    ]
    body = "".join(f'<tr><th scope="row">{name}</th><td>{about}</td></tr>' for name, about in rows)
    return f'<h2>{say(FILES_HEAD)}</h2><div class="sheet"><table><tbody>{body}</tbody></table></div>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    columns = "".join(
        f'<th scope="col"{' class="num"' if place else ""}>{each}</th>' for place, each in enumerate(head)
    )
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f'<td class="num">{each}</td>' for each in row[1:]) + "</tr>"
        for row in rows
    )
    return f'<div class="sheet"><table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div>'


def _list(sentences: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{each}</li>' for each in sentences)}</ul>"


def _p(text: str) -> str:
    return f"<p>{text}</p>"
