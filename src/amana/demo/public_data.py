"""Releases for the public: one that anybody may read, and one that waits for two people."""

from datetime import datetime

from amana.demo.cast import Cast
from amana.releases import commands, queries
from amana.releases.queries import Release

CAP, DELTA = 4.0, 1e-6
COST = 1.0
ASKED = (["governorate"], ["age_group"], ["exploitation", "sex"])


def publish(cast: Cast, now: datetime) -> None:
    """Publishes a release: Ali prepares, Mina and Layla agree, the worker runs once, and the page is there."""
    ali, mina, layla = cast["ali"], cast["mina"], cast["layla"]
    programme = queries.programme(ali, commands.open_programme(ali, "help-for-victims", "Help for victims", now=now))
    cap = commands.propose_cap(ali, programme, epsilon=CAP, delta=DELTA, now=now)
    commands.agree_to_cap(mina, queries.waiting_cap(mina, cap), now=now)
    assisted = commands.prepare_release(ali, programme, indicator="A-01", first="2018-01", last="2019-07", now=now)
    _hand_in(cast, assisted, ASKED, now)
    for who in (mina, layla):
        commands.answer_release(who, assisted, agrees=True, reason="", now=now)
    commands.run_approved(now)
    commands.publish_release(ali, assisted, now=now)
    waiting = commands.prepare_release(ali, programme, indicator="I-02", first="2019-01", last="2019-07", now=now)
    _hand_in(cast, waiting, (["nationality"],), now)


def _hand_in(cast: Cast, row: Release, tables: tuple[list[str], ...], now: datetime) -> None:
    ali = cast["ali"]
    commands.choose_kind(ali, row, kind="tables", now=now)
    commands.choose_tables(ali, row, tables=tables)
    commands.choose_epsilon(ali, row, epsilon=COST)
    commands.want_preview(ali, row)
    commands.make_previews()
    commands.hand_in(ali, row, now=now)
