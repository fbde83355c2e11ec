"""What saved views refuse."""

from django.utils.translation import gettext_lazy as _

from amana.errors import AmanaError


class TooManyViews(AmanaError):
    code = "saved_views.too_many"
    status = 409
    text = _("This list has %(most)s saved views of yours already. Nothing was saved. Remove one of them first.")
