"""Registrations of made-up people, as seven organisations in Iraq would write them, with the truth beside them.

    python -m benchmarks.names.generator --records 50000 --seed 200 --out DIR

gives `records.csv` (the columns of `./amana link`), `truth.csv`, `queries.csv` with `queries_truth.csv` (new
registrations of known people, and strangers), `pairs.csv` (names that are or are not one person's, across scripts) and
`counts.json`. The same seed and size give the same files.

**Kept apart from the keys.** The name lists are taken from published packages (see `sources/NOTICE.md`), the Kurdish ones
and those of six other countries are typed from memory; the tables of sounds and spellings in `sounds`, `writing` and
`slips` go from a name to its spellings, and were written by another author who had read neither `amana_methods.names` nor
`amana_methods.linkage`. No table is shared, and nothing of `amana_methods` is imported here.

**Seeds.** 1 to 99 train weights, 100 to 199 choose thresholds, 200 and above are judged. Each seed also draws its own
spellings for each name and makes up its own fifth of family names.
"""

from benchmarks.names.generator.registers import Register, make

__all__ = ["Register", "make"]
