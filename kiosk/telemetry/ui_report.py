"""What the screens' process tells the agent of devices and counters (PUT /agent/v1/report).

Typed so that nothing of a person passes: words of XFS4IoT, codes of the program, ids of bundles and pages,
and numbers.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from devices.status import DeviceStatus, MediaStatus, Mender, PaperStatus
from kiosk.events.kinds import Kind, fits

PATH = "/agent/v1/report"
MAX_BYTES = 256 * 1024


def _code(value: str) -> str:
    if not value or not fits(Kind.CODE, value):
        raise ValueError("not a code")
    return value


Code = Annotated[str, AfterValidator(_code)]
CounterName = Literal[
    "visits_started",
    "visits_ended",
    "guides_opened",
    "pages_shown",
    "submissions_acknowledged",
    "submissions_sealed",
    "visit_troubles",
    "device_changes",
    "crashes",
]
LABELS: dict[str, str] = {
    "visits_started": "",
    "visits_ended": "disposition",
    "guides_opened": "bundle",
    "pages_shown": "page",
    "submissions_acknowledged": "bundle",
    "submissions_sealed": "bundle",
    "visit_troubles": "problem",
    "device_changes": "device",
    "crashes": "",
}
"""Counter → what its label is; empty for none."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DeviceReport(_Part):
    """How one device stands, in the words of XFS4IoT."""

    kind: Code
    device: DeviceStatus
    fault: Code | None = None
    who: Mender | None = None
    paper: PaperStatus | None = None
    media: MediaStatus | None = None
    prints_left: Annotated[int, Field(ge=0, lt=10**6)] | None = None
    """For so many more prints the paper will do, as was counted; `paper` is low by the sensor or by this."""


class CallReport(_Part):
    """Something for which the hall's staff have to come (`kiosk.visit.attention`)."""

    code: Code
    device: Code
    since: AwareDatetime


class Count(_Part):
    """One counter."""

    name: CounterName
    label: Code | None = None
    value: Annotated[int, Field(ge=0, lt=10**12)]


class UiReport(_Part):
    """Devices as they stand; counters since the screens started."""

    devices: Annotated[tuple[DeviceReport, ...], Field(max_length=32)] = ()
    since: AwareDatetime
    counts: Annotated[tuple[Count, ...], Field(max_length=2000)] = ()
    calls: Annotated[tuple[CallReport, ...], Field(max_length=16)] = ()


class CounterReport(_Part):
    """Message on a terminal's `counters` topic: numbers since `since`; they begin anew with the screens."""

    at: datetime
    since: datetime
    counts: tuple[Count, ...]
