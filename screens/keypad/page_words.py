"""What of a page is said without being asked for: how it begins, what is wrong, what changes. Pure."""

from collections.abc import Mapping, Sequence

from screens.focus.node import Node
from screens.speech.words import joined

TITLES = ("title", "dialog-title")
LIVE = (
    "state", "checks", "question", "advice", "flaw", "failed", "changed", "progress",
    "slip", "slip-ask", "slip-fault", "a4-ask", "a4-printed", "a4-failed", "sign-note",
)  # fmt: skip
"""Ids of words that change while one stands on the page."""
WHOLE = ("number", "claim-code", "value")
"""Ids of what a page is there for: it is said with the title."""
OPEN_FIELDS = ("search",)
CANDIDATE = "candidate-"
URGENT = (CANDIDATE, "question", "advice", "flaw", "failed", "slip-ask", "slip-fault", "a4-ask", "a4-failed")
"""Of these, what a person has to act on: it is said at once, also in the middle of something."""


def text_of(nodes: Sequence[Node], *ids: str) -> str:
    """Return the words of the first node with one of these ids, empty where there is none."""
    return next((spoken(node) for node in nodes if node.id in ids), "")


def spoken(node: Node) -> str:
    """Return the words of a node for the ear."""
    return node.speech or node.name


def typed_into(nodes: Sequence[Node]) -> Node | None:
    """Return the field of the page, if there is one."""
    return next((node for node in nodes if node.role == "textbox"), None)


def typed_in_private(nodes: Sequence[Node]) -> bool:
    """Whether what is being typed is a person's own: everything but what is looked for in the guides."""
    field = typed_into(nodes)
    return field is not None and field.id not in OPEN_FIELDS


def wrong(nodes: Sequence[Node]) -> Node | None:
    """Return what says that something is wrong: an alert, else a field with an error."""
    alert = next((node for node in nodes if node.role == "alert"), None)
    return alert or next((node for node in nodes if node.role == "textbox" and "error" in node.state), None)


def fault_key(node: Node | None) -> str:
    """Return what tells one thing that is wrong from another; empty for none."""
    return "" if node is None else f"{node.id}|{node.name}|{node.hint}"


def beginning(nodes: Sequence[Node]) -> tuple[Node | None, str]:
    """Return where one begins, and the words that are said there: title, how, and how it stands.

    Of a dialog everything that is not pressed is said.
    """
    first = next((node for node in nodes if node.id in TITLES), None) or next(iter(nodes), None)
    if first is None:
        return None, ""
    after = [node for node in nodes if node.order > first.order and not node.interactive]
    if first.id == "dialog-title":
        told = after
    else:
        told = [node for node in after if node.id in ("sub", *LIVE, *WHOLE)]
    return first, joined(spoken(first), *(spoken(node) for node in told))


def heading(nodes: Sequence[Node]) -> tuple[str, str]:
    """Return title and the line under it."""
    return text_of(nodes, *TITLES), text_of(nodes, "sub")


def live(nodes: Sequence[Node]) -> Mapping[str, str]:
    """Return the words that may change by themselves, by id; what an input method offers is one of them."""
    found = {node.id: spoken(node) for node in nodes if node.id in LIVE and spoken(node)}
    offered = [spoken(node) for node in nodes if node.id.startswith(CANDIDATE)]
    return {**found, CANDIDATE: joined(*offered)} if offered else found


def news(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, bool]:
    """Return the words that are new, and whether they are urgent. Figures alone (47 %) are no news."""
    new = [id for id, words in now.items() if _bare(before.get(id, "")) != _bare(words)]
    return joined(*dict.fromkeys(now[id] for id in new)), any(id in URGENT for id in new)


def _bare(words: str) -> str:
    return "".join(sign for sign in words if not sign.isdigit())
