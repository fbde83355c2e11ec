"""Who stole the database and knows how common every name is: what the ranks of the tokens tell about the names.

The attack: the thief makes the same terms from a register of their own (the same people's habits, other people), ranks
them by how often they occur, ranks the stolen tokens in the same way, and takes the two lists for one. A thief who
knows how the index is built cuts the terms into the same bins first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from random import Random
from statistics import mean
from uuid import UUID, uuid4

import pytest

from amana import vault
from amana.duplicates.queries import likeness
from amana.vault import index
from amana.vault.models import LookupToken
from amana_methods.linkage import Registration, clear
from amana_methods.linkage.terms import KEY_AND_YEAR, terms_of
from amana_methods.linkage.traits import Encoder

pytestmark = pytest.mark.django_db
PEOPLE, OF_THE_THIEF, COMMONEST, TRIES = 1000, 15_000, 20, 9
MOST_RECORDS, MOST_COMMON = 0.02, 0.10
GIVEN = tuple(
    "Mohammed Ali Hassan Hussein Ahmed Omar Fatima Zainab Maryam Sara Karwan Aram Shirin Nergiz Rebin Dilan Berivan Hiwa Soran"
    " Rojin Kani Rawan Noor Huda Layla Salma Amal Samira Jihan Hana Tara Avin Mina Lana Zana Yusuf Ibrahim Ismail Khalid"
    " Mustafa Haidar Abbas Sajjad Karrar Ruqaya Tabarak Zahra Narin Shilan Darya".split()
)
FAMILY = tuple(
    "Mohammed Ali Hassan Hussein Jabbar Kareem Rasheed Saleh Mahmoud Abdullah Aziz Qadir Sharif Tahir Latif Hamid Jalal Karim"
    " Nahrawi Barzani Zebari Hawrami Dosky Mizuri Khoshnaw Jaf Talabani Shekhani Bazzaz Najjar Haddad Attar Dabbagh Khayyat"
    " Saffar Sarraf Qassab Naqash Bayati Jubouri Dulaimi Shammari Tamimi Khafaji Zubaidi Asadi Maliki Musawi Hakim Sadr".split()
)


def zipf(chance: Random, words: tuple[str, ...]) -> str:
    """A word, the first ones much more often than the last ones."""
    return chance.choices(words, [1 / rank for rank in range(1, len(words) + 1)])[0]


def register(seed: int, size: int) -> list[Registration]:
    chance = Random(seed)  # noqa: S311  (made-up people, not keys)
    return [
        Registration(
            record_id=str(number),
            name=f"{zipf(chance, GIVEN)} {zipf(chance, FAMILY)} {zipf(chance, FAMILY)}",
            sex="male" if chance.random() < 0.12 else "female",
            birth_date=str(chance.randrange(1975, 2008)),
            nationality=chance.choices(("IQ", "SY", "IR"), (8, 1, 1))[0],
        )
        for number in range(size)
    ]


def by_rank[K](counts: Mapping[K, float], chance: Random) -> list[K]:
    """The most frequent first; where two are equally frequent, nothing but chance orders them."""
    order = sorted(counts, key=repr)
    chance.shuffle(order)
    return sorted(order, key=lambda each: -counts[each])


def named(
    stolen: Mapping[bytes, list[int]], truth: Mapping[bytes, object], public: Mapping[tuple[object, int], float]
) -> tuple[float, float]:
    """(share of records of which one token is named rightly, share of the commonest tokens that are).

    `stolen`: the records behind each token; `truth`: what each token really stands for; `public`: the
    thief's counts of meanings (with the number of a bin). Means over ties that chance broke in several ways.
    """
    tries = [_named_once(stolen, truth, public, Random(seed)) for seed in range(TRIES)]  # noqa: S311
    return mean(records for records, _ in tries), mean(common for _, common in tries)


def _named_once(
    stolen: Mapping[bytes, list[int]],
    truth: Mapping[bytes, object],
    public: Mapping[tuple[object, int], float],
    chance: Random,
) -> tuple[float, float]:
    tokens = by_rank({token: len(rows) for token, rows in stolen.items()}, chance)
    guess = {token: meaning[0] for token, meaning in zip(tokens, by_rank(public, chance), strict=False)}
    right = {token for token in stolen if token in guess and guess[token] == truth[token]}
    records = {row for token in right for row in stolen[token]}
    everybody = {row for rows in stolen.values() for row in rows}
    return len(records) / len(everybody), len(right & set(tokens[:COMMONEST])) / COMMONEST


def terms(people: Iterable[Registration]) -> list[set[tuple[int, ...]]]:
    """What the thief would index of each person: the terms in the clear."""
    encoder = Encoder(clear)
    return [
        {term for term in terms_of(facts) if not likeness.is_a_name_alone(term)}
        for facts in map(encoder.facts_of, people)
    ]


type Term = tuple[int, ...]
type Indexed = dict[bytes, object]  # what each token really stands for


def as_the_platform_does(organisation: UUID, lock: UUID, number: int, said: set[Term]) -> Indexed:
    keys, owner = vault.index.keys_of(organisation), UUID(int=number)
    term_of = {keys.mac("|".join(map(str, term))): term for term in said}
    vault.index.put_values(organisation, lock=lock, owner=owner, macs={keys.version: term_of})
    entries = vault.facts.get(index.KIND, owner)["by_key"][str(keys.version)]
    return {bytes.fromhex(token): term_of[int(mac)] for mac, token in entries.items()}


def names_alone(organisation: UUID, lock: UUID, number: int, said: set[Term]) -> Indexed:
    """An index as it must not be: one token for each part of the name, however many people share it."""
    keys, owner = vault.index.keys_of(organisation), UUID(int=number)
    indexed: Indexed = {keys.token(keys.mac(str(key)), 0): key for key in parts_in(said)}
    LookupToken.objects.bulk_create(LookupToken(token=token, owner=keys.veil_owner(token, owner)) for token in indexed)
    return indexed


def parts_in(said: set[Term]) -> set[object]:
    return {term[1] for term in said if term[0] == KEY_AND_YEAR}


def public_counts(meanings: Callable[[set[Term]], Iterable[object]]) -> Counter[object]:
    """How often each meaning occurs in the thief's own register."""
    return Counter(each for said in terms(register(8, OF_THE_THIEF)) for each in meanings(said))


