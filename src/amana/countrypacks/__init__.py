"""What a country says: its procedure, words, services, laws and places, read from `packs/` and checked.

Nouns: pack, machine, transition, field, service, territory, section (of one room, which registers it in its
`pack_sections`). Promises: nothing in a pack is code; errors are reported with file, line and key before anything uses
the pack; an unconfirmed value is marked wherever it is shown.
"""

from amana.countrypacks.checking import check
from amana.countrypacks.loader import PackError, pack, pack_folder
from amana.countrypacks.schema import I18n

__all__ = ["I18n", "PackError", "check", "pack", "pack_folder"]
