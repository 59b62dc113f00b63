"""From the bytes of a code to its text. Pure.

Most codes on Chinese papers declare no encoding: newer ones hold UTF-8, older ones GBK. Bytes of GBK are
hardly ever valid UTF-8, so UTF-8 is tried first and strictly. Where the code does declare one (ECI, AIM
ITS/04-023) that is what counts.
"""

import re

_CODECS = {
    **dict.fromkeys((0, 2), "cp437"),
    **dict.fromkeys((1, 3), "latin-1"),
    **{number: f"iso8859-{number - 2}" for number in range(4, 19) if number != 14},
    20: "shift_jis",
    21: "cp1250",
    22: "cp1251",
    23: "cp1252",
    24: "cp1256",
    25: "utf-16-be",
    26: "utf-8",
    27: "ascii",
    28: "big5",
    # GB 2312 and GBK are parts of GB 18030, and are declared where the text goes beyond them.
    **dict.fromkeys((29, 31, 32), "gb18030"),
    30: "euc-kr",
    33: "utf-16-le",
    34: "utf-32-be",
    35: "utf-32-le",
    170: "ascii",
}
"""Python's codec for each ECI number that names a character set."""

_DESIGNATOR = re.compile(rb"\\(\d{6})|\\\\")
# Two-byte characters that the kanji mode of a QR code can hold (ISO/IEC 18004, 7.4.6).
_KANJI = re.compile(rb"(?:[\x00-\x7f]|[\x81-\x9f\xe0-\xeb][\x40-\x7e\x80-\xfc])+")


def text_of(data: bytes) -> str:
    """Return the text of bytes without a declared encoding: UTF-8, else GB 18030; empty where neither."""
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return ""


def text_of_qr(data: bytes) -> str:
    """Return the text of a QR code without ECI.

    Some encoders put the characters that Japanese shares with Chinese into kanji mode, which is Shift JIS by
    definition. Then every two-byte character lies in that mode's ranges; the common characters of GBK do not.
    """
    if not data.isascii() and _KANJI.fullmatch(data) and not _is(data, "utf-8"):
        try:
            return data.decode("shift_jis")
        except UnicodeDecodeError:
            pass
    return text_of(data)


def _is(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def text_of_segments(protocol: bytes) -> str:
    r"""Return the text of a transmission with ECI: `\nnnnnn` begins a segment, `\\` is one backslash.

    A segment that is not what it says it is, is read as if nothing had been declared.
    """
    text, codec, held = [], None, bytearray()

    def close() -> None:
        text.append(_decoded(bytes(held), codec))
        held.clear()

    at = 0
    for found in _DESIGNATOR.finditer(protocol):
        held += protocol[at : found.start()]
        at = found.end()
        if found[1] is None:
            held += b"\\"
            continue
        close()
        codec = _CODECS.get(int(found[1]))
    held += protocol[at:]
    close()
    return "".join(text)


def _decoded(data: bytes, codec: str | None) -> str:
    if codec is not None:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            pass
    return text_of(data)
