"""The directory of providers and the store of today, as Avin and Tara maintain them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amana.assistance import commands as assistance
from amana.countrypacks.dates import day_of
from amana.demo.cast import Cast
from amana.referrals import commands as referrals

_MEDICAL = ["MED-EXAM", "MED-CMR", "MED-MH", "MED-FIT", "PSS-PFA", "PSS-COUN"]
_SHELTER = ["SHE-EMER", "SHE-SAFE", "SAF-PLAN", "NFI-HYG"]
_LEGAL = ["LEG-ADV", "LEG-REP", "LEG-COMP", "LEG-DEF", "STA-WAIVER", "STA-RES", "STA-EXIT"]
_LANGUAGES = ["INT-LANG"]


@dataclass(frozen=True)
class Directory:
    """The entries by key."""

    ids: dict[str, UUID]

    def __getitem__(self, key: str) -> UUID:
        return self.ids[key]


def _entry(name_en: str, name_ar: str, name_ckb: str, **more: Any) -> dict[str, Any]:
    return {
        "name_en": name_en, "name_ar": name_ar, "name_ckb": name_ckb, "isp_signed": True, "cost": "free",
        "hours": "09:00-16:00", **more,
    }  # fmt: skip


def begin_the_directory(cast: Cast, at: datetime) -> Directory:
    """Adds five entries, as at the start of the programme; the hospital is only listed and cannot be asked here."""
    avin, units = cast["avin"], cast.units
    kurdistan = ["IQG11", "IQG06", "IQG09", "HALABJA"]
    entries = {
        "clinic": _entry(
            "Hope Clinic, Erbil", "عيادة الأمل، أربيل", "کلینیکی هیوا، هەولێر", kind="ngo", unit=units["clinic"],
            services=_MEDICAL, governorates=["IQG11"], languages=["ar", "ckb", "en", "am"],
            phone_public="+964 750 000 0310", phone_focal_point="+964 750 000 0311", capacity=12,
            accessibility=["mobility", "sign_language"],
        ),
        "shelter": _entry(
            "Dar Al-Salam", "دار السلام", "دار ئەلسەلام", kind="ngo", unit=units["shelter"], services=_SHELTER,
            governorates=kurdistan, accepts_sex=["female"], accepts_age_min=18, languages=["ar", "ckb", "en"],
            hours="day and night", phone_focal_point="+964 750 000 0320", capacity=16,
        ),
        "bureau": _entry(
            "Legal Aid Bureau", "مكتب المساعدة القانونية", "نووسینگەی یارمەتی یاسایی", kind="ngo",
            unit=units["lawyers"], services=_LEGAL, governorates=[*kurdistan, "IQG08", "IQG02"],
            languages=["ar", "ckb", "en"], phone_public="+964 750 000 0330",
        ),
        "pool": _entry(
            "Language pool, Baghdad", "مجمع الترجمة، بغداد", "کۆمەڵەی زمان، بەغدا", kind="community",
            unit=units["pool"], services=_LANGUAGES, governorates=[*kurdistan, "IQG08", "IQG02", "IQG15"],
            languages=["am", "sw", "tl", "tw", "id", "bn", "fa", "fr", "hi", "ne"], phone_focal_point="+964 750 000 0340",
        ),
        "hospital": _entry(
            "Rizgary Hospital", "مستشفى رزگاري", "نەخۆشخانەی ڕزگاری", kind="government", services=["MED-EXAM", "MED-CMR"],
            governorates=["IQG11"], languages=["ckb", "ar"], hours="day and night", isp_signed=False,
            phone_public="+964 750 000 0350",
        ),
    }  # fmt: skip
    ids = {key: referrals.add_provider(avin, values=values, now=at).id for key, values in entries.items()}
    return Directory(ids)


def keep_the_directory(cast: Cast, directory: Directory, now: datetime) -> None:
    """Updates it to today: two providers with free places, and one that nobody has checked for 104 days."""
    for key, days in {"clinic": 20, "shelter": 34, "bureau": 51, "pool": 12, "hospital": 104}.items():
        referrals.check_provider(cast["avin"], directory[key], now=now - timedelta(days=days))
    referrals.say_free_places(cast["jihan"], directory["clinic"], places=3, now=now - timedelta(hours=5))
    referrals.say_free_places(cast["salma"], directory["shelter"], places=1, now=now - timedelta(hours=20))


def keep_the_store(cast: Cast, now: datetime) -> dict[str, UUID]:
    """Fills Tara's store of today: kits and clothes, and soap that has to go out soon."""
    tara, today = cast["tara"], day_of(now)
    wanted: list[tuple[str, str, str, str, int, int | None]] = [
        ("NFI-DIGN", "woman", "DK-0226", "kit", 40, None),
        ("NFI-CLOTH", "winter set, M", "CL-0311", "piece", 25, None),
        ("NFI-HYG", "", "HY-0119", "kit", 18, 21),
    ]
    return {
        code: assistance.receive(
            tara, service_code=code, variant=variant, number=number, counted_in=unit, quantity=quantity,
            expires_on=today + timedelta(days=days) if days else None, on=today - timedelta(days=45),
            now=now - timedelta(days=45),
        )
        for code, variant, number, unit, quantity, days in wanted
    }  # fmt: skip
