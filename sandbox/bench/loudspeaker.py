"""A loudspeaker and headphones for a terminal: two devices of ALSA whose sound is kept in files.

On a machine with a sound card the sound is also heard there. A terminal finds them by a configuration of
their own (ALSA_CONFIG_PATH), named in its environment; it knows nothing of files.
"""

from dataclasses import dataclass
from pathlib import Path

SPEAKER, HEADPHONES = "speaker", "headphones"
CARDS = Path("/proc/asound/cards")
SYSTEM = Path("/usr/share/alsa/alsa.conf")
_DEVICE = 'pcm.{name} {{ type file slave.pcm "{to}" file "{folder}/{name}.raw" format "raw" }}\n'


@dataclass(frozen=True, slots=True)
class Loudspeaker:
    """Both sinks; what was played last on each lies in FOLDER/NAME.raw (22 050 Hz, mono, 16 bit)."""

    folder: Path

    def write(self) -> None:
        """Write the configuration."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        card = SYSTEM.is_file() and CARDS.is_file() and "[" in CARDS.read_text()
        lines = f"<{SYSTEM}>\n" if card else "pcm.null { type null }\n"
        to = "plug:default" if card else "null"
        for name in (SPEAKER, HEADPHONES):
            lines += _DEVICE.format(name=name, to=to, folder=self.folder)
        self.config.write_text(lines)

    @property
    def config(self) -> Path:
        """The file that ALSA reads."""
        return self.folder / "asound.conf"

    def facts(self) -> dict[str, object]:
        """Return what a terminal needs to use them."""
        return {"port": SPEAKER, "headphones": HEADPHONES, "env": {"ALSA_CONFIG_PATH": str(self.config)}}
