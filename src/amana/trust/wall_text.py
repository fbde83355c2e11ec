"""The access rules as text for review: one table to look at, then every cell with its reason and source."""

from collections.abc import Iterator

from amana.countrypacks.schema import I18n
from amana.countrypacks.values import Pack
from amana.trust.pack_sections import WALL, CellEntry, Opens

_OPENS: dict[Opens, I18n] = {
    "with_ground": I18n(en="with a ground", ar="بأساس", ckb="بە بنەما"),
    "through_judge": I18n(en="through the judge", ar="عبر القاضي", ckb="لە ڕێگەی دادوەرەوە"),
    "never": I18n(en="never", ar="أبداً", ckb="هەرگیز"),
}
_WORDS: dict[str, I18n] = {
    "heading": I18n(en="Access rules", ar="حاجز المعلومات", ckb="بەربەستی زانیاری"),
    "who": I18n(en="Who", ar="من", ckb="کێ"),
    "what": I18n(en="What", ar="ماذا", ckb="چی"),
    "opens": I18n(en="Opens", ar="يُفتح", ckb="دەکرێتەوە"),
    "purposes": I18n(en="Shut for", ar="مغلق لغرض", ckb="داخراوە بۆ"),
    "why": I18n(en="Why", ar="لماذا", ckb="بۆچی"),
    "source": I18n(en="Source", ar="المصدر", ckb="سەرچاوە"),
    "state": I18n(en="How sure", ar="درجة التأكد", ckb="چەند دڵنیا"),
    "unconfirmed": I18n(
        en="Cells marked with * rest on a source that nobody has confirmed for this country yet.",
        ar="الخانات المعلَّمة بـ * تستند إلى مصدر لم يؤكده أحد لهذا البلد بعد.",
        ckb="خانەکانی نیشانەی *یان هەیە پشت بە سەرچاوەیەک دەبەستن کە هێشتا کەس بۆ ئەم وڵاتە پشتڕاستی نەکردووەتەوە.",
    ),
}


def columns_of(country: Pack) -> dict[str, I18n]:
    """Returns what the rules are about, with its name: the five sections, then their own records."""
    return {code: section.name for code, section in country.sections.items()} | dict(WALL.of(country).records)


def opens_word(opens: Opens) -> I18n:
    """Returns how a cell opens, in words."""
    return _OPENS[opens]


def rows(country: Pack, language: str) -> Iterator[list[str]]:
    """A head and one row for each cell: who, what, how it opens, closed for which purposes, why, source, how sure."""
    yield [_WORDS[name].text(language) for name in ("who", "what", "opens", "purposes", "why", "source", "state")]
    names, wall = columns_of(country), WALL.of(country)
    for side in wall.sides.values():
        for what, name in names.items():
            cell = side.cells[what]
            reason = wall.reasons[cell.because]
            yield [
                side.name.text(language),
                name.text(language),
                _OPENS[cell.opens].text(language),
                _shut_for(country, cell, language),
                reason.text.text(language),
                reason.source or "",
                reason.confidence,
            ]


def page(country: Pack, language: str) -> str:
    """Returns the rules in Markdown: the table, then every side with its roles, organisations and reasons."""
    names, wall = columns_of(country), WALL.of(country)
    lines = [f"# {_WORDS['heading'].text(language)}: {country.name.text(language)}", ""]
    lines += [
        "| " + " | ".join([_WORDS["who"].text(language), *(name.text(language) for name in names.values())]) + " |"
    ]
    lines += ["|" + "---|" * (len(names) + 1)]
    for side in wall.sides.values():
        cells = [_short(country, side.cells[what], language) for what in names]
        lines += ["| " + " | ".join([side.name.text(language), *cells]) + " |"]
    lines += ["", _WORDS["unconfirmed"].text(language)]
    for side in wall.sides.values():
        lines += ["", f"## {side.name.text(language)}", "", ", ".join([*side.roles, *side.organisations]), ""]
        for what, name in names.items():
            cell = side.cells[what]
            reason = wall.reasons[cell.because]
            rests = f" [{reason.confidence}: {reason.source}]" if reason.source else f" [{reason.confidence}]"
            lines += [
                f"- **{name.text(language)}**: {_opens(country, cell, language)}. {reason.text.text(language)}{rests}"
            ]
    return "\n".join(lines)


def _short(country: Pack, cell: CellEntry, language: str) -> str:
    star = "*" if WALL.of(country).reasons[cell.because].confidence == "unconfirmed" else ""
    return _opens(country, cell, language) + star


def _opens(country: Pack, cell: CellEntry, language: str) -> str:
    shut_for = _shut_for(country, cell, language)
    return _OPENS[cell.opens].text(language) + (f" ({shut_for})" if shut_for else "")


def _shut_for(country: Pack, cell: CellEntry, language: str) -> str:
    names = [country.purposes[each].text(language) if each in country.purposes else each for each in cell.purposes]
    return ", ".join(names)
