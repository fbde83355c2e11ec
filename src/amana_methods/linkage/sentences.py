# SPDX-License-Identifier: Apache-2.0
"""The sentences of a comparison, in English, Arabic and Sorani. Numbers have names; no sentence is made from pieces."""

from collections.abc import Mapping

__all__ = ["SENTENCES", "SUMS"]


def _three(en: str, ar: str, ckb: str) -> Mapping[str, str]:
    return {"en": en, "ar": ar, "ckb": ckb}


SENTENCES: Mapping[str, Mapping[str, str]] = {
    "names_all": _three(
        "All {matched} parts of the shorter name are in the other one, in their order.",
        "كل أجزاء الاسم الأقصر ({matched}) موجودة في الاسم الآخر بترتيبها.",
        "هەموو بەشەکانی ناوە کورتەکە ({matched}) بە هەمان ڕیز لە ناوەکەی تردا هەن.",
    ),
    "names_moved": _three(
        "All {matched} parts of the shorter name are in the other one, in another order.",
        "كل أجزاء الاسم الأقصر ({matched}) موجودة في الاسم الآخر بترتيب مختلف.",
        "هەموو بەشەکانی ناوە کورتەکە ({matched}) لە ناوەکەی تردا هەن، بەڵام بە ڕیزێکی تر.",
    ),
    "names_vowels": _three(
        "All {matched} parts of the shorter name have partners in the other one, with other vowels.",
        "لكل أجزاء الاسم الأقصر ({matched}) ما يقابلها في الاسم الآخر، مع اختلاف في الحركات.",
        "هەموو بەشەکانی ناوە کورتەکە ({matched}) لە ناوەکەی تردا بەرامبەریان هەیە، بە بزوێنی جیاواز.",
    ),
    "names_some": _three(
        "{matched} of the {fewer} parts of the shorter name are in the other one.",
        "{matched} من أجزاء الاسم الأقصر ({fewer}) موجودة في الاسم الآخر.",
        "{matched} لە {fewer} بەشی ناوە کورتەکە لە ناوەکەی تردا هەن.",
    ),
    "names_differ": _three(
        "No part of the names agrees.", "لا يتفق أي جزء من الاسمين.", "هیچ بەشێکی ناوەکان وەک یەک نین."
    ),
    "names_unknown": _three("A name is missing.", "أحد الاسمين غير معروف.", "یەکێک لە ناوەکان نەزانراوە."),
    "rarity_rare": _three(
        "What they share is rare in the register.",
        "ما يشتركان فيه نادر في السجل.",
        "ئەوەی هاوبەشیانە لە تۆمارەکەدا دەگمەنە.",
    ),
    "rarity_common": _three(
        "What they share, others in the register share, too.",
        "ما يشتركان فيه يشترك فيه آخرون في السجل أيضاً.",
        "ئەوەی هاوبەشیانە، کەسانی تریش لە تۆمارەکەدا هەیانە.",
    ),
    "birth_same": _three("The date of birth is the same.", "تاريخ الميلاد هو نفسه.", "ڕۆژی لەدایکبوون هەمان ڕۆژە."),
    "birth_swapped": _three(
        "The date of birth is the same with day and month exchanged.",
        "تاريخ الميلاد هو نفسه مع تبديل اليوم والشهر.",
        "ڕۆژی لەدایکبوون هەمانە، تەنیا ڕۆژ و مانگ جێیان گۆڕاوە.",
    ),
    "birth_slip": _three(
        "The dates of birth differ in one number only.",
        "تاريخا الميلاد يختلفان في رقم واحد فقط.",
        "ڕۆژی لەدایکبوونەکان تەنیا لە یەک ژمارەدا جیاوازن.",
    ),
    "birth_year": _three(
        "The year of birth is the same, day and month differ.",
        "سنة الميلاد هي نفسها، واليوم والشهر مختلفان.",
        "ساڵی لەدایکبوون هەمانە، ڕۆژ و مانگ جیاوازن.",
    ),
    "birth_apart": _three(
        "The dates of birth differ; the years are {years} apart.",
        "تاريخا الميلاد مختلفان، والفرق بين السنتين {years}.",
        "ڕۆژی لەدایکبوونەکان جیاوازن؛ جیاوازیی ساڵەکان {years}یە.",
    ),
    "birth_about": _three(
        "The dates of birth agree as far as they are known.",
        "تاريخا الميلاد متفقان في حدود المعروف منهما.",
        "ڕۆژی لەدایکبوونەکان تا ئەو جێیەی زانراوە وەک یەکن.",
    ),
    "birth_vague_apart": _three(
        "The years of birth are {years} apart, and not both are known exactly.",
        "الفرق بين سنتي الميلاد {years}، وإحداهما على الأقل غير دقيقة.",
        "جیاوازیی ساڵی لەدایکبوون {years}یە و هەردووکیان بە وردی نەزانراون.",
    ),
    "birth_unknown": _three(
        "A date of birth is missing.", "أحد تاريخي الميلاد غير معروف.", "یەکێک لە ڕۆژەکانی لەدایکبوون نەزانراوە."
    ),
    "sex_same": _three("The sex is the same.", "الجنس هو نفسه.", "ڕەگەز هەمانە."),
    "sex_differs": _three("The sex differs.", "الجنس مختلف.", "ڕەگەز جیاوازە."),
    "sex_unknown": _three(
        "The sex is not known in both.", "الجنس غير معروف في أحدهما.", "ڕەگەز لە یەکێکیاندا نەزانراوە."
    ),
    "nationality_same": _three("The nationality is the same.", "الجنسية هي نفسها.", "ڕەگەزنامە هەمانە."),
    "nationality_differs": _three("The nationality differs.", "الجنسية مختلفة.", "ڕەگەزنامە جیاوازە."),
    "nationality_unknown": _three(
        "The nationality is not known in both.", "الجنسية غير معروفة في أحدهما.", "ڕەگەزنامە لە یەکێکیاندا نەزانراوە."
    ),
    "phone_same": _three("The phone number is the same.", "رقم الهاتف هو نفسه.", "ژمارەی تەلەفۆن هەمانە."),
    "phone_shared": _three(
        "They share a phone number that {holders} records hold.",
        "يشتركان في رقم هاتف موجود في {holders} سجلات.",
        "ژمارەیەکی تەلەفۆنیان هاوبەشە کە لە {holders} تۆماردا هەیە.",
    ),
    "phone_near": _three(
        "The phone numbers are half the same.", "نصف رقم الهاتف هو نفسه.", "نیوەی ژمارەی تەلەفۆن هەمانە."
    ),
    "phone_differs": _three("The phone numbers differ.", "رقما الهاتف مختلفان.", "ژمارەکانی تەلەفۆن جیاوازن."),
    "phone_unknown": _three(
        "A phone number is missing.", "أحد رقمي الهاتف غير معروف.", "یەکێک لە ژمارەکانی تەلەفۆن نییە."
    ),
    "document_same": _three("The document number is the same.", "رقم الوثيقة هو نفسه.", "ژمارەی بەڵگەنامە هەمانە."),
    "document_near": _three(
        "The document numbers are half the same.", "نصف رقم الوثيقة هو نفسه.", "نیوەی ژمارەی بەڵگەنامە هەمانە."
    ),
    "document_differs": _three("The document numbers differ.", "رقما الوثيقة مختلفان.", "ژمارەکانی بەڵگەنامە جیاوازن."),
    "document_unknown": _three(
        "A document number is missing.", "أحد رقمي الوثيقة غير معروف.", "یەکێک لە ژمارەکانی بەڵگەنامە نییە."
    ),
    "governorate_same": _three("The governorate is the same.", "المحافظة هي نفسها.", "پارێزگا هەمانە."),
    "governorate_near": _three(
        "The governorates are written alike.", "المحافظتان متشابهتان في الكتابة.", "پارێزگاکان لە نووسیندا لە یەک دەچن."
    ),
    "governorate_differs": _three("The governorate differs.", "المحافظة مختلفة.", "پارێزگا جیاوازە."),
    "governorate_unknown": _three(
        "The governorate is not known in both.", "المحافظة غير معروفة في أحدهما.", "پارێزگا لە یەکێکیاندا نەزانراوە."
    ),
    "origin_same": _three("The place of origin is the same.", "مكان الأصل هو نفسه.", "شوێنی بنەڕەت هەمانە."),
    "origin_near": _three(
        "The places of origin are written alike.",
        "مكانا الأصل متشابهان في الكتابة.",
        "شوێنەکانی بنەڕەت لە نووسیندا لە یەک دەچن.",
    ),
    "origin_differs": _three("The place of origin differs.", "مكان الأصل مختلف.", "شوێنی بنەڕەت جیاوازە."),
    "origin_unknown": _three(
        "The place of origin is not known in both.",
        "مكان الأصل غير معروف في أحدهما.",
        "شوێنی بنەڕەت لە یەکێکیاندا نەزانراوە.",
    ),
    "mother_same": _three("The mother's name agrees.", "اسم الأم متفق.", "ناوی دایک یەک دەگرێتەوە."),
    "mother_near": _three("The mothers' names are similar.", "اسما الأم متقاربان.", "ناوی دایکەکان لە یەک نزیکن."),
    "mother_differs": _three("The mother's name differs.", "اسم الأم مختلف.", "ناوی دایک جیاوازە."),
    "mother_unknown": _three(
        "The mother's name is not known in both.", "اسم الأم غير معروف في أحدهما.", "ناوی دایک لە یەکێکیاندا نەزانراوە."
    ),
    "organisation_same": _three(
        "The same organisation registered both.", "سجّلتهما المنظمة نفسها.", "هەمان ڕێکخراو هەردووکیانی تۆمار کردووە."
    ),
    "organisation_differs": _three(
        "Two organisations registered them.", "سجّلتهما منظمتان.", "دوو ڕێکخراو تۆماریان کردوون."
    ),
    "organisation_unknown": _three(
        "It is not known who registered both.", "لا يُعرف من سجّلهما.", "نازانرێت کێ هەردووکیانی تۆمار کردووە."
    ),
}

SUMS: Mapping[str, Mapping[str, str]] = {
    "probably": _three(
        "Together: probably the same person.", "الخلاصة: على الأرجح الشخص نفسه.", "بە گشتی: بە ئەگەری زۆر هەمان کەسە."
    ),
    "perhaps": _three(
        "Together: perhaps the same person; ask.",
        "الخلاصة: ربما الشخص نفسه، فاسألوا.",
        "بە گشتی: لەوانەیە هەمان کەس بێت؛ بپرسن.",
    ),
    "hardly": _three(
        "Together: hardly the same person.", "الخلاصة: من المستبعد أن يكون الشخص نفسه.", "بە گشتی: دوورە هەمان کەس بێت."
    ),
}