def whole(public: Counter[object]) -> dict[tuple[object, int], float]:
    """The counts of a thief who does not think of bins."""
    return {(meaning, 0): count for meaning, count in public.items()}


def in_bins(public: Counter[object]) -> dict[tuple[object, int], float]:
    """The counts of a thief who knows the bins: what of each meaning would stand in each of them."""
    scaled = {meaning: count * PEOPLE / OF_THE_THIEF for meaning, count in public.items()}
    return {
        (meaning, bin): min(index.BIN, count - bin * index.BIN)
        for meaning, count in scaled.items()
        for bin in range(int(count / index.BIN) + 1)
    }


def attacked(
    index: Callable[[UUID, UUID, int, set[Term]], Indexed], *publics: Mapping[tuple[object, int], float]
) -> tuple[float, float]:
    """What the cleverest of these thieves names of a register that was indexed in this way."""
    organisation, lock = uuid4(), vault.keystore.new_lock()
    truth: Indexed = {}
    for number, said in enumerate(terms(register(7, PEOPLE))):
        truth |= index(organisation, lock, number, said)
    rows = [(bytes(row.token), bytes(row.owner)) for row in LookupToken.objects.all()]
    stolen: dict[bytes, list[int]] = {}
    for (token, _), owner in zip(rows, vault.index.keys_of(organisation).unveil_owners(rows), strict=True):
        stolen.setdefault(token, []).append(owner.int)
    found = [named(stolen, truth, public) for public in publics]
    return max(records for records, _ in found), max(common for _, common in found)


def test_ranks_name_nobody() -> None:
    public = public_counts(lambda said: said)
    records, common = attacked(as_the_platform_does, whole(public), in_bins(public))
    assert records <= MOST_RECORDS, records
    assert common <= MOST_COMMON, common


def test_an_index_of_names_alone_would_be_found_out() -> None:
    records, common = attacked(names_alone, whole(public_counts(parts_in)))
    assert records > MOST_RECORDS, records
    assert common > MOST_COMMON, common
