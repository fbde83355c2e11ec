"""What is refused about releases."""

from django.utils.translation import gettext_lazy as _

from amana.errors import Conflict, Refused


class TooFewForRecords(Refused):
    code = "reporting.too_few_for_records"
    text = _(
        "Rows for single people are published from %(fewest)s people on, and here are fewer. With so few, the noise "
        "that protects them would leave nothing true in the rows. Choose tables: each number comes with an interval."
    )
    field = "kind"


class NoSuchTable(Refused):
    code = "reporting.no_such_table"
    text = _("Choose between 1 and %(most)s tables, each of one column or of two different ones, and none twice.")
    field = "rows_1"


class TableTooLarge(Refused):
    code = "reporting.table_too_large"
    text = _(
        "A table of %(columns)s has more than %(most)s cells: it would be noise beside noise. Choose columns with fewer "
        "values. What you chose is still here."
    )
    field = "rows_1"


class NoColumns(Refused):
    code = "reporting.no_columns"
    text = _(
        "Choose at least two columns. Age and age group say the same, and so do territory and governorate: take one "
        "of each pair."
    )
    field = "columns"


class NotForReleases(Refused):
    code = "reporting.not_for_releases"
    text = _("This figure does not count people, so it cannot be released this way. Choose one of the list.")
    field = "indicator"


class NotComplete(Refused):
    code = "reporting.release_not_complete"
    text = _("Something is still missing: %(missing)s. What you chose is kept.")


class MovedOn(Conflict):
    code = "reporting.release_moved_on"
    text = _(
        "This release has moved on meanwhile, and what you did does not fit any more. Nothing was changed. Open it "
        "again to see where it stands."
    )
