"""One function for each indicator of the pack: which records of the snapshot count in a period. Pure."""

from amana.reporting.indicators import assist, identify, justice, prevent, refer
from amana.reporting.indicators.missing import NOT_YET
from amana.reporting.indicators.recipe import Measure, Recipe

ANSWERED: dict[str, Recipe] = {
    **prevent.RECIPES,
    **identify.RECIPES,
    **refer.RECIPES,
    **assist.RECIPES,
    **justice.RECIPES,
}

__all__ = ["ANSWERED", "NOT_YET", "Measure", "Recipe"]
