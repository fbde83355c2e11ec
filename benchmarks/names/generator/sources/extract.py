"""The name lists of the generator, taken out of published packages and written beside this file.

    uv venv names && uv pip install --python names/bin/python --no-deps \\
        arabic-name-romanizer==0.2.0 faker==40.63.0 farsi-faker==1.9.0 habesha-names==0.2.0 nepalpy==1.3.2 niafaker==1.0.0
    names/bin/python benchmarks/names/generator/sources/extract.py

Needed only to renew the lists: the generator reads what lies here. NOTICE.md names the authors and their licences.
"""

import importlib
import json
import pickle
import re
import sqlite3
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent
LIMITS = {"IQ": (650, 1300), "SY": (500, 1000), "IR": (900, 1800), "PK": (600, 900)}  # given names, family names
# A list of girls' names that the packages mark wrongly or do not mark at all.
GIRLS = """ليلي زينب ساره سعاد هدي اسماء امل لمياء ناديه وفاء سميره فاطمه رنا سحر لينا مريم هبه خديجه شذي عائشه مني مي هند ريم مها
ابتسام ايمان دانا رشا سمر مياده نجاح اسراء اميره حنان زينه سوزان سوسن غاده ميسون نضال هاله يارا بشري خلود دينا رباب عبير فدوي ملك
هيام وداد احلام اقبال الاء الهام اماني بثينه جمانه ديما ريما رنده رولا رقيه ساجده سلمي سهام صفيه ميساء نادين نسرين هناء اريج اسيل
انتصار افراح ازهار ايات بتول بدريه بيداء تغريد تماره ثناء جميله حليمه حوراء حياه خوله دعاء دلال رحاب رغد رفيده رواء ريهام زهراء
زهره سجي سناء شهد شيماء شيرين صبا صابرين ضحي طيبه عاليه عبله عذراء غفران فاتن فائزه فرح فريال كوثر كريمه لبني لقاء لطيفه مروه
ملاك منال مهي نبا نبراس نبيله نجلاء نداء نرجس نعيمه نغم نهي نوره نورا نوال هاجر هديل هيفاء وجدان ورود وسن ياسمين يسري شهلا
شازيه سعديه فوزيه شاهده روبينه رابعه غزاله سيده ثمينه حنا سونيا امنه نازيه صائمه نسيم""".split()
BOYS = set(
    "حمزه طلحه اسامه عبيده معاويه خليفه علاء ضياء بهاء عطاء براء جمعه نعمه رضا اقبال جهاد نور صباح وسام نصر زكريا انس انور ايهاب "
    "حسون ارام اراس بلند صديق انيس افتخار اختر شوكت افضل اشرف خورشيد افتاب الطاف اعظم ساريه ايليا اسرار زمان رفعت".split()
)


