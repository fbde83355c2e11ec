"""QR codes as fields to draw: the layout decides their size and place."""


def qr(text: str) -> tuple[str, ...]:
    """The rows of a QR code (ISO/IEC 18004, level M), "1" for a dark field; without the white border of four fields.

    Latin text, digits and signs of base64 are read back unchanged. Raises ValueError beyond about 2,300 bytes.
    """
    # Loaded with the first code, so that starting a server does not pay for it.
    import segno

    code = segno.make_qr(text, error="m", encoding="utf-8", boost_error=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix)
