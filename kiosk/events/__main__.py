"""`python -m kiosk.events`: write names.py and docs/events.md from list.toml."""

import subprocess
import sys
from pathlib import Path

from kiosk.events.listing import NAMES, documents, read

for _path, _text in documents(read(), Path(__file__).resolve().parents[2]).items():
    _path.write_text(_text, encoding="utf-8")
subprocess.run([str(Path(sys.executable).parent / "ruff"), "format", "-q", str(NAMES)], check=True)
