# SPDX-License-Identifier: Apache-2.0
"""One name has a key in common in whichever alphabet it was heard, and unlike names have none."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.names import parts_of
from amana_methods.names.aliases import groups
from amana_methods.names.comparison import LANGUAGES, compare_names
from amana_methods.names.parts import MOST_PARTS
from amana_methods.names.sounds import MOST_KEYS, sounds_of, vowels_apart

ONE_NAME = """
عبد الرحمن|Abd al-Rahman|Abdurrahman|عەبدولڕەحمان|Evdirehman|Abdul Rahman
عبدالله|Abdullah|عەبدوڵڵا|Abdalla
عبد الكريم|Abdul Karim|abdulkareem
نور الدين|Nuraldin|Noureddine|Nur ud-Din|نورەدین
سيف الله|Saifullah|Sayf Allah
أبو علي|Abu Ali
قاسم|Qasim|Ghasem|Kassem
رمضان|Ramadan|ڕەمەزان
عثمان|Othman|Osman|عوسمان
كاظم|Kadhim|Kazim|Kathim
جمال|Jamal|Gamal|جەمال
شيخ|Şêx|Sheikh|شێخ
خالد|Khalid|Xalid|خالید
جعفر|Jafar|Cafer Şêx
الحسن|Al-Hassan|Alhassan|ئەلحەسەن
ديلا كروز|dela Cruz|Delacruz|كروز
سينغ|Singh|سینگ
تشاريتي|Charity|چاریتی
ثابا|Thapa|تاپا
تسيغاي|Tsegaye
خادكا|Khadka|كادكا
ويكراماسينغي|Wickramasinghe
جورج|George
گیتا|Gita|جيتا|غيتا
ئەوین|Evîn
عباس|عهباس|Abbas
أليكا|Alika
محمد|Md.|Mohd|Muhammad|Mehmed|موحەمەد
""".strip().splitlines()
UNLIKE = "محمد علي حسن زينب خالد مريم Grace Joy Kebede Perera Singh Rahman Santos Wanjiku شيرين دلشاد".split()


def keys_of(name: str) -> set[str]:
    return {key for part in parts_of(name)[:1] for key in part.keys}


@pytest.mark.parametrize("line", ONE_NAME, ids=lambda line: line.split("|")[-1])
def test_every_spelling_of_a_name_shares_a_key_with_the_first(line: str) -> None:
    first, *others = line.split("|")
    assert [other for other in others if not keys_of(first) & keys_of(other)] == []


def test_names_that_are_not_alike_share_no_key() -> None:
    assert [(one, two) for one, two in combinations(UNLIKE, 2) if keys_of(one) & keys_of(two)] == []


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("عبد الرحمن بن علي", ["abdrhmn", "al"]),
        ("Md. Jamal Uddin", ["mhmd", "jmldn"]),
        ("Mst. Khadija Bibi", ["xdj", "b"]),
        ("Maria dela Cruz", ["mr", "krz"]),
        ("Santo Tomas", ["sntms"]),
        ("Rêbîn kurê Cemal", ["rbn", "jml"]),
        ("Rêbîn kurî Cemal", ["rbn", "jml"]),
        ("الأنسة فاطمة", ["ftm"]),
        ("Ato Kebede Ayele", ["kbd", "al"]),
        ("J. Smith", ["smt"]),
        ("ሰላም", ["ሰላም"]),
        ("12 -- ", []),
        ("", []),
    ],
)
def test_what_belongs_together_is_one_part_and_what_says_nothing_is_left_out(written: str, parts: list[str]) -> None:
    assert [part.keys[0] for part in parts_of(written)] == parts


def test_a_kurdish_c_is_a_j_only_in_the_kurdish_alphabet() -> None:
    assert "jml" in keys_of("Cemal Şêx")
    assert keys_of("Cruz") == {"krz"}
    assert "ssl" in keys_of("Cecilia") or "sl" in keys_of("Cecilia")


def test_an_article_is_taken_off_and_a_name_that_begins_like_one_is_found_whole() -> None:
    assert keys_of("الجبوري") & keys_of("Jubouri")
    assert keys_of("الهام") & keys_of("Elham")
    assert keys_of("الينا") & keys_of("Alina")


def test_no_spelling_is_in_two_groups_of_aliases() -> None:
    """A doubled spelling would silently belong to the later group."""
    from importlib.resources import files

    from amana_methods.names import fold

    lines = files("amana_methods.names").joinpath("aliases.csv").read_text(encoding="utf-8").splitlines()
    written = [
        each for line in lines if line and not line.startswith("#") for each in {fold(word) for word in line.split(",")}
    ]
    twice = {each for each in written if written.count(each) > 1}
    assert twice == set()
    assert groups()[fold("Yusuf")] == groups()[fold("يوسف")]


@given(
    st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويەڵڕۆێچپژگڤءأإآؤئىةabcdefghijklmnopqrstuvwxyzçşêîû '-.", max_size=60)
)
def test_nothing_breaks_and_nothing_grows_without_end(name: str) -> None:
    parts = parts_of(name)
    assert len(parts) <= MOST_PARTS
    for part in parts:
        assert 1 <= len(part.keys) <= MOST_KEYS
        assert len(set(part.keys)) == len(part.keys)
        assert part.alias
    assert parts_of(name) == parts


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("حسن", "حسين", True),
        ("hassan", "حسن", False),
        ("hussein", "حسن", True),
        ("jamal", "jamil", True),
        ("mohamed", "محمد", False),
        ("mohamed", "muhammed", False),
    ],
)
def test_vowels_tell_names_with_the_same_consonants_apart(one: str, two: str, apart: bool) -> None:
    bare = [word > "؀" for word in (one, two)]
    found = vowels_apart(sounds_of(one).vowels, sounds_of(two).vowels, x_is_bare=bare[0], y_is_bare=bare[1])
    assert found is apart


@pytest.mark.parametrize(
    ("one", "two", "kinds", "alike"),
    [
        ("محمد علي", "محمد علي", ["same", "same"], True),
        ("محمد علي", "Aly Mohamed", ["heard", "heard"], True),
        ("يوسف", "Joseph", ["alias"], True),
        ("قاسم كريم", "Ghasem Karim", ["may_be_heard", "heard"], True),
        ("حسن", "حسين", ["vowels"], False),
        ("Shirin", "Shirina Karwan", ["heard"], True),
        ("Ahmad", "Ahmas", ["near"], False),
        ("Sara", "Ali", [], False),
    ],
)
def test_a_comparison_says_how_each_part_answers(one: str, two: str, kinds: list[str], alike: bool) -> None:
    found = compare_names(one, two)
    assert [pair.how for pair in found.pairs] == kinds
    assert found.alike is alike
    for language in LANGUAGES:
        said = found.sentences(language)
        assert len(said) == len(set(said)) >= 1
        assert all(sentence.rstrip().endswith(".") and "{" not in sentence for sentence in said)


def test_another_order_and_a_part_alone_are_said() -> None:
    said = " ".join(compare_names("محمد علي حسن", "Hasan Mohamed").sentences("en"))
    assert "another order" in said
    assert "Nothing in the other name answers to “علي”." in said
