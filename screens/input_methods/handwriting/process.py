"""The recogniser as a process: strokes come as JSON lines, candidates go as JSON lines.

Of its own, because loading the model and reading a character would hold up frames, and because what was
written ends with it. `python -m screens.input_methods.handwriting.process`
"""

import json
import os
import sys

from kiosk.terminal import core_dumps

NICE = 5


def main() -> None:
    """Answer until the input ends. A first line `{"ready": true}` says that the model is loaded."""
    core_dumps.switch_off()
    os.nice(NICE)
    from screens.input_methods.handwriting.recogniser import ModelMissing, Recogniser

    try:
        recogniser = Recogniser()
    except (ModelMissing, RuntimeError) as error:
        _tell({"missing": str(error)})
        return
    _tell({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        found = recogniser.candidates(asked["strokes"]) if any(asked["strokes"]) else ()
        _tell({"number": asked["number"], "candidates": found})


def _tell(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
