"""A camera's controls as a profile wants them: exposure, focus, white balance, gain, mains frequency.

VIDIOC_QUERYCTRL, VIDIOC_G_CTRL and VIDIOC_S_CTRL (Linux, Documentation/userspace-api/media/v4l); the numbers
are those of linux/v4l2-controls.h. Set before streaming: UVC cameras keep them while they have power.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from devices.document_camera.values import CameraSettings

_QUERY, _GET, _SET = 0xC0445624, 0xC008561B, 0xC008561C
_QUERIED = struct.Struct("=II32s4iI8x")
_VALUE = struct.Struct("=Ii")
_DISABLED = 0x0001
"""V4L2_CTRL_FLAG_DISABLED."""

AUTO_EXPOSURE, EXPOSURE = 0x009A0901, 0x009A0902
AUTO_FOCUS, FOCUS = 0x009A090C, 0x009A090A
AUTO_WHITE_BALANCE, WHITE_BALANCE = 0x0098090C, 0x0098091A
GAIN, MAINS = 0x00980913, 0x00980918
_SETTABLE = (AUTO_EXPOSURE, EXPOSURE, AUTO_FOCUS, FOCUS, AUTO_WHITE_BALANCE, WHITE_BALANCE, GAIN, MAINS)
_APERTURE_PRIORITY, _MANUAL = 3, 1
"""V4L2_EXPOSURE_APERTURE_PRIORITY is what UVC cameras call automatic."""
_MAINS = {50: 1, 60: 2}


@dataclass(frozen=True, slots=True)
class Control:
    """A control as the driver describes it."""

    number: int
    name: str
    least: int
    most: int
    step: int
    usual: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One control and the value it is to have."""

    name: str
    number: int
    value: int
    needed: bool
    """Whether the profile asks for it; a camera without its automatic is no news."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a setting. `got` None: the camera lacks the control or gave no answer.

    `near` is how far from what was wanted may be as good as that: one step of the control.
    """

    setting: Setting
    got: int | None
    near: int = 0

    @property
    def note(self) -> str | None:
        """One line for an engineer, None where all is as wanted."""
        wanted = self.setting.value
        if self.got is None:
            return f"the camera has no {self.setting.name}" if self.setting.needed else None
        if abs(self.got - wanted) <= self.near:
            return None
        return f"{self.setting.name} is {self.got}, not {wanted}"


def settings_of(profile: CameraSettings) -> tuple[Setting, ...]:
    """Return what a profile asks for, automatics first: a value is refused while its automatic is on."""
    return tuple(_settings(profile))


def _settings(profile: CameraSettings) -> Iterator[Setting]:
    manual = profile.exposure is not None
    automatic = _MANUAL if manual else _APERTURE_PRIORITY
    yield Setting("automatic exposure", AUTO_EXPOSURE, automatic, manual)
    if profile.exposure is not None:
        yield Setting("exposure", EXPOSURE, profile.exposure, True)
    yield Setting("automatic focus", AUTO_FOCUS, int(profile.focus is None), profile.focus is not None)
    if profile.focus is not None:
        yield Setting("focus", FOCUS, profile.focus, True)
    fixed = profile.white_balance is not None
    yield Setting("automatic white balance", AUTO_WHITE_BALANCE, int(not fixed), fixed)
    if profile.white_balance is not None:
        yield Setting("white balance", WHITE_BALANCE, profile.white_balance, True)
    if profile.gain is not None:
        yield Setting("gain", GAIN, profile.gain, True)
    if profile.mains_hz:
        yield Setting("mains frequency", MAINS, _MAINS.get(profile.mains_hz, 0), False)


def apply(device: str, profile: CameraSettings) -> tuple[Outcome, ...]:
    """Set a camera's controls and read them back. Raises OSError for what is no camera, or is gone."""
    fd = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return tuple(_put(fd, setting) for setting in settings_of(profile))
    finally:
        os.close(fd)


def listed(device: str) -> tuple[Control, ...]:
    """Return the controls that a profile may set. Raises OSError for what is no camera, or is gone."""
    fd = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = [query(fd, number) for number in _SETTABLE]
    finally:
        os.close(fd)
    return tuple(control for control in found if control is not None)


def query(fd: int, number: int) -> Control | None:
    """Return what a driver says of a control; None where it has none of this number. Raises OSError."""
    told = _ask(fd, _QUERY, _QUERIED.pack(number, 0, b"", 0, 0, 0, 0, 0))
    if told is None:
        return None
    _, _, name, least, most, step, usual, flags = _QUERIED.unpack(told)
    if flags & _DISABLED:
        return None
    words = name.split(b"\0")[0].decode("ascii", "replace")
    return Control(number, words, least, most, max(1, step), usual)


def _put(fd: int, setting: Setting) -> Outcome:
    """Set it as near as the camera can, and read back what it has then."""
    control = query(fd, setting.number)
    if control is None:
        return Outcome(setting, None)
    # What it has already is what a refusal leaves it with.
    _ask(fd, _SET, _VALUE.pack(setting.number, nearest(control, setting.value)))
    told = _ask(fd, _GET, _VALUE.pack(setting.number, 0))
    got = None if told is None else int(_VALUE.unpack(told)[1])
    return Outcome(setting, got, control.step - 1)


def nearest(control: Control, value: int) -> int:
    """Return the value next to `value` that the control can have."""
    value = min(max(value, control.least), control.most)
    return min(control.most, control.least + round((value - control.least) / control.step) * control.step)


def _ask(fd: int, request: int, question: bytes) -> bytes | None:
    """Return the driver's answer, None where it refuses; a camera that is gone is an OSError."""
    answer = bytearray(question)
    try:
        fcntl.ioctl(fd, request, answer)
    except OSError as error:
        if error.errno in (errno.ENODEV, errno.ENXIO, errno.EBADF):
            raise
        return None
    return bytes(answer)
