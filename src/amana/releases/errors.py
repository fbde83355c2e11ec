"""The errors of releases."""

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


class NoSuchProgramme(Refused):
    code = "reporting.no_such_programme"
    text = _("There is no programme %(given)s. These are there: %(known)s.")
    field = "programme"


class NotAKey(Refused):
    code = "reporting.not_a_key"
    text = _(
        "The short name of a programme has small Latin letters, digits and hyphens, at most 40. Nothing was stored."
    )
    field = "key"


class KeyTaken(Refused):
    code = "reporting.key_taken"
    text = _("There is a programme of this short name already. Choose another one. Nothing was stored.")
    field = "key"


class TitleMissing(Refused):
    code = "reporting.title_missing"
    text = _("Say what the programme is called. Nothing was stored.")
    field = "title"


class NoCap(Refused):
    code = "reporting.no_cap"
    text = _(
        "Nobody has set how much privacy the programme %(programme)s may spend. One person proposes a cap and a second"
        " one agrees; until then nothing is released."
    )


class CapNotSound(Refused):
    code = "reporting.cap_not_sound"
    text = _(
        "Epsilon is above 0 and at most %(most)s, delta above 0 and at most %(delta)s: beyond, nothing is promised."
    )
    field = "epsilon"


class CapSpent(Refused):
    code = "reporting.cap_spent"
    text = _(
        "The programme may spend epsilon %(cap)s in all; %(left)s is left, and %(asked)s was asked for. Nothing was"
        " measured. Ask for less, or let two people set another cap."
    )
    field = "epsilon"
