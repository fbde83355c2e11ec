"""The demo world from beginning to end: the cast, the programme of the past, and the open work of today."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from amana.countrypacks.dates import day_of
from amana.demo import between, letters, prevention, public_data, shape
from amana.demo.cast import bring_to_life
from amana.demo.directory import begin_the_directory, keep_the_directory, keep_the_store
from amana.demo.organisations import Stores, fill_the_book, fill_the_store
from amana.demo.programme import Programme
from amana.demo.today import Today
from amana.demo.watching import add_examples
from amana.duplicates import commands as duplicates
from amana.vault.clock import now as clock

BEGINNING = datetime(2017, 12, 3, 6, tzinfo=UTC)


def build(say: Callable[[str], object], persons: int) -> None:
    """Builds everything in an instance that was empty before."""
    say("the cast ...")
    cast, now = bring_to_life(secrets.token_urlsafe(9), settings.AMANA_PACK, BEGINNING), clock()
    lives = shape.list_assisted(persons)
    letters.vouch(cast, "IQ-FED", now)
    directory = begin_the_directory(cast, BEGINNING)
    fill_the_book(cast, date(2017, 12, 18), 20_000_000)
    programme = Programme(cast, fill_the_store(cast), say, directory, letters.choose_people(lives))
    programme.live(lives, programme.was_assisted, "people assisted in 2018 and 2019")
    few = max(1, round(persons / 27))
    programme.live(shape.others("gone", few), programme.got_nothing, "people who left before any help")
    programme.live(shape.others("other_protection", few * 2), programme.needed_other_protection, "people in other need")
    prevention.replay(cast["soran"], say, now, small=persons < shape.ASSISTED)
    keep_the_directory(cast, directory, now)
    fill_the_book(cast, day_of(now - timedelta(days=40)), 5_000_000)
    programme.helping.stores = Stores(keep_the_store(cast, now))
    Today(cast, programme.first_steps, programme.helping, programme.referring, directory, now, say).live()
    add_examples(cast, now)
    between.answer_each_other(cast, now)
    public_data.publish(cast, now)
    duplicates.count_registers(now)
    while duplicates.propose_links(now):
        continue
    say("files that are alike were looked for")
