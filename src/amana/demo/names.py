"""Invented names, by country: nobody of these exists. Women's, men's and family names, combined in a fixed order."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """Given names of women and men, family names, and the language that is asked for first."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    language: str


def _of(women: str, men: str, families: str, language: str) -> Names:
    return Names(tuple(women.split()), tuple(men.split()), tuple(families.split()), language)


NAMES: dict[str, Names] = {
    "KE": _of(
        "Wanjiru Achieng Nafula Chebet Mwende Atieno Nyambura",
        "Otieno Kiprop Mutua",
        "Kamondo Odhiara Wekuna Kiprolel Musyano",
        "sw",
    ),
    "PH": _of(
        "Maricel Jonalyn Rowena Liezl Analyn Cherry Divina",
        "Rodel Jomar Arnel",
        "Bautamante Salvacruz Dimalanta Resurrecta Panganaya",
        "tl",
    ),
    "GH": _of("Abena Efua Akosua Adwoa Esi Yaa", "Kwabena Kofi Yaw", "Ofosuhene Adjemang Tetteley Amponfi", "tw"),
    "ID": _of("Siti Dewi Wulan Ratna Nurul Yanti", "Agus Budi Joko", "Handaresti Wibowari Lestaryo Kusumaha", "id"),
    "ET": _of("Selam Hiwot Tigist Marta Aster Rahel", "Dawit Bekele Yonas", "Tesfamar Alemayo Girmay Worknesh", "am"),
    "NG": _of("Blessing Ngozi Folake Amina", "Chidi Tunde Musa", "Okonjide Adeyemika Balarabo", "en"),
    "UG": _of("Nakato Apio Namukasa Akello", "Okello Mugisha", "Ssebunyo Nalwogi Atwinero", "en"),
    "LK": _of("Nilmini Sanduni Kumari", "Ruwan Chaminda", "Wijeratna Fernandika", "si"),
    "BD": _of("Shirin Rokeya Moushumi", "Rafiq Jahangir Sohel", "Talukdari Sikdarani", "bn"),
    "NP": _of("Sunita Kamala Gita Sarita", "Ramesh Bishnu", "Gurungal Tamangar", "ne"),
    "UA": _of("Oksana Halyna", "Taras", "Kovalchenya Hryhorna", "en"),
    "IQ": _of(
        "Zainab Shirin Huda Nergiz Rwayda Berfin", "Hassan Aram", "Al-Nahrawi Hawramani Al-Basriya Zebarani", "ar"
    ),
    "SY": _of("Rima Hala Jwan", "Samer Azad", "Al-Furati Qamishloy", "ar"),
    "IR": _of("Parisa Leila", "Kaveh", "Rostamyar Kordestan", "fa"),
}


def name_of(country: str, sex: str, number: int) -> str:
    """The name of the `number`th woman or man of a country; the same number always has the same name."""
    names = NAMES[country]
    given = names.women if sex == "female" else names.men
    # Given names run through first, so that neighbours in a list do not share a family name.
    return f"{given[number % len(given)]} {names.families[(number // len(given) + number) % len(names.families)]}"
