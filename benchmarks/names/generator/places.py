"""Governorates of Iraq by code, and towns people come from, with their spellings where they have one in each script."""

import random

from benchmarks.names.generator.lexicon import Name, Pool, foreign
from benchmarks.names.generator.sounds import from_kurdish, heard

_SHARES = {
    "IQ-BG": 24, "IQ-AR": 17, "IQ-SU": 12, "IQ-DA": 10, "IQ-BA": 9, "IQ-NI": 9, "IQ-KI": 5, "IQ-NA": 4, "IQ-KA": 4, "IQ-AN": 3,
    "IQ-DI": 3, "IQ-SD": 2, "IQ-BB": 2, "IQ-WA": 2, "IQ-MA": 1, "IQ-DQ": 2, "IQ-QA": 1, "IQ-MU": 1, "IQ-HA": 2,
}  # fmt: skip
_KURDISH = {"IQ-AR": 34, "IQ-SU": 28, "IQ-DA": 22, "IQ-KI": 6, "IQ-NI": 4, "IQ-HA": 4, "IQ-BG": 2}
_YEZIDI = {"IQ-DA": 62, "IQ-NI": 26, "IQ-AR": 9, "IQ-SU": 3}
_ARAB = {k: v for k, v in _SHARES.items() if k not in ("IQ-SU", "IQ-DA", "IQ-HA")} | {"IQ-AR": 8}
GOVERNORATES = {
    kind: Pool(list(shares), [float(x) for x in shares.values()])
    for kind, shares in {"kurd": _KURDISH, "yezidi": _YEZIDI, "iraqi-arab": _ARAB, "": _SHARES}.items()
}

_ARABIC_TOWNS = {
    "IQ": "بغداد:Baghdad البصرة:Basra الموصل:Mosul:Musil كركوك:Kirkuk النجف:Najaf كربلاء:Karbala الحلة:Hilla الرمادي:Ramadi "
    "الفلوجة:Fallujah سامراء:Samarra تكريت:Tikrit بعقوبة:Baquba العمارة:Amara الناصرية:Nasiriyah الديوانية:Diwaniya الكوت:Kut "
    "السماوة:Samawa تلعفر:Tal_Afar الزبير:Zubair هيت:Hit الحويجة:Hawija المقدادية:Muqdadiya الشطرة:Shatra بلد:Balad",
    "SY": "دمشق:Damascus:Dimashq حلب:Aleppo:Halab حمص:Homs حماة:Hama اللاذقية:Latakia دير_الزور:Deir_ez-Zor الرقة:Raqqa "
    "الحسكة:Hasakah القامشلي:Qamishli درعا:Daraa إدلب:Idlib عفرين:Afrin كوباني:Kobani منبج:Manbij طرطوس:Tartus السويداء:Suwayda",
    "IR": "طهران:Tehran کرمانشاه:Kermanshah سنندج:Sanandaj مریوان:Mariwan مهاباد:Mahabad ارومیه:Urmia تبریز:Tabriz اهواز:Ahvaz "
    "شیراز:Shiraz اصفهان:Isfahan مشهد:Mashhad ایلام:Ilam سقز:Saqqez پیرانشهر:Piranshahr بانه:Baneh",
    "PK": "لاهور:Lahore كراتشي:Karachi بيشاور:Peshawar إسلام_آباد:Islamabad كويته:Quetta ملتان:Multan فيصل_آباد:Faisalabad",
}
_KURDISH_TOWNS = {
    "KR": "Hewlêr:Erbil Silêmanî:Sulaymaniyah Duhok:Dohuk Kerkûk:Kirkuk Helebce:Halabja Zaxo:Zakho Akrê:Akre Ranye:Ranya Koye:Koya "
    "Soran:Soran Çoman:Choman Kelar:Kalar Çemçemal:Chamchamal Xaneqîn:Khanaqin Amêdî:Amedi Şeqlawe:Shaqlawa Rewandiz:Rawanduz Dukan:Dukan",
    "SJ": "Şingal:Sinjar Sinûnî:Sinuni Xanesor:Khanasor Koço:Kocho Bozan:Bozan Baedre:Baadre Başîqe:Bashiqa Şêxan:Sheikhan Hardan:Hardan",
}
_FOREIGN_TOWNS = {
    "BD": "Dhaka Chittagong Sylhet Comilla Faridpur Barisal Khulna Jessore Mymensingh Tangail Noakhali Bogra Narayanganj Gazipur",
    "ET": "Addis_Ababa Gondar Dessie Jimma Mekelle Bahir_Dar Hawassa Adama Nekemte Wollo Shashemene Dire_Dawa Arsi Bale",
    "PH": "Manila Cebu Davao Iloilo Zamboanga Quezon_City Cotabato Maguindanao Pangasinan Isabela Bulacan Leyte Bohol Batangas",
    "GH": "Accra Kumasi Tamale Takoradi Sunyani Ho Koforidua Cape_Coast Techiman Tema",
    "NG": "Lagos Benin_City Ibadan Abuja Kano Enugu Owerri Warri Aba Port_Harcourt Abeokuta Akure Onitsha",
    "NP": "Kathmandu Pokhara Chitwan Jhapa Morang Sindhupalchok Nuwakot Makwanpur Kavre Dhading Sunsari Rupandehi Kailali Dolakha",
    "ID": "Indramayu Cirebon Karawang Subang Cianjur Sukabumi Lombok Malang Cilacap Kendal Ponorogo Jakarta Surabaya Banyuwangi",
    "UG": "Kampala Gulu Lira Mbarara Jinja Masaka Mbale Wakiso Fort_Portal Arua Soroti",
    "LK": "Colombo Kandy Kurunegala Anuradhapura Galle Matara Jaffna Batticaloa Puttalam Polonnaruwa Gampaha Ampara",
    "IN": "Hyderabad Mumbai Delhi Kerala Chennai Lucknow Patna Punjab Rajasthan Bihar Kolkata",
}


def _town(entry: str) -> Name:
    parts = [p.replace("_", " ") for p in entry.split(":")]
    attested = tuple((p, 10) for p in parts[1:])
    spoken = tuple(heard(w) for w in parts[-1].replace("-", " ").split())
    return Name(parts[0], "arabic", spoken, parts[0], attested)


def _kurdish_town(entry: str) -> Name:
    own, latin = entry.split(":")
    return Name(own, "kurdish", (from_kurdish(own),), "", ((latin, 20),))


TOWNS: dict[str, Pool[Name]] = {}
for _code, _listed in _ARABIC_TOWNS.items():
    TOWNS[_code] = Pool(_names := [_town(e) for e in _listed.split()], [1 / (n + 2) for n in range(len(_names))])
for _code, _listed in _KURDISH_TOWNS.items():
    TOWNS[_code] = Pool(
        _names := [_kurdish_town(e) for e in _listed.split()], [1 / (n + 2) for n in range(len(_names))]
    )
for _code, _listed in _FOREIGN_TOWNS.items():
    TOWNS[_code] = Pool(_names := [foreign(e) for e in _listed.split()], [1 / (n + 2) for n in range(len(_names))])


def governorate(population: str, chance: random.Random) -> str:
    """Where somebody of this population is likely to be registered."""
    return GOVERNORATES.get(population, GOVERNORATES[""]).draw(chance)
