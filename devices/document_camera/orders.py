"""What the service and its worker process say to each other, pickled over a socket that only they hold."""

from dataclasses import dataclass

from devices.document_camera.values import CameraSettings, Capture, Rejected


@dataclass(frozen=True, slots=True)
class Open:
    """Switch the camera on."""

    settings: CameraSettings


@dataclass(frozen=True, slots=True)
class Close:
    """Switch the camera off; open takes end as `gone`."""


@dataclass(frozen=True, slots=True)
class Take:
    """Take a page within `seconds`."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a Take."""

    number: int
    outcome: Capture | Rejected


@dataclass(frozen=True, slots=True)
class Beat:
    """The worker lives; sent a few times a second."""

    streaming: bool
    lost: bool


Order = Open | Close | Take
Answer = Taken | Beat
