"""Preview frames from the worker to the window through nameless memory: no copy in a pipe, no file.

Three slots in turn. The writer marks a slot as being written, fills it, and only then publishes its number;
a reader that was overtaken sees that the slot's number changed and takes the newer one.
"""

import mmap
import os
import struct

from devices.document_camera.values import Corner, Preview, ShutterState

MOST_PIXELS = 1280 * 960
_SLOTS = 3
_HEAD = struct.Struct("<Q")
_SLOT = struct.Struct("<QQIIIIf8f")
_STATES = tuple(ShutterState)
_FACTS_BYTES = 128
_SLOT_BYTES = _FACTS_BYTES + MOST_PIXELS * 3
_BYTES = 64 + _SLOTS * _SLOT_BYTES


def create() -> int:
    """Make the memory and return its file descriptor; it goes away with the last process that holds it."""
    fd = os.memfd_create("camera-preview", os.MFD_CLOEXEC)
    os.ftruncate(fd, _BYTES)
    return fd


class PreviewMemory:
    """One side of the memory. One process writes, one reads."""

    def __init__(self, fd: int) -> None:
        self._map = mmap.mmap(fd, _BYTES)
        self.shown = 0
        """The number of the last frame that whoever reads has shown."""

    def write(
        self,
        width: int,
        height: int,
        rgb: bytes,
        corners: tuple[Corner, ...] | None,
        session: int = 0,
        shutter: ShutterState = ShutterState.OFF,
        share: float = 0.0,
    ) -> None:
        """Publish a frame of a session.

        Raises ValueError for one that does not fit, or bytes that are not its size.
        """
        if width * height > MOST_PIXELS or len(rgb) != width * height * 3:
            raise ValueError("a preview frame of impossible size")
        (last,) = _HEAD.unpack_from(self._map, 0)
        number = last + 1
        at = 64 + number % _SLOTS * _SLOT_BYTES
        flat = [value for corner in corners or ((0.0, 0.0),) * 4 for value in corner]
        _HEAD.pack_into(self._map, at, 0)
        self._map[at + _FACTS_BYTES : at + _FACTS_BYTES + len(rgb)] = rgb
        facts = (number, session, width, height, corners is not None, _STATES.index(shutter), share)
        _SLOT.pack_into(self._map, at, *facts, *flat)
        _HEAD.pack_into(self._map, 0, number)

    def read(self, after: int, session: int = 0) -> Preview | None:
        """Return the newest frame, None where none of `session` has a number above `after`."""
        for _ in range(3):
            (number,) = _HEAD.unpack_from(self._map, 0)
            if number <= after:
                return None
            at = 64 + number % _SLOTS * _SLOT_BYTES
            slot, of, width, height, found, state, share, *flat = _SLOT.unpack_from(self._map, at)
            if slot != number or width * height > MOST_PIXELS:
                continue
            if of != session:
                # What lay there before the camera was switched off may be another person's.
                return None
            rgb = self._map[at + _FACTS_BYTES : at + _FACTS_BYTES + width * height * 3]
            (again,) = _HEAD.unpack_from(self._map, at)
            if again == number:
                corners = tuple(zip(flat[::2], flat[1::2], strict=True)) if found else None
                return Preview(number, width, height, rgb, corners, _STATES[state], share)
        return None

    def wipe(self) -> None:
        """Overwrite all frames: what lay under the camera is nobody's any more."""
        self._map[64:] = bytes(_BYTES - 64)

    def close(self) -> None:
        """Unmap."""
        self._map.close()
