"""The list of the stock: its columns and its filters."""

from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext, ngettext

from amana.assistance import queries
from amana.assistance.queries import Batch
from amana.lists.declaring import Choice, Column, Days, ListOf, place_among
from amana.trust import queries as trust
from amana.trust.actor import Actor


def stock_list(actor: Actor, today: date) -> ListOf[Batch]:
    """The batches of the actor's organisation, each kind of thing together, what is used up last.

    `today` is the day of the country: from it on, what is to be used before an earlier day is past its date. A kind of thing
    is chosen by its id, so that no address holds the code of a service.
    """
    items = queries.items_of(actor)
    kinds = place_among("item", [str(item.id) for item, _name in items])
    past = Q(expires_on__lt=today)
    balances = {"left": Q(balance__gt=0), "past": Q(balance__gt=0) & past, "none": Q(balance=0)}

    def usual(rows: QuerySet[Batch]) -> QuerySet[Batch]:
        used_up = Case(When(balance=0, then=Value(1)), default=Value(0), output_field=IntegerField())
        return rows.order_by(used_up, kinds, F("expires_on").asc(nulls_last=True), "number", "id")

    return ListOf(
        code="stock",
        name=gettext("The stock"),
        columns=(
            Column("item", gettext("What"), (kinds,)),
            Column("batch", gettext("Batch"), ("number",)),
            Column("store", gettext("Store"), (trust.unit_name_in("unit"),)),
            Column("expires", gettext("To be used before"), ("expires_on",)),
            Column("left", gettext("Left"), ("balance",), css="qty"),
            Column("unit", gettext("Counted in")),
        ),
        filters=(
            Choice("item", gettext("What"), [(str(item.id), name) for item, name in items], lambda it: Q(item=it)),
            Choice("store", gettext("Store"), [(str(id), name) for id, name in queries.stores_of(actor)],
                   lambda it: Q(unit=it)),
            Choice("left", gettext("What is left"), _balance_names(), lambda it: balances[it]),
            Days("expires", gettext("To be used before, first day"), gettext("To be used before, last day"),
                 "expires_on", moments=False),
        ),
        rows=lambda _values: queries.kept_by(actor),
        first_order=usual,
        count=lambda n: ngettext("%(n)s batch.", "%(n)s batches.", n) % {"n": n},
    )  # fmt: skip


def _balance_names() -> list[tuple[str, str]]:
    return [
        ("left", gettext("something is left")),
        ("past", gettext("left, and past its date")),
        ("none", gettext("nothing is left")),
    ]
