"""Icons, chips, fields and two texts side by side."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from amana.countrypacks import pack
from amana.countrypacks.forms import kept_sealed
from amana.errors import Conflict
from amana.my_day import GROUPS, WorkItem
from amana.web.components import icons
from amana.web.components.versions import compare
from amana.web.components.work import group_items

NOW = datetime(2026, 3, 24, 7, 20, tzinfo=UTC)


class Scene(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", help_text="As she says it")
    words = forms.CharField(label="The person’s own words", widget=forms.Textarea, required=False)
    phone = forms.CharField(label="Safe phone", widget=forms.TextInput(attrs={"type": "tel"}), required=False)
    danger = forms.ChoiceField(label="Danger today", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    read_back = forms.BooleanField(label="Read back to her", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, initial="S1")


def rendered(source: str, **context: object) -> str:
    """What a template with our tags makes of its context, in English."""
    with translation.override("en"):
        return Template("{% load amana %}" + source).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert rendered('{% icon "home" %}') == '<svg class="icon" aria-hidden="true"><use href="#i-home"/></svg>'
    assert 'class="icon icon-turns"' in rendered('{% icon "go" turns=True %}')


def test_a_misspelt_icon_is_named() -> None:
    with pytest.raises(icons.UnknownIcon, match="hoem"):
        rendered('{% icon "hoem" %}')


def test_the_sprite_holds_every_icon_with_its_lines() -> None:
    sprite = icons.sprite()
    assert sprite.count("<symbol") == len(icons.names())
    for name in icons.names():
        assert f'<symbol id="i-{name}" viewBox="0 0 24 24"><path d="M' in sprite


def test_a_chip_always_has_words() -> None:
    assert "2 h late" in rendered("{% due_chip moment now %}", moment=NOW - timedelta(hours=2), now=NOW)
    assert "chip-late" in rendered("{% due_chip moment now %}", moment=NOW - timedelta(hours=2), now=NOW)
    assert "chip-due" in rendered("{% due_chip moment now %}", moment=NOW + timedelta(hours=2), now=NOW)
    assert rendered("{% due_chip moment now %}", moment=None, now=NOW) == ""


def test_what_the_pack_has_not_confirmed_wears_a_badge() -> None:
    assert "not confirmed" in rendered("{% unconfirmed_badge value %}", value=SimpleNamespace(confidence="unconfirmed"))
    assert rendered("{% unconfirmed_badge value %}", value=SimpleNamespace(confidence="confirmed")) == ""


def test_numbers_keep_their_direction() -> None:
    assert rendered("{{ number|ltr }}", number="+964 750") == '<bdi class="ltr">+964 750</bdi>'
    assert rendered("{{ number|ref }}", number="IQ-2026-000108") == '<bdi class="ref">IQ-2026-000108</bdi>'


def test_an_amount_is_said_in_the_pack_s_currency() -> None:
    currency = pack().currency
    assert rendered("{{ amount|money }}", amount=250000) == f"<bdi>{currency} 250,000</bdi>"
    assert rendered('{{ amount|money:"EUR" }}', amount=250000) == "<bdi>EUR 250,000</bdi>"
    with translation.override("ar"):
        assert "250,000" in Template("{% load amana %}{{ amount|money }}").render(Context({"amount": 250000}))


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_a_minus_stands_before_its_number_in_every_script(language: str) -> None:
    with translation.override(language):
        said = Template("{% load amana %}{{ amount|money }}").render(Context({"amount": -250000}))
    assert "\u2066\u2212250,000\u2069" in said, "isolated, so that a line that runs leftwards does not move the minus"
    assert "-" not in said


def test_a_name_keeps_its_direction() -> None:
    assert rendered("{{ who|name }}", who="Hawa Centre, Erbil") == "<bdi>Hawa Centre, Erbil</bdi>"
    assert rendered("{{ who|name }}", who="<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert rendered("{{ who|name }}", who="") == ""


def test_what_people_typed_is_never_markup() -> None:
    assert "&lt;b&gt;" in rendered('{{ text|ltr }}{% chip "new" text %}', text="<b>")
    assert "<b>" not in rendered('{{ text|ltr }}{% chip "new" text %}', text="<b>")


def test_text_in_another_language_says_so() -> None:
    assert rendered('{% lang_attrs "ckb" %}') == 'lang="ckb" dir="rtl"'
    assert rendered('{% lang_attrs "tl" %}') == 'lang="tl" dir="ltr"'


def test_a_field_explains_itself_to_a_screen_reader() -> None:
    html = rendered("{% field form.name %}", form=Scene({"danger": "y"}))
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name-hint id_name-why"' in html
    assert 'id="id_name-hint"' in html
    assert 'id="id_name-why"' in html
    assert 'aria-invalid="true"' in html
    assert "needed" in html


def test_each_kind_of_field_has_its_drawing() -> None:
    html = rendered("{% fields form %}", form=Scene())
    assert html.count('class="choice"') == 3
    assert "<fieldset" in html
    assert "<textarea" in html
    assert 'type="tel" name="phone" class="input" dir="ltr"' in html
    assert 'type="hidden" name="seen" value="S1"' in html
    assert "style=" not in html


def test_sealed_fields_and_lines_under_choices_are_shown() -> None:
    form = Scene()
    kept_sealed(form.fields["words"])
    form.fields["danger"].widget.hints = {"n": "Nobody said so"}
    html = rendered("{% fields form %}", form=form)
    assert "chip-sealed" in html
    assert "Nobody said so" in html


def test_where_all_is_sealed_it_is_said_once() -> None:
    form = Scene()
    for field in form.fields.values():
        kept_sealed(field)
    html = rendered("{% fields form %}", form=form)
    assert html.count("chip-sealed") == 1
    assert "chip-sealed" not in rendered("{% fields form badges=False %}", form=form)


def test_the_list_of_mistakes_links_to_the_fields() -> None:
    html = rendered("{% form_errors form %}", form=Scene({}))
    assert "2 things to put right" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_danger_0"' in html
    assert rendered("{% form_errors form %}", form=Scene()).strip() == ""


def test_a_conflict_shows_both_texts_under_the_mistakes() -> None:
    form = Scene({"name": "x", "danger": "y"})
    form.add_error(None, "Somebody else changed this.")
    form.refusal = Conflict(theirs={"words": "by car"}, mine={"words": "on foot"})  # type: ignore[attr-defined]
    html = rendered("{% form_errors form %}", form=form)
    assert ">The person’s own words</h2>" in html
    assert "<ins>by car</ins>" in html
    assert "<ins>on foot</ins>" in html


def test_only_what_differs_is_marked() -> None:
    (plan,) = compare({"Plan": "only by car.", "Place": "x"}, {"Plan": "only on foot.", "Place": "x"})
    assert [(piece.text, piece.differs) for piece in plan.theirs] == [("only ", False), ("by car.", True)]
    assert [(piece.text, piece.differs) for piece in plan.mine] == [("only ", False), ("on foot.", True)]


def test_a_text_that_one_side_lacks_is_not_lost() -> None:
    (added,) = compare({}, {"Plan": "by car"})
    assert added.theirs == ()
    assert added.mine[0].text == "by car"


def test_a_side_without_anything_leaves_one_column() -> None:
    source = "{% columns %}main{% beside %} {{ side }} {% endcolumns %}"
    assert rendered(source, side="") == "main"
    assert '<aside class="side">' in rendered(source, side="x")


def test_my_day_leaves_out_what_is_empty() -> None:
    item = WorkItem("late", NOW, "Choose another shelter", "No answer", "IQ-1", "/x/")
    groups = group_items({"waiting": [item], "late": [item], "new": []})
    assert [group.id for group in groups] == ["late", "waiting"]


def bare_times(page: str) -> list[str]:
    """Chips that show a time, or a day, without the word that says what it is."""
    words = r"\b(by|late|in|new|waits|to do)\b"
    chips = re.findall(r'<span class="chip[^>]*>(?:<svg.*?</svg>)?<span>(.*?)</span></span>', page)
    assert chips, "every row of my day has a chip"
    return [chip for chip in chips if not re.search(words, chip)]


def day_rows(group: str, due: datetime | None) -> str:
    item = WorkItem(group, due, "Call her", "", "IQ-1", "/x/", NOW - timedelta(hours=3))
    return rendered('{% include "web/_work.html" with group=group items=items %}', group=group, items=[item], now=NOW)


@pytest.mark.parametrize("group", GROUPS)
def test_no_chip_of_my_day_shows_a_time_without_its_word(group: str) -> None:
    ahead = (timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=3), timedelta(days=40))
    for due in (None, NOW - timedelta(hours=2), *(NOW + each for each in ahead)):
        assert bare_times(day_rows(group, due)) == [], (group, due)


def test_the_look_at_chips_sees_a_bare_time() -> None:
    assert bare_times(rendered("{% chip 'new' due|when:now %}", due=NOW + timedelta(hours=3), now=NOW))
    assert bare_times(rendered("{% chip 'wait' due|story_day:now %}", due=NOW + timedelta(days=40), now=NOW))
