"""Seven organisations: whom they meet, in which script they write, how much they ask and how carefully."""

import random
from dataclasses import dataclass

from benchmarks.names.generator.lexicon import ARABIC, LATIN, SORANI, Pool


@dataclass(frozen=True, slots=True)
class Organisation:
    """`scripts` are shares; `shown` is how often papers are copied instead of names heard; `fields` how often the optional
    fields are filled; `family_first` how often the family name stands first; `chain` the shares of short, middle and full names.
    """

    code: str
    scripts: tuple[tuple[str, float], ...]
    shown: float
    fields: float
    family_first: float
    upper: float
    chain: tuple[float, float, float]

    def script(self, chance: random.Random) -> str:
        """The script of one registration."""
        mark = chance.random()
        for script, share in self.scripts:
            mark -= share
            if mark < 0:
                return script
        return self.scripts[0][0]


ORGANISATIONS = {
    o.code: o
    for o in (
        Organisation("police", ((ARABIC, 1.0),), 0.5, 0.9, 0.02, 0.0, (0.15, 0.4, 0.45)),
        Organisation("courts", ((ARABIC, 1.0),), 0.75, 1.0, 0.0, 0.0, (0.05, 0.4, 0.55)),
        Organisation("asayish", ((SORANI, 0.8), (ARABIC, 0.2)), 0.5, 0.9, 0.02, 0.0, (0.15, 0.45, 0.4)),
        Organisation("iom", ((LATIN, 1.0),), 0.65, 1.2, 0.15, 0.2, (0.2, 0.4, 0.4)),
        Organisation("consulates", ((LATIN, 1.0),), 0.9, 1.1, 0.25, 0.5, (0.1, 0.4, 0.5)),
        Organisation("ngo-south", ((ARABIC, 0.6), (LATIN, 0.4)), 0.25, 0.9, 0.05, 0.05, (0.45, 0.35, 0.2)),
        Organisation(
            "ngo-north", ((SORANI, 0.4), (LATIN, 0.4), (ARABIC, 0.2)), 0.25, 0.9, 0.05, 0.05, (0.45, 0.35, 0.2)
        ),
    )
}


def _drawn(**shares: float) -> Pool[Organisation]:
    return Pool([ORGANISATIONS[code.replace("_", "-")] for code in shares], list(shares.values()))


_NORTH = {"IQ-AR", "IQ-DA", "IQ-SU", "IQ-HA", "IQ-KI", "IQ-NI"}
_MEETS = {  # (in the north, foreign): who meets her
    (False, False): _drawn(police=0.32, courts=0.16, iom=0.2, ngo_south=0.3, ngo_north=0.02),
    (True, False): _drawn(asayish=0.34, courts=0.06, police=0.08, iom=0.22, ngo_north=0.3),
    (False, True): _drawn(police=0.36, courts=0.12, iom=0.18, consulates=0.14, ngo_south=0.2),
    (True, True): _drawn(asayish=0.36, courts=0.04, police=0.08, iom=0.2, consulates=0.12, ngo_north=0.2),
}


def meets(governorate: str, foreign: bool, chance: random.Random) -> Organisation:
    """The organisation that registers someone in `governorate`."""
    return _MEETS[governorate in _NORTH, foreign].draw(chance)
