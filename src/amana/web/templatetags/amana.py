"""Tags and filters of Amana's pages: `{% load amana %}`.

{% icon "home" %}   {% icon "go" turns=True %}            a drawing; always next to a word
{% field form.x %}   {% fields form %}   {% form_errors form %}
{{ moment|when }}   {{ moment|due }}   {{ moment|clock }}   {{ moment|day }}   {{ moment|long_day }}
{{ moment|month }}   {{ moment|stamp }}   {{ text|stored_day }}   what a moment means, and which one it is
{{ text|ltr }}   {{ number|ref }}   {{ who|name }}   {{ 250000|money }}   keep their direction inside a sentence
{% chip "late" text "clock" %}   {% due_chip moment %}   {% sealed_badge %}   {% unconfirmed_badge value %}
{{ line.verb|audit_sentence }}                            what a line of the audit log says
{% lang_attrs "ar" %}                                     lang and dir of a foreign text
{% columns %}...{% beside %}...{% endcolumns %}           a second column only where there is something in it
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from amana.countrypacks import dates, pack
from amana.countrypacks.wording import format_number, join_words
from amana.demo import people
from amana.errors import Conflict
from amana.my_day import WorkItem
from amana.trust.trail.sentences import sentence_of
from amana.web.components import icons, moments
from amana.web.components.fields import FieldView, view_of
from amana.web.components.versions import Compared, compare

register = template.Library()

# Languages of interviews whose script runs leftwards; Badini (kmr) is written in Arabic letters where Amana works.
RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "kmr", "prs", "ps", "sd", "syr", "ug", "ur"}
CHIPS = {"late", "due", "new", "on", "done", "no", "sealed", "wait"}


# Icons and chips ---------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, *, turns: bool = False) -> SafeString:
    """One icon of the page's sprite."""
    return icons.use(name, turns=turns)


@register.simple_tag
def sprite() -> SafeString:
    """All icons, drawn once and hidden; the page frame places it."""
    return icons.sprite()


@register.simple_tag
def chip(kind: str, text: object, icon: str = "") -> SafeString:
    """A clock or a state in one to four words. Kinds: late due new on done no sealed wait."""
    if kind not in CHIPS:
        raise template.TemplateSyntaxError(f"No chip {kind!r}; there are: {', '.join(sorted(CHIPS))}")
    drawing = icons.use(icon) if icon else ""
    return format_html('<span class="chip chip-{}">{}<span>{}</span></span>', kind, drawing, text)


@register.simple_tag
def due_chip(moment: date | None, now: datetime | None = None) -> SafeString:
    """The chip of a deadline: pomegranate when it has passed, ochre today, grey later; nothing for none."""
    if moment is None:
        return SafeString("")
    now = now or timezone.now()
    text = moments.due(moment, now)
    if moments.is_late(moment, now):
        return chip("late", text, "clock")
    return chip("due", text, "clock") if moments.is_today(moment, now) else chip("wait", text)


@register.simple_tag
def work_chip(item: WorkItem, group: str, now: datetime) -> SafeString:
    """The clock of a row of my day, always with its word: new, or the time by which it has to be done."""
    if group == "new":
        words = chip("new", pgettext("something to do", "new"))
        return format_html("{} {}", words, due_chip(item.due, now)) if item.due else words
    if group == "waiting":
        return chip("wait", moments.due(item.due, now) if item.due else pgettext("something to do", "waits"))
    return due_chip(item.due, now) if item.due else chip("on", pgettext("something to do", "to do"))


@register.simple_tag
def sealed_badge(text: object = "") -> SafeString:
    """Says that what is written here is kept sealed."""
    return chip("sealed", text or pgettext("state of a text", "sealed"), "lock")


@register.simple_tag
def unconfirmed_badge(value: object) -> SafeString:
    """A badge next to a value of the country pack that nobody has confirmed yet; nothing for a confirmed one."""
    if getattr(value, "confidence", "confirmed") == "confirmed":
        return SafeString("")
    return chip("due", gettext("not confirmed yet"), "warn")


# Moments -----------------------------------------------------------------------------------------


@register.filter
def when(moment: date | None, now: datetime | None = None) -> str:
    """When something happened or will happen, as one says it: 40 min ago, yesterday 18:20, in 2 days, ..."""
    return moments.when(moment, now or timezone.now()) if moment else ""


@register.filter
def due(moment: date | None, now: datetime | None = None) -> str:
    """What a deadline means now: 2 h late, by 13:00, in 2 days, Thursday 26 March."""
    return moments.due(moment, now or timezone.now()) if moment else ""


