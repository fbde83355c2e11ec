"""The cast: the same fictional people in the demo world and in the tests."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MadeUpUnit:
    """A unit of the cast. `key` names it; `supervised_by` is another key of the same organisation."""

    key: str
    name_en: str
    name_ar: str
    name_ckb: str
    supervised_by: str = ""
    takes_signs: bool = False


@dataclass(frozen=True)
class MadeUpOrganisation:
    """An organisation of the cast with its units."""

    key: str
    kind: str
    name_en: str
    name_ar: str
    name_ckb: str
    units: tuple[MadeUpUnit, ...]


@dataclass(frozen=True)
class MadeUpPerson:
    """Somebody of the cast who signs in: home unit, further units, roles, language."""

    username: str
    name: str
    unit: str
    roles: tuple[str, ...]
    also_in: tuple[str, ...] = ()
    language: str = "en"
    phone_at_work: str = ""


ORGANISATIONS = (
    MadeUpOrganisation("hawa", "ngo", "Hawa Centre, Erbil", "مركز حواء، أربيل", "سەنتەری حەوا، هەولێر", (
        MadeUpUnit("supervisors", "Supervisors", "المشرفون", "سەرپەرشتیاران"),
        MadeUpUnit("protection", "Protection team", "فريق الحماية", "تیمی پاراستن", "supervisors"),
        MadeUpUnit("intake", "Intake desk", "مكتب الاستقبال", "مێزی پێشوازی", "supervisors", takes_signs=True),
    )),
    MadeUpOrganisation("police", "police", "Community Police, Erbil", "الشرطة المجتمعية، أربيل", "پۆلیسی کۆمەڵگەیی، هەولێر", (
        MadeUpUnit("ankawa", "Ankawa station", "مركز عنكاوا", "بنکەی عەنکاوە"),
    )),
    MadeUpOrganisation("directorate", "police", "Anti-trafficking Directorate", "مديرية مكافحة الاتجار بالبشر",
        "بەڕێوەبەرایەتی بەرەنگاربوونەوەی بازرگانیکردن بە مرۆڤ", (
        MadeUpUnit("investigators", "Investigators", "المحققون", "لێکۆڵەران"),
    )),
    MadeUpOrganisation("bureau", "ngo", "Legal Aid Bureau", "مكتب المساعدة القانونية", "نووسینگەی یارمەتی یاسایی", (
        MadeUpUnit("lawyers", "Lawyers", "المحامون", "پارێزەران"),
    )),
    MadeUpOrganisation("clinic", "health", "Hope Clinic, Erbil", "عيادة الأمل، أربيل", "کلینیکی هیوا، هەولێر", (
        MadeUpUnit("clinic", "Hope Clinic, Erbil", "عيادة الأمل، أربيل", "کلینیکی هیوا، هەولێر"),
    )),
    MadeUpOrganisation("shelter", "shelter", "Dar Al-Salam", "دار السلام", "دار ئەلسەلام", (
        MadeUpUnit("shelter", "Dar Al-Salam", "دار السلام", "دار ئەلسەلام"),
    )),
    MadeUpOrganisation("pool", "ngo", "Language pool, Baghdad", "مجمع الترجمة، بغداد", "کۆمەڵەی زمان، بەغدا", (
        MadeUpUnit("pool", "Language pool, Baghdad", "مجمع الترجمة، بغداد", "کۆمەڵەی زمان، بەغدا"),
    )),
    MadeUpOrganisation("court", "court", "Investigation Court, Erbil", "محكمة التحقيق، أربيل", "دادگای لێکۆڵینەوە، هەولێر", (
        MadeUpUnit("court", "Investigation Court, Erbil", "محكمة التحقيق، أربيل", "دادگای لێکۆڵینەوە، هەولێر"),
    )),
    MadeUpOrganisation("committee", "government", "Committee against Trafficking", "لجنة مكافحة الاتجار بالبشر",
        "لیژنەی بەرەنگاربوونەوەی بازرگانیکردن بە مرۆڤ", (
        MadeUpUnit("secretariat", "Secretariat", "الأمانة", "سکرتاریەت"),
    )),
    MadeUpOrganisation("relief", "ngo", "Tigris Relief, Baghdad", "إغاثة دجلة، بغداد", "فریاکەوتنی دیجلە، بەغدا", (
        MadeUpUnit("relief_supervisors", "Supervisors", "المشرفون", "سەرپەرشتیاران"),
        MadeUpUnit("relief_team", "Case team", "فريق الحالات", "تیمی کەیسەکان", "relief_supervisors"),
        MadeUpUnit("relief_intake", "Help line", "خط المساعدة", "هێڵی یارمەتی", "relief_supervisors", takes_signs=True),
    )),
)  # fmt: skip

PEOPLE = (
    MadeUpPerson("rawan", "Rawan", "protection", ("case_manager",), ("intake",)),
    MadeUpPerson("nasrin", "Nasrin", "supervisors", ("supervisor",), ("intake",), phone_at_work="ext. 14"),
    MadeUpPerson("berivan", "Berivan", "intake", ("screener",), language="ckb"),
    MadeUpPerson("shno", "Shno", "protection", ("case_manager",), ("intake",), language="ckb"),
    MadeUpPerson("karwan", "Karwan", "ankawa", ("community_police",), language="ckb"),
    MadeUpPerson("dilan", "Dilan", "ankawa", ("front_liner",), language="ckb"),
    MadeUpPerson("amal", "Amal", "lawyers", ("legal_counsel",), language="ar"),
    MadeUpPerson("hiwa", "Judge Hiwa", "court", ("investigative_judge",), language="ckb"),
    MadeUpPerson("omar", "Omar", "investigators", ("anti_trafficking_police",), language="ar"),
    MadeUpPerson("jihan", "Jihan", "clinic", ("service_provider",)),
    MadeUpPerson("salma", "Salma", "shelter", ("service_provider",), language="ar"),
    MadeUpPerson("lana", "Lana", "lawyers", ("service_provider",), language="ckb"),
    MadeUpPerson("samira", "Samira", "pool", ("service_provider",), language="ar"),
    MadeUpPerson("zana", "Zana", "protection", ("child_protection_officer",), language="ckb"),
    MadeUpPerson("hana", "Hana", "protection", ("return_officer",)),
    MadeUpPerson("tara", "Tara", "protection", ("stock_keeper",)),
    MadeUpPerson("soran", "Soran", "protection", ("outreach_officer",), language="ckb"),
    MadeUpPerson("layla", "Layla", "secretariat", ("nrm_coordinator",), language="ar"),
    MadeUpPerson("avin", "Avin", "secretariat", ("directory_keeper",), language="ckb"),
    MadeUpPerson("ali", "Ali", "secretariat", ("data_officer",), language="ar"),
    MadeUpPerson("mina", "Mina", "secretariat", ("data_protection_officer",)),
    MadeUpPerson("shilan", "Shilan", "secretariat", ("auditor",)),
    MadeUpPerson("sara", "Sara", "secretariat", ("administrator",)),
    MadeUpPerson("yusuf", "Yusuf", "relief_team", ("case_manager",), ("relief_intake",), language="ar"),
    MadeUpPerson("maryam", "Maryam", "relief_intake", ("screener",), language="ar"),
    MadeUpPerson("noor", "Noor", "relief_supervisors", ("supervisor",), ("relief_intake",), language="ar"),
)


def by_role(role: str) -> MadeUpPerson | None:
    """Returns the first of the cast who holds a role; also found by the name they sign in with."""
    return next((person for person in PEOPLE if role in person.roles or role == person.username), None)
