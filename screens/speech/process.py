"""Speech as a process: orders come as JSON lines, what became of them goes as JSON lines.

Of its own, because the tables of pinyin and the making of sound do not belong into the window's process, and
because what was said of a person ends with it. `python -m screens.speech.process`

In: {"say": number, "text", "language", "sink", "db"} · {"stop": true} · {"sound": name, "sink", "db"} ·
{"look": [sinks]}. Out: {"ready": true} · {"voice": bool, "sound": bool} · {"began": number} ·
{"ended": number, "how"}.
"""

import argparse
import json
import sys
import threading
from pathlib import Path

from kiosk.terminal import core_dumps


def main() -> None:
    """Answer until the input ends."""
    core_dumps.switch_off()
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--recordings", type=Path, help="folder of recorded prompts")
    chosen = options.parse_args()

    from devices.sound import has_sound, has_voice
    from screens.speech.player import Order, Player
    from screens.speech.recorded import Recordings

    mouth = threading.Lock()

    def tell(answer: dict[str, object]) -> None:
        with mouth:
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()

    recordings = Recordings(chosen.recordings)
    player = Player(recordings, tell)
    tell({"ready": True, "refused": recordings.refused})
    for line in sys.stdin:
        asked = json.loads(line)
        if "say" in asked:
            number, text = int(asked["say"]), str(asked["text"])
            player.say(Order(number, text, str(asked["language"]), str(asked["sink"]), float(asked["db"])))
        elif "sound" in asked:
            player.sound(str(asked["sound"]), str(asked["sink"]), float(asked["db"]))
        elif "look" in asked:
            tell({"voice": has_voice(), "sound": all(has_sound(sink) for sink in asked["look"])})
        else:
            player.stop()
    player.stop()


if __name__ == "__main__":
    main()
