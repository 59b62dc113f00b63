"""Moving about: the touches that every page knows, the way to a bundle, the aids."""

from dataclasses import dataclass
from typing import Any

from kiosk.catalogue.models import Audience
from kiosk.visit.pages import Destination


@dataclass(frozen=True, slots=True)
class OpenBoard:
    """Staff want to see how the devices stand: a gesture that citizens do not meet."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Any sign of life: wakes the idle page, and counts against the idle limit."""


@dataclass(frozen=True, slots=True)
class StillHere:
    """Somebody touches the glass, whatever for: counts against the idle limit, and is nothing else."""


@dataclass(frozen=True, slots=True)
class ChooseAudience:
    """个人, 企业 or 项目 on the home page."""

    audience: Audience


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """To the search page; it lists everything while the query is empty."""


@dataclass(frozen=True, slots=True)
class Query:
    """The search words so far: hanzi, pinyin or initials."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """Open the guide of a bundle."""

    bundle_id: str


@dataclass(frozen=True, slots=True)
class Continue:
    """The one thing to do next on this page."""


@dataclass(frozen=True, slots=True)
class Back:
    """One page back; nothing entered is lost."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Change something from the check page or an error summary; leads back there afterwards."""

    destination: Destination


@dataclass(frozen=True, slots=True)
class Leave:
    """Asks to end the visit; asks once more where something was entered."""


@dataclass(frozen=True, slots=True)
class LeaveConfirmed:
    """Yes, end it and wipe."""


@dataclass(frozen=True, slots=True)
class CloseOverlay:
    """Stay: closes the question in front of the page (leave, help, still there?)."""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Open the help in front of the page."""


@dataclass(frozen=True, slots=True)
class SetAid:
    """Change one aid of the strip: text_size, high_contrast, low_reach, language."""

    name: str
    value: Any
