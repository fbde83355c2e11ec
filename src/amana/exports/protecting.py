"""Locks of a file that leaves: a password that is given by another channel, or the recipient's own key."""

import io
import secrets
from typing import Final

from amana.vault.agefiles import seal_to_age

# Digits can be read over a telephone in every language of the instance: 24 of them are 79 bits.
_DIGITS: Final = 24
KINDS: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "age": "application/octet-stream",
}


def new_passphrase() -> str:
    """Returns six groups of four digits."""
    digits = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    return " ".join(digits[start : start + 4] for start in range(0, _DIGITS, 4))


def locked_by_password(content: bytes, format: str, name: str, passphrase: str) -> tuple[bytes, str]:
    """(file, its ending): pages and workbooks ask for the password themselves, a CSV is in a zip file with AES-256.

    Blanks in the passphrase are not heard when it is read out, so it is used without them.
    """
    password = passphrase.replace(" ", "")
    if format == "pdf":
        return _locked_pages(content, password), "pdf"
    if format == "xlsx":
        return _locked_workbook(content, password), "xlsx"
    return _locked_folder(content, f"{name}.{format}", password), "zip"


def sealed_to_key(content: bytes, format: str, public: str) -> tuple[bytes, str]:
    """(file, its ending), which only the holder of the key can open. Raises ValueError for an invalid key."""
    return seal_to_age(public, content), f"{format}.age"


def _locked_pages(content: bytes, password: str) -> bytes:
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        locked = pikepdf.Encryption(user=password, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True)
        document.save(target, encryption=locked)
    return target.getvalue()


def _locked_workbook(content: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, target)
    return target.getvalue()


def _locked_folder(content: bytes, name: str, password: str) -> bytes:
    import pyzipper

    target = io.BytesIO()
    with pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as folder:
        folder.setencryption(pyzipper.WZ_AES, nbits=256)
        folder.setpassword(password.encode())
        folder.writestr(name, content)
    return target.getvalue()
