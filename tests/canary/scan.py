"""Looking for a string in everything an instance leaves on a disk, in each form it could have."""

from amana_methods.canary import forms_of, found_in, found_on_disk, packed

__all__ = ["forms_of", "found_in", "found_on_disk", "packed"]
