"""Three letters of the cast, made up from end to end. Their wording is for these tests; real wording is in the pack."""

from __future__ import annotations

from dataclasses import replace

from amana.justice.letters import Labels, Letter, as_printed

ARABIC = Letter(
    language="ar",
    number="HC/2026/0147",
    date="24 آذار 2026",
    letterhead=("مركز حواء لحماية الناجين والناجيات", "وحدة الإحالة والعون القانوني", "أربيل"),
    letterhead_beside=("Hawa Centre for the Protection of Survivors", "Referral and Legal Aid Unit", "Erbil"),
    badges=("سري وشخصي", "المرفقات: 3"),
    addressee=("إلى / مجلس القضاء الأعلى المحترم", "مكتب رئيس المجلس"),
    subject="م / توصية بالإعفاء من غرامات تجاوز مدة الإقامة",
    salutation="تحية طيبة…",
    opening=(
        "نعرض على مجلسكم الموقر طلب السيدة المبيّنة بياناتها أدناه، وهي مقيّدة لدينا ضمن آلية الإحالة الوطنية بصفة ضحية "
        "مفترضة للاتجار بالبشر منذ 12 آذار 2026، وقد وافقت كتابةً على تقديم هذا الطلب وعلى اطلاع مجلسكم على البيانات "
        "الواردة فيه حصراً."
    ),
    identity=(
        ("الاسم كما في جواز السفر", f"سارة نموذج ({as_printed('SARA SPECIMEN')})"),
        ("الجنسية / رقم الجواز", "إثيوبية / EP0000000"),
        ("نوع الإقامة ونفاذها حتى", "إقامة عمل، حتى 6 شباط 2025"),
        ("أيام التجاوز حتى تاريخه", "411 يوماً، منها 399 يوماً لسبب خارج عن إرادتها"),
        ("الغرامة المقدّرة", "4,200,000 دينار (أربعة ملايين ومئتا ألف دينار)، بحسب كتاب مديرية شؤون الإقامة المرفق"),
    ),
    reason=(
        "لقد نشأ تجاوز مدة الإقامة عن ظروف خارجة عن إرادتها، إذ لم تكن وثائقها في حوزتها خلال المدة المذكورة. "
        "واستناداً إلى أحكام قانون مكافحة الاتجار بالبشر رقم (28) لسنة 2012، وإلى مبدأ عدم معاقبة الضحايا على أفعال "
        "أُكرهوا عليها، نوصي بالتفضل بما يأتي:"
    ),
    requests=(
        "إعفاؤها من غرامات تجاوز مدة الإقامة كاملةً.",
        "منحها سمة خروج من دون غرامة متى رغبت في المغادرة.",
        "عدم إدراج اسمها في قائمة منع الدخول بسبب هذا التجاوز.",
    ),
    closing=(
        "ونرجو إعلامنا بالقرار على العنوان أعلاه. ولا يتضمن هذا الكتاب أي سرد لما تعرضت له، حفاظاً على خصوصيتها.\n"
        "مع فائق الشكر والتقدير."
    ),
    signatory=("المحامية أمل نموذج", "مسؤولة وحدة العون القانوني"),
    copies=("مديرية شؤون الإقامة", "ملف الحالة IQ-2026-000108"),
    check_code="7QK4-93TF-XW2M",
    labels=Labels(
        title="كتاب",
        number="العدد:",
        date="التاريخ:",
        copies="نسخة منه إلى:",
        page="صفحة {page} من {pages}",
        specimen="نموذج",
        check="للتحقق من صحة هذا الكتاب يُدخل الرمز في صفحة التحقق، ولا يُظهر ذلك أي بيان شخصي.",
    ),
)

