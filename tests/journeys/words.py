"""What the people of the journey write, in the language in which they work."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Words:
    """Real input in one language: words, a name, and digits of the script that people there type."""

    language: str
    sign: str
    name: str
    passport_name: str
    own_words: str
    reason: str
    plan: str
    why_overstayed: str
    focal_point: str
    court: str
    other: str
    digits: str
    right_to_left: bool = False

    def number(self, value: int) -> str:
        """The number as somebody types it here."""
        return "".join(self.digits[int(digit)] for digit in str(value))


ENGLISH = Words(
    language="en",
    sign="A woman in the house behind the bakery cries at night and never comes out alone.",
    name="Selam Tesfaye",
    passport_name="SELAM TESFAYE",
    own_words="He took my passport on the first day and said I owe him the ticket.",
    reason="Her papers are held, she is never alone, and she was promised other work.",
    plan="A safe place, a doctor, a lawyer, and a call to her sister every week.",
    why_overstayed="The employer held her passport and did not renew the permit.",
    focal_point="Doctor Jihan",
    court="Investigation Court, Erbil",
    other="Written as she said it.",
    digits="0123456789",
)
ARABIC = Words(
    language="ar",
    sign="امرأة في البيت خلف المخبز تبكي ليلاً ولا تخرج وحدها أبداً.",
    name="سلام تسفاي",
    passport_name="SELAM TESFAYE",
    own_words="أخذ جوازي في اليوم الأول وقال إنني مدينة له بثمن التذكرة.",
    reason="وثائقها محجوزة، ولا تُترك وحدها، ووُعدت بعمل آخر.",
    plan="مكان آمن وطبيب ومحامٍ واتصال أسبوعي بأختها.",
    why_overstayed="احتجز صاحب العمل جواز سفرها ولم يجدد الإقامة.",
    focal_point="الدكتورة جيهان",
    court="محكمة تحقيق أربيل",
    other="كُتب كما قالته.",
    digits="٠١٢٣٤٥٦٧٨٩",
    right_to_left=True,
)
SORANI = Words(
    language="ckb",
    sign="ژنێک لە ماڵەکەی پشت نانەواخانەکە شەوانە دەگری و هەرگیز بە تەنیا نایەتە دەرەوە.",
    name="سەلام تێسفای",
    passport_name="SELAM TESFAYE",
    own_words="لە یەکەم ڕۆژدا پاسپۆرتەکەمی برد و گوتی قەرزاری پارەی بلیتەکەیت.",
    reason="بەڵگەنامەکانی گیراون، هەرگیز بە تەنیا نییە، و بەڵێنی کارێکی تری پێدرابوو.",
    plan="شوێنێکی سەلامەت، پزیشک، پارێزەر، و هەفتانە تەلەفۆنێک بۆ خوشکەکەی.",
    why_overstayed="خاوەنکارەکە پاسپۆرتەکەی گرتبوو و مانەوەکەی نوێ نەکردەوە.",
    focal_point="دکتۆر جیهان",
    court="دادگای لێکۆڵینەوەی هەولێر",
    other="وەک خۆی گوتی نووسرا.",
    digits="٠١٢٣٤٥٦٧٨٩",
    right_to_left=True,
)
WORDS = {each.language: each for each in (ARABIC, SORANI, ENGLISH)}


def languages(everyday: str) -> pytest.MarkDecorator:
    """Each language in the full counts, and one of them in every run; the whole story goes through two of them in every run."""
    chosen = [each if each == everyday else pytest.param(each, marks=pytest.mark.deep) for each in ("ar", "ckb", "en")]
    return pytest.mark.parametrize("language", chosen)
