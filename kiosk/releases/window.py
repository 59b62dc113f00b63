"""When a site lets its terminal fetch releases and put them in force. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time

_WINDOW = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Window:
    """From one local time of day to another, over midnight where the second is the earlier one."""

    begins: time
    ends: time

    @classmethod
    def of(cls, text: str) -> "Window | None":
        """Read `22:30-05:00`; empty is no window: always. Raises ValueError."""
        if not text:
            return None
        match = _WINDOW.fullmatch(text)
        if match is None:
            raise ValueError("must be HH:MM-HH:MM")
        hours = [int(part) for part in match.groups()]
        window = cls(time(hours[0], hours[1]), time(hours[2], hours[3]))
        if window.begins == window.ends:
            raise ValueError("must have a beginning and another end")
        return window

    def open_at(self, now: datetime) -> bool:
        """Whether it is open at this local time."""
        clock = now.time()
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def is_open(window: Window | None, now: datetime) -> bool:
    """Whether anything may be done now; always, where no window is set."""
    return window is None or window.open_at(now)
