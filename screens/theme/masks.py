"""Textures of coverage, one for each shape and size in use: drawn one pixel to one pixel, then tinted."""

from collections.abc import Callable, Hashable

import numpy as np
from kivy.graphics.texture import Texture

from screens.theme.raster import Coverage

LIMIT = 600


class Masks:
    """Keeps the masks of shapes and icons. They hold geometry only, never a word of a person."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Texture] = {}

    def get(self, key: Hashable, make: Callable[[], Coverage]) -> Texture:
        """Return the texture for key, made from make() at the first call."""
        texture = self._kept.get(key)
        if texture is None:
            if len(self._kept) >= LIMIT:
                self._kept.pop(next(iter(self._kept)))
            texture = texture_of(make())
            self._kept[key] = texture
        return texture

    def textures(self) -> tuple[Texture, ...]:
        """Return all that is kept, for whoever weighs it."""
        return tuple(self._kept.values())


def texture_of(cover: Coverage) -> Texture:
    """Return a white texture whose alpha is the coverage."""
    height, width = cover.shape
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., 3] = np.round(cover * 255)
    texture = Texture.create(size=(width, height), colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(pixels.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    return texture
