"""What can be read without telling anything: pages of the pack, a card to print, and a page in many languages."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.schema import I18n
from amana.intake import observing
from amana.intake.pack_sections import INFORMATION
from amana.public_reports.views.page import page
from amana.vault.clock import now


@dataclass(frozen=True)
class RightInLaw:
    """What a law gives to somebody who was trafficked. `sure` is false while the pack calls it unconfirmed."""

    what: I18n
    sure: bool


@require_GET
def about(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the pack. Where it speaks of the law, what nobody has confirmed says so."""
    said = INFORMATION.of(pack()).pages.get(name)
    if said is None:
        raise Http404
    rights = _rights()
    return page(
        request,
        "public_reports/about.html",
        {"said": said, "rights": rights, "none_sure": not any(right.sure for right in rights)},
    )


def _rights() -> list[RightInLaw]:
    """The rights that laws in force give, each once."""
    today = day_of(now())
    found: dict[str, RightInLaw] = {}
    for law in pack().laws.values():
        if (law.valid_from and law.valid_from > today) or (law.valid_to and law.valid_to < today):
            continue
        for right in law.rights.values():
            found.setdefault(right.what.en, RightInLaw(right.what, right.confidence == "confirmed"))
    return list(found.values())


@require_GET
def card(request: HttpRequest, language: str) -> HttpResponse:
    """A small card in one of many languages, to print and cut out: numbers, and nothing of why it was given."""
    languages = observing.contact_languages()
    if language not in dict(languages):
        raise Http404
    lines = [line for line in observing.lines_at("") if line.emergency and line.confidence == "confirmed"]
    return page(
        request,
        "public_reports/card.html",
        {
            "card": observing.contact_card(language),
            "lines_of_card": lines,
            "languages_of_cards": languages,
            "copies": range(4),
        },
    )


@require_GET
def help_in(request: HttpRequest, language: str) -> HttpResponse:
    """That help can be asked for here, in a language of people who came to work; its address says no more than that."""
    told = INFORMATION.of(pack())
    if language not in told.help_languages:
        raise Http404
    return page(
        request,
        "public_reports/help.html",
        {
            "said": told.help_in[language],
            "spoken": language,
            "around": translation.get_language(),
            "others": [(code, told.help_in[code].name) for code in told.help_languages],
        },
    )
