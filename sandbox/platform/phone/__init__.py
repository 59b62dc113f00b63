"""A citizen's phone, as far as the sandbox plays it: approves a log-in, shows an identity code."""

BASE = "/phone"


def link_url(platform: str, code: str) -> str:
    """Return what the QR of a link code says; `platform` is the platform's address with or without /."""
    return f"{platform.rstrip('/')}{BASE}/link/{code}"
