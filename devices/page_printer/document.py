"""Whether bytes are a document for the printer. Pure; looks at the frame, never at the contents."""

import re

LARGEST = 50 * 1024 * 1024
"""Largest document, bytes: more than any form; a print server's spool is not for more."""
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_ENCRYPT = re.compile(rb"/Encrypt(?:\s+\d{1,10}\s+\d{1,5}\s+R\b|\s*<<)")


class DocumentError(ValueError):
    """Not a document to print. `reason` is `empty`, `tooLarge`, `notPdf`, `truncated` or `encrypted`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(document: bytes) -> None:
    """Let a whole, open PDF pass (ISO 32000-1, 7.5). Raises DocumentError."""
    if not document:
        raise DocumentError("empty")
    if len(document) > LARGEST:
        raise DocumentError("tooLarge")
    # ISO 32000-1, annex H.3.4.1: readers take a header anywhere in the first 1024 bytes. A print server goes
    # by the first bytes, and so do we.
    if not _HEAD.match(document):
        raise DocumentError("notPdf")
    tail = document[-2048:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise DocumentError("truncated")
    # 7.6: a trailer that names an encryption dictionary, also that of a cross-reference stream.
    if _ENCRYPT.search(document):
        raise DocumentError("encrypted")
