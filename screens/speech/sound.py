"""Samples: how loud, and the short sounds that answer a touch. 22 050 Hz, mono, signed 16 bit, little end."""

import numpy as np

from devices.sound import RATE

SOUND_S = 0.06
_EDGE_S = 0.006

TONES: dict[str, tuple[float, ...]] = {
    "act": (1320.0,),
    "locked": (330.0, 262.0),
    "error": (392.0, 262.0),
    "warning": (880.0, 660.0, 880.0),
    "alarm": (1047.0, 784.0, 1047.0),
    "ring": (784.0, 1047.0, 1319.0),
}
"""Pitches in Hz, one after the other."""
TONE_DB = -14.0


def louder(samples: bytes, db: float) -> bytes:
    """Return samples so many dB louder, cut at full scale; an odd last byte is dropped."""
    plain = np.frombuffer(samples[: len(samples) // 2 * 2], dtype="<i2").astype(np.float32)
    return bytes(np.clip(plain * 10 ** (db / 20), -32768, 32767).astype("<i2").tobytes())


def tone(name: str, db: float = 0.0) -> bytes:
    """Return one of `TONES` at so many dB. Raises KeyError."""
    return b"".join(_sine(pitch, db + TONE_DB) for pitch in TONES[name])


def _sine(pitch: float, db: float) -> bytes:
    at = np.arange(round(RATE * SOUND_S)) / RATE
    # Without soft ends a loudspeaker clicks.
    edge = np.clip(np.minimum(at, SOUND_S - at) / _EDGE_S, 0, 1)
    wave = np.sin(2 * np.pi * pitch * at) * edge * 32767 * 10 ** (db / 20)
    return bytes(wave.astype("<i2").tobytes())
