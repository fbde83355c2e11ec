"""Looking for a string in everything an instance leaves on a disk, in each form it could have."""

from amana_methods.canary import compress_text, forms_of, found_in, found_on_disk

__all__ = ["compress_text", "forms_of", "found_in", "found_on_disk"]
