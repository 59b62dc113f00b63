"""Is what a camera sends still a picture of now? Whole JPEGs, not always the same one, with light in them."""

from devices.document_camera.troubles import BLACK, FROZEN, TORN

_AFTER = 3.0
"""Seconds of the same trouble until it is called one: a single bad frame is every camera's right."""
_DARKEST = 12
"""Grey value below which even the brightest part of a frame shows that no light comes in."""
_TAIL = 4096
"""Bytes behind the end of a JPEG that some cameras fill up."""


def is_whole(jpeg: bytes) -> bool:
    """Tell whether a frame has the beginning and the end of a JPEG (ITU-T T.81, SOI and EOI)."""
    return jpeg.startswith(b"\xff\xd8\xff") and jpeg.rfind(b"\xff\xd9", max(2, len(jpeg) - _TAIL)) > 0


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Return width and height as the start of frame says (ITU-T T.81, SOFn); (0, 0) where there is none."""
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        kind = jpeg[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return 0, 0


class FrameWatch:
    """Fed with every frame of one camera; `trouble` is a fault's code while there is one."""

    def __init__(self) -> None:
        self._last = b""
        self._changed: float | None = None
        self._whole: float | None = None
        self._light: float | None = None
        self._now = 0.0

    def feed(self, jpeg: bytes, at: float) -> bool:
        """Take a frame that arrived at `at` (monotonic s); False for one that is torn."""
        self._now = at
        whole = is_whole(jpeg)
        if whole or self._whole is None:
            self._whole = at
        # Noise makes every frame of a living sensor another one.
        if self._changed is None or jpeg != self._last:
            self._last, self._changed = jpeg, at
        return whole

    def brightest(self, level: int) -> None:
        """Take the highest grey value, 0..255, of the last frame."""
        if self._light is None or level >= _DARKEST:
            self._light = self._now

    @property
    def trouble(self) -> str | None:
        """What has been wrong for three seconds."""
        for code, since in ((TORN, self._whole), (FROZEN, self._changed), (BLACK, self._light)):
            if since is not None and self._now - since >= _AFTER:
                return code
        return None