@register.filter
def days_left(moment: date | None, now: datetime | None = None) -> str:
    """How many days remain: 21 days left."""
    return moments.days_left(moment, now or timezone.now()) if moment else ""


@register.filter
def is_today(moment: date | None, now: datetime | None = None) -> bool:
    """Whether a moment falls on the present day."""
    return moments.is_today(moment, now or timezone.now()) if moment else False


@register.filter
def is_late(moment: date | None, now: datetime | None = None) -> bool:
    """Whether a deadline has passed."""
    return moments.is_late(moment, now or timezone.now()) if moment else False


@register.filter
def clock(moment: datetime | time | None) -> str:
    """The time of day: 10:42."""
    return format_html("<bdi>{}</bdi>", moments.clock(moment)) if moment else ""


@register.filter
def story_day(moment: date | None, now: datetime | None = None) -> str:
    """The day of a line of the story, in words: today, yesterday, 15 March."""
    return moments.story_day(moment, now or timezone.now()) if moment else ""


@register.filter
def day(moment: date | None) -> str:
    """The day with its year: 24 March 2026."""
    return moments.day(moment) if moment else ""


@register.filter
def short_day(moment: date | None, now: datetime | None = None) -> str:
    """The day without the present year: 24 March."""
    return moments.short_day(moment, now or timezone.now()) if moment else ""


@register.filter
def named_day(moment: date | None, now: datetime | None = None) -> str:
    """The day with its weekday: Thursday 26 March."""
    return moments.named_day(moment, now or timezone.now()) if moment else ""


@register.filter
def long_day(moment: date | None) -> str:
    """The day with weekday and year: Tuesday 24 March 2026."""
    return moments.long_day(moment) if moment else ""


@register.filter
def month(moment: date | None) -> str:
    """The month with its year: March 2026."""
    return moments.month(moment) if moment else ""


@register.filter
def stored_day(text: str) -> str:
    """A day, month or moment that is stored as text (2026-03-24) in words; any other text unchanged."""
    return dates.as_words(str(text))


@register.filter
def stamp(moment: datetime | None) -> str:
    """Day, year and time: 24 March 2026, 10:42."""
    return moments.stamp(moment) if moment else ""


@register.filter
def audit_sentence(verb: str) -> str:
    """What a line of the audit log says, by its code."""
    return sentence_of(verb)


# Things with a direction of their own --------------------------------------------------------------


@register.filter
def ltr(text: object) -> SafeString:
    """A phone number, a code or hours: left to right inside any sentence."""
    return format_html('<bdi class="ltr">{}</bdi>', text)


@register.filter
def ref(number: object) -> SafeString:
    """A reference such as a case number, which is never broken over two lines."""
    return format_html('<bdi class="ref">{}</bdi>', number)


@register.filter
def name(text: object) -> SafeString:
    """The name of a person or an organisation: keeps its own direction inside a sentence or a list."""
    return format_html("<bdi>{}</bdi>", text) if text else SafeString("")


@register.filter
def in_fours(letters: object) -> str:
    """Letters that somebody types, in groups of four.

    >>> in_fours("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    text = str(letters)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def money(amount: int | Decimal | None, currency: str = "") -> SafeString:
    """An amount with its currency, thousands set apart: IQD 250,000. The currency is the pack's own unless given."""
    if amount is None:
        return SafeString("")
    written = pgettext("amount of money", "%(currency)s %(amount)s") % {
        "currency": _currency(currency or pack().currency),
        "amount": format_number(amount),
    }
    return format_html("<bdi>{}</bdi>", written)


def _currency(code: str) -> str:
    """The currency as a code; on right-to-left pages as the pack says it, since Latin letters would turn the amount."""
    if not translation.get_language_bidi():
        return code
    return next((str(option.label) for option in pack().lists.get("currency", ()) if option.id == code), code)


@register.filter
def as_json(value: object) -> str:
    """`value` for a script to read from an attribute; the template escapes it like any text."""
    return json.dumps(value)


@register.simple_tag
def lang_attrs(code: str) -> SafeString:
    """The attributes of an element whose text is in another language than the page: lang and dir."""
    language, _, script = code.partition("-")
    direction = "rtl" if language in RIGHT_TO_LEFT and script != "Latn" else "ltr"
    return format_html('lang="{}" dir="{}"', code, direction)


# Forms ---------------------------------------------------------------------------------------------


@register.inclusion_tag("web/_field.html")
def field(bound: BoundField) -> dict[str, FieldView]:
    """One field with its label, hint, mistakes and control, in the drawing its kind needs."""
    return {"field": view_of(bound)}


