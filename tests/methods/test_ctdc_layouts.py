"""Rows in the columns of CTDC: names and codes as published, no group below k, nothing said that was not asked."""

import csv
import io
from collections import Counter

import numpy as np
import pytest

from amana_methods.disclosure import ctdc

ISO3 = {"KE": "KEN", "IQ": "IRQ", "ET": "ETH"}


def row(**values: str) -> dict[str, str]:
    """A made-up person, with flags written as exploitation__begging."""
    return {name.replace("__", "."): value for name, value in values.items()}


def crowd(number: int) -> list[dict[str, str]]:
    """Made-up people with years, ages and countries."""
    chance = np.random.default_rng(3)
    ages, places = ["0_8", "18_20", "24_26", "48_plus", ""], ["KE", "IQ", "ET", ""]
    return [
        row(
            year=str(2018 + int(chance.integers(0, 3))),
            sex=str(chance.choice(["female", "male", ""])),
            age_band=str(chance.choice(ages)),
            nationality=str(chance.choice(places, p=[0.7, 0.2, 0.06, 0.04])),
            country_of_exploitation="IQ",
            exploitation__begging=str(chance.choice(["yes", ""])),
        )
        for _ in range(number)
    ]


def test_the_synthetic_layout_has_its_27_columns_and_says_empty_for_not_known() -> None:
    assert len(ctdc.SYNTHETIC) == 27
    [laid] = ctdc.synthetic(
        [row(year="2019", sex="female", age_band="0_8", nationality="KE", means_of_control__takes_earnings="yes")], ISO3
    )
    said = {name: value for name, value in laid.items() if value}
    assert said == {
        "yearOfRegistration": "2019",
        "gender": "Woman",
        "ageBroad": "0--8",
        "citizenship": "KEN",
        "meansDebtBondageEarnings": "1",
    }


@pytest.mark.parametrize(
    ("flag", "columns"),
    [
        ("exploitation__domestic_servitude", {"isForcedLabour", "typeOfLabourDomesticWork"}),
        ("exploitation__prostitution_of_others", {"isSexualExploit", "typeOfSexProstitution"}),
        ("exploitation__forced_marriage", {"isOtherExploit"}),
        ("exploitation__organ_removal", {"isOtherExploit"}),
        ("exploitation__armed_group", {"isOtherExploit"}),
        ("sector__construction", {"typeOfLabourConstruction"}),
        ("means_of_control__restricts_movement", {"meansDenyBasicNeeds"}),
        ("means_of_control__not_specified", set()),
    ],
)
def test_a_flag_becomes_the_flags_of_the_synthetic_layout(flag: str, columns: set[str]) -> None:
    [laid] = ctdc.synthetic([row(**{flag: "yes"})], ISO3)
    assert {name for name, value in laid.items() if value == "1"} == columns


def test_the_k_anonymised_layout_says_minus_99_only_where_nobody_asked() -> None:
    rows = [row(sex="male", age_group="under_18", exploitation__organ_removal="yes")] * 11
    laid = ctdc.k_anonymised(rows, iso2=ISO3)[0]
    assert (laid["gender"], laid["majorityStatus"], laid["ageBroad"], laid["citizenship"]) == (
        "Male",
        "Minor",
        "-99",
        "0",
    )
    assert (laid["isOrganRemoval"], laid["isForcedMarriage"]) == ("1", "0")
    assert laid["meansOfControlThreats"] == "-99"


def test_no_group_is_smaller_than_k_and_taking_one_row_away_is_seen() -> None:
    laid = ctdc.k_anonymised(crowd(900), iso2=ISO3)
    number, smallest = ctdc.groups(laid)
    assert number > 5 and smallest >= ctdc.K
    assert len(laid) > 850
    sizes = Counter(tuple(each[name] for name in (*ctdc.RECOGNISED_BY, "majorityStatus")) for each in laid)
    rarest = min(sizes, key=lambda group: sizes[group])
    place = next(
        n
        for n, each in enumerate(laid)
        if tuple(each[name] for name in (*ctdc.RECOGNISED_BY, "majorityStatus")) == rarest
    )
    assert ctdc.groups(laid[:place] + laid[place + 1 :])[1] == sizes[rarest] - 1
    assert ctdc.groups([]) == (0, 0)


def test_rows_that_were_not_laid_out_have_small_groups() -> None:
    """The alarm: without withholding, the same people stand in groups below k."""
    laid = ctdc.k_anonymised(crowd(900), iso2=ISO3, k=2)
    assert ctdc.groups(laid)[1] < ctdc.K
    with pytest.raises(ValueError, match="at least 2"):
        ctdc.k_anonymised([], iso2=ISO3, k=1)


def test_namibia_is_a_country_and_a_code_that_is_none_is_withheld() -> None:
    rows = [row(nationality="NA", country_of_exploitation="stateless")] * 11
    laid = ctdc.k_anonymised(rows, iso2=["NA"])[0]
    assert (laid["citizenship"], laid["CountryOfExploitation"]) == ("NA", "0")


def test_the_file_reads_back_as_it_was_laid_out() -> None:
    laid = ctdc.synthetic(crowd(5), ISO3)
    text = ctdc.as_csv(ctdc.SYNTHETIC, laid)
    assert list(csv.DictReader(io.StringIO(text))) == laid


def test_what_has_no_place_there_is_named() -> None:
    assert ctdc.losses(["year", "governorate", "sector.transport", "population_group"]) == [
        "governorate",
        "population_group",
    ]