SORANI = Letter(
    language="ckb",
    number="HC/2026/0148",
    date="24ی ئاداری 2026",
    letterhead=("سەنتەری حەوا بۆ پاراستنی ڕزگاربووان", "یەکەی ڕەوانەکردن و یارمەتیی یاسایی", "ھەولێر"),
    letterhead_beside=("Hawa Centre for the Protection of Survivors", "Referral and Legal Aid Unit", "Erbil"),
    badges=("نھێنی و کەسی",),
    addressee=("بۆ / وەزارەتی ناوخۆی ھەرێمی کوردستان", "بەڕێوەبەرایەتیی گشتیی نیشتەجێبوون"),
    subject="بابەت / ڕاسپاردە بۆ لێخۆشبوون لە غەرامەی نیشتەجێبوون",
    salutation="سڵاوێکی گەرم…",
    opening=(
        "داواکاریی ئەو خانمە دەخەینە بەردەم بەڕێزتان کە زانیارییەکانی لە خوارەوە ھاتووە؛ لای ئێمە وەک قوربانیی "
        "گریمانکراوی بازرگانیکردن بە مرۆڤ تۆمار کراوە لە 12ی ئاداری 2026، و بە نووسین ڕەزامەندیی خۆی دەربڕیوە."
    ),
    identity=(
        ("ناو وەک لە پاسپۆرتدا ھاتووە", f"سارا نموونە ({as_printed('SARA SPECIMEN')})"),
        ("ڕەگەزنامە / ژمارەی پاسپۆرت", "ئیسیۆپی / EP0000000"),
        ("غەرامەی خەمڵێنراو", "4,200,000 دینار"),
    ),
    reason=(
        "ئەم دواکەوتنە لە بارودۆخێکی دەرەوەی ویستی خۆیەوە سەرچاوەی گرتووە، چونکە بەڵگەنامەکانی لای خۆی نەبوون. "
        "بە پشتبەستن بە یاسای ژمارە (28) ی ساڵی 2012، ڕادەسپێرین بە:"
    ),
    requests=("لێخۆشبوون لە ھەموو غەرامەکانی.", "پێدانی ڤیزەی دەرچوون بەبێ غەرامە."),
    closing="تکایە بڕیارەکەتان پێ ڕابگەیەنن.\nلەگەڵ ڕێز و سوپاسماندا.",
    signatory=("پارێزەر ئەمەل نموونە", "بەرپرسی یەکەی یارمەتیی یاسایی"),
    copies=("بەڕێوەبەرایەتیی نیشتەجێبوون", "دۆسیەی IQ-2026-000108"),
    check_code="7QK4-93TF-XW2M",
    labels=Labels(
        title="نووسراو",
        number="ژمارە:",
        date="ڕێکەوت:",
        copies="وێنەیەک بۆ:",
        page="لاپەڕە {page} لە {pages}",
        specimen="نموونە",
        check="بۆ دڵنیابوون لە ڕاستیی ئەم نووسراوە، کۆدەکە لە پەڕەی دڵنیابوونەوە بنووسە.",
    ),
)

ENGLISH = Letter(
    language="en",
    number="HC/2026/0149",
    date="24 March 2026",
    letterhead=("Hawa Centre for the Protection of Survivors", "Referral and Legal Aid Unit", "Erbil"),
    letterhead_beside=("مركز حواء لحماية الناجين والناجيات", "وحدة الإحالة والعون القانوني", "أربيل"),
    badges=("Confidential",),
    addressee=("To the Embassy of Ethiopia", "Consular Section"),
    subject="Request for a travel document",
    salutation="Your Excellency,",
    opening=(
        "We write on behalf of the woman named below, who is registered with us under the national referral procedure "
        "(presumed victim of trafficking) since 12 March 2026, and who agreed in writing to this letter."
    ),
    identity=(
        ("Name as in the passport", "Sara Specimen"),
        ("Nationality, passport number", "Ethiopian, EP0000000"),
        ("Stay valid until", "6 February 2025"),
    ),
    reason="Her passport has not been in her hands since January 2025 [see annex 1]. We therefore ask you:",
    requests=("to issue a travel document;", "to tell us when she may collect it."),
    closing="No account of what happened to her is given here; that is hers to give.\nYours sincerely,",
    signatory=("Amal Specimen, lawyer", "Head of Legal Aid"),
    copies=("Case file IQ-2026-000108",),
    check_code="7QK4-93TF-XW2M",
    labels=Labels(
        title="Letter",
        number="Number:",
        date="Date:",
        copies="Copy to:",
        page="Page {page} of {pages}",
        specimen="specimen",
        check="To verify this letter, enter the code on the verification page. It shows nothing about the person.",
    ),
)

LETTERS = {letter.language: letter for letter in (ARABIC, SORANI, ENGLISH)}


def saying(reason: str, letter: Letter = ARABIC) -> Letter:
    """`letter` with another reason: the field in which most free text stands."""
    return replace(letter, reason=reason)
