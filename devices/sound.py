"""Sound of this machine: what plays (ALSA's aplay), what speaks (espeak-ng), and whether both are there."""

import shutil
import subprocess
from collections.abc import Iterable

from devices.status import DeviceStatus, Fault, Mender, Status

RATE = 22_050
"""Samples a second of everything that is played: mono, signed 16 bit, little end."""
SYNTHESISER, PLAYER = "espeak-ng", "aplay"
NO_VOICE = Status(
    DeviceStatus.HARDWARE_ERROR, Fault("noVoice", "espeak-ng is not installed", Mender.MAINTENANCE)
)
NO_SOUND = Status(
    DeviceStatus.NO_DEVICE, Fault("noSound", "the sound system does not open the device", Mender.MAINTENANCE)
)
PATIENCE_S = 5.0


def play_command(sink: str, source: str = "-") -> list[str]:
    """Return the command that plays raw samples of `RATE` on a device of ALSA; `-` is its input."""
    return [PLAYER, "-q", "-D", sink, "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1", source]


def has_voice() -> bool:
    """Whether the synthesiser is installed."""
    return shutil.which(SYNTHESISER) is not None


def has_sound(sink: str) -> bool:
    """Whether the sound system opens this device; nothing is played."""
    quiet = subprocess.DEVNULL
    try:
        asked = subprocess.run(
            play_command(sink, "/dev/null"),
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def look(sinks: Iterable[str]) -> Status:
    """Return how speech through these devices stands: online, no voice, or no sound."""
    if not has_voice():
        return NO_VOICE
    return Status(DeviceStatus.ONLINE) if all(has_sound(sink) for sink in sinks) else NO_SOUND
