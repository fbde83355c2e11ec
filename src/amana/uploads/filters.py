"""Unpacks the bytes of a stream in a PDF, filter by filter, never to more than a limit. Runs inside the worker."""

import zlib
from typing import Final

import pikepdf
from pikepdf import Name

MOST_FILTERS: Final = 4
_SHORT: Final = {
    "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/LZW": "/LZWDecode", "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode", "/CCF": "/CCITTFaxDecode", "/DCT": "/DCTDecode",
}  # fmt: skip
_BY_QPDF: Final = ("/ASCIIHexDecode", "/ASCII85Decode", "/LZWDecode", "/RunLengthDecode")
_OF_PREDICTORS: Final = ("/Predictor", "/Colors", "/BitsPerComponent", "/Columns", "/EarlyChange")
_AT_ONCE: Final = 16_384

type Parms = dict[str, int]
type Chain = list[tuple[str, Parms]]


class Unread(Exception):
    """A filter that we cannot undo, or bytes that do not follow theirs."""


class TooMuch(Exception):
    """More bytes or filters than a stream of ours may have."""


def read_chain(about: pikepdf.Object) -> Chain:
    """Returns filters with their numbers, in the order in which they are undone. Raises TooMuch, Unread."""
    filters, parms = _to_list(about.get("/Filter")), _to_list(about.get("/DecodeParms"))
    if len(filters) > MOST_FILTERS:
        raise TooMuch
    names = [_SHORT.get(str(each), str(each)) for each in filters]
    return [(name, _read_numbers(parms[at] if at < len(parms) else None)) for at, name in enumerate(names)]


def _to_list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _read_numbers(parms: object) -> Parms:
    if not isinstance(parms, pikepdf.Dictionary):
        return {}
    values: list[tuple[str, object]] = list(parms.items())
    return {str(key): int(value) for key, value in values if isinstance(value, int)}


def unpack(data: bytes, chain: Chain, most: int) -> bytes:
    """Returns the bytes behind these filters. Raises TooMuch for more than `most` of them, Unread."""
    for name, parms in chain:
        if name == "/FlateDecode":
            data = inflate(data, most + 1)[0]
            if parms.get("/Predictor", 1) > 1 and len(data) <= most:
                data = _ask_qpdf(zlib.compress(data, 0), name, parms)
        elif name in _BY_QPDF:
            data = _ask_qpdf(data, name, parms)
        else:
            raise Unread(name)
        if len(data) > most:
            raise TooMuch
    return data


def inflate(data: bytes, most: int) -> tuple[bytes, bool]:
    """Returns so many bytes at most, and whether they were all there was. A damaged end is left out, as viewers do."""
    engine, found, size = zlib.decompressobj(), [], 0
    for start in range(0, len(data), _AT_ONCE):
        try:
            part = engine.decompress(data[start : start + _AT_ONCE], most - size)
        except zlib.error:
            break
        found.append(part)
        size += len(part)
        if engine.eof or size >= most:
            whole = engine.eof and not engine.unused_data and start + _AT_ONCE >= len(data)
            return b"".join(found), whole
    return b"".join(found), False


def _ask_qpdf(data: bytes, name: str, parms: Parms) -> bytes:
    """What qpdf makes of it; how much that may be is held by the memory of the worker."""
    with pikepdf.new() as scratch:
        stream = pikepdf.Stream(scratch, b"")
        known = {key: value for key, value in parms.items() if key in _OF_PREDICTORS}
        stream.write(data, filter=Name(name), decode_parms=pikepdf.Dictionary(known) if known else None)
        try:
            return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
        except pikepdf.PdfError as error:
            raise Unread(name) from error