@register.inclusion_tag("web/_fields.html")
def fields(form: forms.BaseForm, *, badges: bool = True) -> dict[str, object]:
    """All fields of a form in their order; hidden ones too.

    Sealed fields have a badge; where all of them are sealed there is one, on top. Without `badges` the page has it.
    """
    views = [view_of(bound) for bound in form.visible_fields()]
    together = len(views) > 1 and all(view.sealed for view in views)
    if together or not badges:
        views = [replace(view, sealed=False) for view in views]
    return {"views": views, "hidden": form.hidden_fields(), "all_sealed": together and badges}


@register.inclusion_tag("web/_form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, object]:
    """The list of what has to be put right, on top of a form, each line a link to its field; nothing without mistakes.

    A form whose `refusal` is another user's change shows both texts under the list.
    """
    general = list(form.non_field_errors())
    views = [view_of(bound) for bound in form.visible_fields() if bound.errors]  # the others need not be drawn here
    count = len(general) + sum(len(view.mistakes) for view in views)
    title = ngettext("%(n)s thing to put right", "%(n)s things to put right", count) % {"n": count}
    refusal = getattr(form, "refusal", None)
    compared = _compare_texts(refusal.theirs, refusal.mine, form.fields) if isinstance(refusal, Conflict) else ()
    return {"count": count, "title": title, "general": general, "views": views, "compared": compared}


def _compare_texts(
    theirs: Mapping[str, object], mine: Mapping[str, object], form_fields: Mapping[str, forms.Field]
) -> tuple[Compared, ...]:
    """What differs between two texts, under the labels that the form or the pack gives its fields."""
    known = pack().fields

    def label_values(values: Mapping[str, object]) -> dict[str, str]:
        return {label(name): "" if value is None else str(value) for name, value in values.items()}

    def label(name: str) -> str:
        if name in form_fields and form_fields[name].label:
            return str(form_fields[name].label)
        return str(known[name].label) if name in known else name

    return compare(label_values(theirs), label_values(mine))


@register.inclusion_tag("web/_versions.html")
def versions(
    theirs: Mapping[str, object], mine: Mapping[str, object], by: str = "", at: datetime | None = None
) -> dict[str, object]:
    """Two texts side by side, what differs marked; `by` and `at` say who stored the other one, and when."""
    return {"compared": _compare_texts(theirs, mine, {}), "by": by, "at": at}


# The frame -----------------------------------------------------------------------------------------


@register.inclusion_tag("web/_languages.html", takes_context=True)
def languages(context: Context) -> dict[str, object]:
    """The switch between languages: one button for each, which keeps the page."""
    request = context.get("request")
    return {
        "languages": settings.LANGUAGES,
        "current": translation.get_language(),
        "page": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/_public_languages.html", takes_context=True)
def public_languages(context: Context) -> dict[str, object]:
    """The languages of the public face as links: its addresses carry the language, so that no cookie is left."""
    page = context["request"].path
    current = translation.get_language()
    return {
        "links": [(code, name, translate_url(page, code), code == current) for code, name in settings.LANGUAGES],
    }


@register.inclusion_tag("web/_report_languages.html")
def report_languages() -> dict[str, object]:
    """The languages as buttons of the form called report, which show the page in another one, with what was typed."""
    current = translation.get_language()
    return {"links": [(code, name, _home_in(code), code == current) for code, name in settings.LANGUAGES]}


def _home_in(code: str) -> str:
    with translation.override(code):
        return reverse("report")


@register.simple_tag
def demo_people() -> list[dict[str, str]]:
    """The fictional users who can be tried with one click: who they are, and what they do where."""
    language = translation.get_language() or "en"
    houses = {unit.key: house for house in people.ORGANISATIONS for unit in house.units}
    return [
        {
            "role": person.username,
            "name": person.name,
            "roles": join_words(pack().roles[role].name for role in person.roles),
            "house": str(getattr(houses[person.unit], f"name_{language}")),
        }
        for person in people.PEOPLE
    ]


class ColumnsNode(template.Node):
    """Two columns, or one where the second is empty."""

    child_nodelists = ("main", "side")

    def __init__(self, main: NodeList, side: NodeList) -> None:
        self.main = main
        self.side = side

    def render(self, context: Context) -> SafeString:
        main, side = self.main.render(context), self.side.render(context)
        if not side.strip():
            return main
        return format_html('<div class="two">\n<div>{}</div>\n<aside class="side">{}</aside>\n</div>', main, side)


@register.tag
def columns(parser: Parser, token: Token) -> ColumnsNode:
    """`{% columns %}main{% beside %}side{% endcolumns %}`: the side appears only when it has content."""
    main = parser.parse(("beside",))
    parser.delete_first_token()
    side = parser.parse(("endcolumns",))
    parser.delete_first_token()
    return ColumnsNode(main, side)