def _folded(name: str) -> str:
    name = re.sub(r"[\u064b-\u0652\u0640]", "", name)
    return name.translate(str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"}))


def _faker(locale: str, attribute: str) -> list[str]:
    return list(getattr(importlib.import_module(f"faker.providers.person.{locale}").Provider, attribute))


def _write(name: str, rows: list[str]) -> None:
    (HERE / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def _near(spelling: str, best: str) -> bool:
    return SequenceMatcher(None, spelling.lower(), best.lower()).ratio() >= 0.55


def arabic() -> None:
    """arabic.tsv: country, m / f / s (family), letters without hamza seats, attested spellings with their counts.

    AR are the women's names of all Arab countries together: the source has far more men than women.
    """
    base = sqlite3.connect(str(files("arabic_name_romanizer") / "resources" / "names.sqlite3"))
    persian = pickle.loads((files("farsi_faker") / "data" / "names.pkl").read_bytes())  # noqa: S301 (a package's own)
    men = {_folded(n).replace(" ", "") for n in persian["male_names"] + _faker("ar_AA", "first_names_male")} | BOYS
    girls = {_folded(n).replace(" ", "") for n in persian["female_names"] + _faker("ar_AA", "first_names_female")}
    girls = (girls - men) | set(GIRLS)
    rows = []
    for country, limits in LIMITS.items():
        for role, limit in zip(("given", "surname"), limits, strict=True):
            spellings: dict[str, Counter[str]] = defaultdict(Counter)
            query = "select arabic_key, latin, count from units where country = ? and role = ? and source = 'wikidata'"
            for key, latin, count in base.execute(query, (country, role)):
                if re.fullmatch(r"[A-Za-z' -]+", latin) and len(key) > 1:
                    spellings[key][latin.strip().title().replace("'", "")] += count
            ranked = sorted(spellings.items(), key=lambda item: (-item[1].total(), item[0]))[:limit]
            for key, counted in ranked:
                best = counted.most_common(1)[0][0]
                kept = [f"{latin}:{n}" for latin, n in counted.most_common(8) if _near(latin, best)]
                sex = "s" if role == "surname" else "f" if key.replace(" ", "") in girls else "m"
                rows.append("\t".join((country, sex, key, " ".join(k.replace(" ", "_") for k in kept))))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for key, latin, count in base.execute(
        "select arabic_key, latin, count from units "
        "where role = 'given' and source = 'wikidata' and country not in ('IR', 'PK', 'AF', 'SO')"
    ):
        if key.replace(" ", "") in girls and re.fullmatch(r"[A-Za-z' -]+", latin) and len(key) > 1:
            counted[key][latin.strip().title().replace("'", "")] += count
    for key, spelt in sorted(counted.items(), key=lambda item: (-item[1].total(), item[0]))[:420]:
        best = spelt.most_common(1)[0][0]
        kept = [f"{latin}:{n}" for latin, n in spelt.most_common(8) if _near(latin, best)]
        rows.append("\t".join(("AR", "f", key, " ".join(k.replace(" ", "_") for k in kept))))
    _write("arabic.tsv", rows)


def ethiopian() -> None:
    """ethiopian.tsv: sexes, canonical Latin spelling, frequency tier, other attested spellings."""
    entries = json.loads((files("habesha_names") / "data" / "given_names.json").read_text("utf-8"))["entries"]
    rows = [
        "\t".join(("".join(sorted(e["gender"])), e["canonical"], str(e["freq_tier"]), " ".join(e["variants"])))
        for e in sorted(entries, key=lambda e: (e["freq_tier"], e["canonical"]))
    ]
    _write("ethiopian.tsv", rows)


def latin() -> None:
    """latin.tsv: country, m / f / s, and the names in Latin letters, commonest first where the source ranks them."""
    african = {
        c: json.loads((files("niafaker") / "locales" / c / "person.json").read_text("utf-8"))
        for c in ("ug", "gh", "ng")
    }
    nepali = importlib.import_module("nepalpy.name.cast")
    girls, boys = (importlib.import_module(f"nepalpy.name.{sex}_names") for sex in ("female", "male"))

    def strings(module: object) -> list[str]:
        for value in vars(module).values():
            if isinstance(value, list | tuple) and value and isinstance(value[0], str):
                return list(value)
        return []

    lists: dict[tuple[str, str], list[str]] = {
        ("GH", "m"): african["gh"]["male_first_names"] + _faker("tw_GH", "first_names_male"),
        ("GH", "f"): african["gh"]["female_first_names"] + _faker("tw_GH", "first_names_female"),
        ("GH", "s"): african["gh"]["last_names"] + _faker("tw_GH", "last_names"),
        ("UG", "m"): african["ug"]["male_first_names"],
        ("UG", "f"): african["ug"]["female_first_names"],
        ("UG", "s"): african["ug"]["last_names"],
        ("IN", "m"): _faker("en_IN", "first_names_male"),
        ("IN", "f"): _faker("en_IN", "first_names_female"),
        ("IN", "s"): _faker("en_IN", "last_names"),
        ("ID", "m"): _faker("id_ID", "first_names_male"),
        ("ID", "f"): _faker("id_ID", "first_names_female"),
        ("ID", "s"): _faker("id_ID", "last_names"),
        ("NP", "m"): strings(boys),
        ("NP", "f"): strings(girls),
        ("NP", "s"): list(nepali.CASTE_CATEGORY_MAP),
    }
    for sex, attribute in (("m", "first_names_male"), ("f", "first_names_female"), ("s", "last_names")):
        key = {"m": "male_first_names", "f": "female_first_names", "s": "last_names"}[sex]
        lists["NG", sex] = african["ng"][key] + [
            n for locale in ("en_NG", "ig_NG", "ha_NG", "yo_NG") for n in _faker(locale, attribute)
        ]
    rows = []
    for (country, sex), names in lists.items():
        clean = [n for n in dict.fromkeys(x.strip() for x in names) if re.fullmatch(r"[A-Za-z' -]{2,}", n)]
        rows.append("\t".join((country, sex, " ".join(n.replace(" ", "_") for n in clean))))
    _write("latin.tsv", rows)


if __name__ == "__main__":
    arabic()
    ethiopian()
    latin()
