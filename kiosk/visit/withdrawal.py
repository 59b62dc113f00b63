"""Why the staff take a terminal out of service: a few words that everybody reads on its screen."""

REASONS = ("device", "network", "paper", "other")
"""Keys of `staff.withdraw.*`; `notice` says what is read."""
PAGE = "withdraw"


def known(text: str) -> str:
    """Return the reason that a file holds; one that is not known is `other`."""
    word = text.strip()
    return word if word in REASONS else "other"


def notice(reason: str) -> str:
    """Return the key of `out_of_service.*` under which a reason is read."""
    return f"withdrawn.{reason}" if reason in REASONS and reason != "other" else "withdrawn"
