# SPDX-License-Identifier: Apache-2.0
"""One name is found in whichever letters it was written, and the limits of that are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.names import fold, fold_document, fold_phone, sound_key, tokens

# Arabic, Sorani and Latin spellings of one name in each line, as they stand on papers and in chats.
NAMES = """
محمد محەمەد موحەممەد Mohammed Muhammad Mohamad Mehemed
أحمد ئەحمەد احمد Ahmed Ahmad Ehmed
فاطمة فاتیمە فاطمه Fatima Fatimah Fatma
عائشة عایشە Aisha Aysha Aicha
زينب زەینەب Zainab Zeinab Zeyneb
مريم مەریەم Maryam Mariam Meryem
حسن حەسەن Hassan Hasan Hesen
حسين حوسێن حسێن Hussein Husain Hossein
علي عەلی Ali Aly Elî
عمر عومەر Omar Omer Umar
عثمان عوسمان Othman Osman Uthman
يوسف یوسف Yousif Yusuf Youssef
إبراهيم ئیبراهیم ابراهيم Ibrahim Ebrahim
خالد خالید Khalid Khaled Xalid
شيرين شیرین Shirin Shireen Şîrîn
بروين پەروین Parwin Perwîn Berwin
آزاد ئازاد ازاد Azad Azaad
كاروان کاروان Karwan Karwaan
نسرين نەسرین Nasrin Nesrin Nasreen
دلشاد دڵشاد Dilshad Dilşad Delshad
هيوا هیوا Hiwa Hîwa
ژيان ژیان Zhian Jiyan Zhyan
جمال جەمال Jamal Cemal Jemal
جميلة جەمیلە Jamila Cemîle Jameela
رمضان ڕەمەزان Ramadan Ramazan Remezan
رضا ڕەزا Rida Reza Ridha
قاسم قاسم Qasim Kasim Qassem
غازي غازی Ghazi Gazi
عبدالله عەبدوڵڵا Abdullah Abdallah Abdulla
عبدالرحمن عەبدولڕەحمان Abdulrahman Abdurrahman Abdelrahman
ليلى لەیلا Layla Leila Leyla
روناك ڕووناک Runak Ronak
سروة سروە Srwa Serwe
إلهام ئیلهام الهام Ilham Elham
وليد وەلید Walid Waleed
نوح نوح Nuh Nooh
صلاح سەلاح Salah Selah
چيا چیا Chia Çiya
كاوة کاوە Kawa Kaweh
مروان مەروان Marwan Merwan
""".strip().splitlines()
SPELLINGS = [(line.split()[0], other) for line in NAMES for other in line.split()[1:]]


def test_all_but_a_few_spellings_share_their_sound() -> None:
    apart = [(first, other) for first, other in SPELLINGS if sound_key(first) != sound_key(other)]
    assert apart == [("عائشة", "Aicha")]


def test_different_names_mostly_differ_in_sound() -> None:
    """The classes are wide: hearing only consonants, Hassan is Hussein and Jamal is Jamila."""
    keys = [sound_key(line.split()[0]) for line in NAMES]
    shared = {key for key in keys if keys.count(key) > 1}
    assert shared == {"hsn", "jml"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("مُحَمَّـد  عَلِيّ", ("محمد", "علي")),
        ("\u202bمحمد\u202c", ("محمد",)),
        ("محمد\u200fعلي", ("محمدعلي",)),
        ("کاوە ڕەزا", ("كاوە", "رەزا")),
        ("حه\u200cسه\u200cن", ("حەسەن",)),
        ("ﻣﺤﻤﺪ", ("محمد",)),
        ("عبد الله", ("عبدالله",)),
        ("الحسن بن علي", ("حسن", "علي")),
        ("الهام", ("الهام",)),
        ("O'Neill-Şahin", ("oneill", "shahin")),
        ("ISTANBUL İpek", ("istanbul", "ipek")),
        ("Abd al-Rahman", ("abdrahman",)),
        ("Abd", ("abd",)),
        ("J. Smith", ("smith",)),
        ("", ()),
        ("--", ()),
    ],
)
def test_what_is_one_in_writing_is_one_word(written: str, words: tuple[str, ...]) -> None:
    assert tokens(written) == words


def test_an_article_or_a_gap_does_not_change_the_sound() -> None:
    for one, other in (("الحسن", "Hasan"), ("عبد الكريم", "Abdul Karim"), ("عبد اللطيف", "Abdullatif")):
        assert [sound_key(word) for word in tokens(one)] == [sound_key(word) for word in tokens(other)]


def test_other_scripts_are_their_own_key() -> None:
    assert sound_key("ሰላም") == fold("ሰላም")
    assert sound_key("") == sound_key("!") == ""


@pytest.mark.parametrize(
    "written",
    [
        "+964 770 123 4567",
        "00964-770-1234567",
        "0770 123 4567",
        "7701234567",
        "9647701234567",
        "+964 (0) 770 1234567",
        "٠٧٧٠١٢٣٤٥٦٧",
        "۰۷۷۰۱۲۳۴۵۶۷",
        "\u202a+9647701234567\u202c",
    ],
)
def test_a_phone_number_is_one_however_it_is_written(written: str) -> None:
    assert fold_phone(written, "964") == "+9647701234567"
    assert fold_phone(written) == "701234567"


@pytest.mark.parametrize("written", ["", "none", "12345", "0770 call Sara", "1" * 18])
def test_what_is_no_phone_number_is_empty(written: str) -> None:
    assert fold_phone(written, "964") == fold_phone(written) == ""


def test_a_foreign_number_keeps_its_country() -> None:
    assert fold_phone("+49 30 1234567", "964") == "+49301234567"


def test_a_document_number_is_its_letters_and_digits() -> None:
    assert fold_document(" a-١٢٣ ٤۵6/7 ") == fold_document("A1234567") == "A1234567"
    assert fold_document("—") == ""


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_nothing_breaks(text: str) -> None:
    for word in tokens(text):
        assert sound_key(word) == sound_key(fold(word))
    assert fold_document(fold_document(text)) == fold_document(text)
    assert fold_phone(text, "964").lstrip("+").isdigit() or fold_phone(text, "964") == ""
