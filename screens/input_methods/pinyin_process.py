"""Pinyin as a process: calls come as JSON lines, compositions go as JSON lines.

Of its own, because librime cannot be begun anew within a process (newer guides bring newer words), and a
fault in a library of C shall not end the screens. `python -m screens.input_methods.pinyin_process FOLDER`
takes its own words (rime_schemas.files) from a file there, then `["key", "a"]` and the like from its input.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from kiosk.terminal import core_dumps
from screens.input_methods.composition import Composition, InputMethodMissing
from screens.input_methods.pinyin import Pinyin
from screens.input_methods.pinyin_keeper import WORDS


def main() -> None:
    """Answer until the input ends. The first answer is `{"ready": true}`, or `{"missing": why}`."""
    core_dumps.switch_off()
    try:
        folder = Path(sys.argv[1])
        method = Pinyin(folder, own=json.loads((folder / WORDS).read_text(encoding="utf-8")))
    except InputMethodMissing as error:
        _tell({"missing": str(error)})
        return
    _tell({"ready": True})
    calls: dict[str, Callable[..., Composition]] = {
        "begin": method.begin,
        "key": method.key,
        "backspace": method.backspace,
        "choose": method.choose,
        "turn": method.turn,
        "clear": method.clear,
    }
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        _tell(asdict(calls[name](*arguments)))


def _tell(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
