"""What was declared: the digest of the very text that was on the screen."""

from hashlib import sha256

from kiosk.catalogue.models import LocalText


def shown_text(*texts: LocalText, language: str = "zh-CN") -> str:
    """Return the text of a declaration as it is shown: its parts in order, a line each."""
    return "\n".join(text.in_language(language) for text in texts)


def text_digest(*texts: LocalText, language: str = "zh-CN") -> str:
    """Return the digest of a declaration's text, `sha-256:` and 64 hex digits (the contract's `Digest`).

    Give the parts in the order in which they are shown (title, text, consequences) and the language of the
    screen: the digest is that of `shown_text` in UTF-8, the same that `kiosk.platform.models` gives.
    """
    return f"sha-256:{sha256(shown_text(*texts, language=language).encode()).hexdigest()}"
