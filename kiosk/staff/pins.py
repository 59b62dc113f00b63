"""Which PINs may be set. Pure; the words for each reason stand where they are said."""

from itertools import pairwise

LEAST, MOST = 6, 12
KINDS = 3
"""So many different digits at least."""


def weakness(pin: str) -> str | None:
    """Return why a PIN may not be set, None for a good one: digits, short, long, simple, row."""
    if not pin.isascii() or not pin.isdigit():
        return "digits"
    if len(pin) < LEAST:
        return "short"
    if len(pin) > MOST:
        return "long"
    if len(set(pin)) < KINDS or any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3)):
        return "simple"
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return "row" if steps in ({1}, {9}) else None
