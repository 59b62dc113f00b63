"""Where Chinese words end: a heading or a tile breaks its lines between two of them."""

import rjieba

AFTER = frozenset("了的着过地得们吗呢吧事气面费证者性上下里前后内外中时")
"""Single characters that lean on what stands before them."""
BEFORE = frozenset("和与及或在从由向把被让给不没第每各该本同")
"""Single characters that lean on what follows."""


def words(text: str) -> list[str]:
    """Return the text cut into words; joined they give it again.

    rjieba cuts by its dictionary. Of what it leaves alone, particles and the like lean on the word beside
    them: of `出生` `了` and `一件` `事` no line ends in the middle.
    """
    found: list[str] = []
    leans = False
    for word in rjieba.cut(text):
        if leans or (found and word in AFTER and found[-1].isalpha()):
            found[-1] += word
        else:
            found.append(word)
        leans = word in BEFORE
    return found
