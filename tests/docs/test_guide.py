"""The guide: a topic for each page of the desk, the same in three languages, with the buttons that the pages have."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set

import pytest

from amana.development import guides, words
from amana.guide.topics import Topic, buttons_in, find_topics
from amana.trust.capabilities import PRESETS
from tests.access import walk

LANGUAGES = ("en", "ar", "ckb")
TABLE = walk.table()
# What answers a GET and is no page that somebody reads for a task.
NO_PAGE = {
    "cases:aloud": "a recorded sentence",
    "cover": "nothing but a way back",
    "diary:file": "a file",
    "drafts:discard": "asked by the pages themselves",
    "drafts:keep": "asked by the pages themselves",
    "drafts:open": "asked by the pages themselves",
    "erasure:print_certificate": "a paper to print",
    "guide:contents": "the guide itself",
    "guide:keys": "the guide itself",
    "guide:topic": "the guide itself",
    "guide:words": "the guide itself",
    "health": "for programs",
    "intake:print_sheet": "a paper to print",
    "justice:page": "a paper to print",
    "oversight:add_checkpoint": "for the servers of other instances",
    "set_up": "once, before there is anybody; it explains itself",
    "stay": "asked by the pages themselves",
    "stay_frame": "inside a page",
    "still_here": "asked by the pages themselves",
    "waiting": "asked by the pages themselves",
}
# In the team of a case they write it too; the table asks for a person who has no case yet.
IN_A_CASE = {"needs-and-violence: case_manager", "needs-and-violence: child_protection_officer"}


def read_by_people(table: Mapping[str, walk.Row]) -> set[str]:
    """The routes at which somebody reads a page: those that answer a GET, and those that nobody here can reach yet."""
    reached = {route for route, row in table.items() if row.let_in["GET"] or not row.let_in["POST"]}
    return reached - set(NO_PAGE)


def without_topic(routes: Iterable[str], topics: Iterable[Topic]) -> list[str]:
    """The routes that no topic explains."""
    return sorted(set(routes) - {page for topic in topics for page in topic.pages})


def unknown_pages(topics: Iterable[Topic], routes: Set[str]) -> list[str]:
    """`topic: route`, for each route that a topic names and that does not exist."""
    return [f"{topic.name}: {page}" for topic in topics for page in topic.pages if page not in routes]


def unknown_buttons(texts: Iterable[str], known: Set[str]) -> list[tuple[str, str]]:
    """The buttons that these texts name and that no page has."""
    return [
        (context, name)
        for context, name in buttons_in(texts)
        if (f"{context}{words.CONTEXT_ENDS}{name}" if context else name) not in known
    ]


def test_every_page_has_its_topic() -> None:
    topics = find_topics().values()
    assert without_topic(read_by_people(TABLE), topics) == [], (
        "name it under `pages:` of a topic in the guide of its room"
    )
    assert without_topic([*read_by_people(TABLE), "planted:page"], topics) == ["planted:page"], "the alarm"


def test_no_topic_names_a_page_that_does_not_exist() -> None:
    topics = find_topics().values()
    assert unknown_pages(topics, set(TABLE)) == []
    assert unknown_pages(topics, set(TABLE) - {"diary:diary"}) == ["diary: diary:diary"], "the alarm"
    twice = Counter(page for topic in topics for page in topic.pages)
    assert [page for page, times in twice.items() if times > 1] == []
    assert set(NO_PAGE) <= set(TABLE)


@pytest.mark.parametrize("topic", find_topics().values(), ids=lambda topic: topic.name)
def test_a_topic_says_the_same_in_every_language(topic: Topic) -> None:
    assert tuple(topic.texts) == LANGUAGES
    texts = [topic.texts[language] for language in LANGUAGES]
    assert len({len(text.steps) for text in texts}) == 1
    assert 3 <= len(texts[0].steps) <= 7
    assert all(part.strip() for text in texts for part in text.paragraphs())
    named = [sorted(buttons_in(text.paragraphs())) for text in texts]
    assert named[0] == named[1] == named[2]
    said = " ".join(texts[0].paragraphs()).replace("{", "").replace("}", "")
    assert 120 <= len(said.split()) <= 250
    for text in texts[1:]:
        assert not [part for part in text.paragraphs() if not any("\u0600" <= letter <= "\u06ff" for letter in part)]


def test_every_button_that_is_named_is_on_a_page() -> None:
    known = set(words.read_compiled(words.compiled_file("ar"))) & set(words.read_compiled(words.compiled_file("ckb")))
    texts = [part for topic in find_topics().values() for part in topic.texts["en"].paragraphs()]
    assert unknown_buttons(texts, known) == []
    assert unknown_buttons(["Press {Planted}, then {filter a list|Show}."], known) == [("", "Planted")], "the alarm"


def test_a_role_whose_work_it_is_reaches_a_page_of_the_topic() -> None:
    assert not [topic.name for topic in find_topics().values() if not set(topic.roles) <= set(PRESETS)]
    out_of_reach = [
        f"{topic.name}: {role}"
        for topic in find_topics().values()
        for role in topic.roles
        if not any(key.endswith(f":{role}") for page in topic.pages for key in TABLE[page].let_in["GET"])
    ]
    assert set(out_of_reach) == IN_A_CASE
    assert {role for topic in find_topics().values() for role in topic.roles} == set(PRESETS)


@pytest.mark.parametrize("role", guides.ROLES)
def test_a_guide_of_a_role_has_its_chapters_and_at_most_four_pages(role: str) -> None:
    daily = [topic for topic in find_topics().values() if role in topic.roles]
    assert daily
    for language in guides.LANGUAGES:
        said = guides.guide(role, language)
        assert len(said.split()) <= guides.MOST_WORDS
        assert [topic.name for topic in daily if f"## {topic.texts[language].title}" not in said] == []
        assert "{" not in said
        care = daily[0].texts[language].care.partition("{")[0]
        assert care in said, "what to take care of is left out last"
