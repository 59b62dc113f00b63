"""docs/settings.md, written from the models: `python -m kiosk.terminal.settings_doc FILE` writes it anew."""

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.terminal.settings_keys import every_setting

HEAD = """\
# Settings of a terminal

One TOML file a terminal, the site profile. This page is made from the models in `kiosk/terminal/settings.py`;
a filled example stands in [site-profile.example.toml](site-profile.example.toml).

- An installed terminal runs with `/var/lib/yiciban/site/site.toml`. It is made of `/etc/yiciban/site.toml`,
  where `[platform]` is enough; the set-up page asks for the enrolment code, and the platform's own profile of
  the terminal is written into it. `[platform]`, `[paths]`, `[otlp]`, `[support]` and the broker are root's:
  they are changed in `/etc/yiciban/site.toml` ([install.md](install.md)).
- `kiosk settings new --platform URL --ca FILE --profile FILE` writes such a profile anywhere else.
- `kiosk settings show [KEY] --profile FILE` tells what is in force, `check` what is wrong and why.
- `kiosk settings set KEY VALUE --profile FILE` changes one setting. It is checked first: a wrong value is
  told with its key and what is allowed, and nothing is written. The file is replaced as a whole (written
  beside it, flushed, renamed); comments stay.
- A file that was broken by hand does not stop a terminal: the last good one stays in force, the log has
  `settings.refused`, and the staff's page says which key is wrong.
- A program reads its settings when it starts.

A device is named by its place or by its kind: `devices[0].port` or `devices.id_card.port`.
"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(_groups())


def _groups() -> Iterator[str]:
    for name, about, settings in every_setting():
        many = settings[0].key.startswith(f"{name}[]")
        heading = f"[[{name}]]" if many else f"[{name}]"
        yield f"\n## `{heading}`\n\n{' '.join(about.split())}\n\n"
        yield "| key | takes | left out | what for |\n|---|---|---|---|\n"
        for one in settings:
            default = "must be there" if not one.default else f"`{one.default}`"
            default = "nothing" if one.default == "left out" else default
            key = one.key.partition(".")[2]
            yield f"| `{key}` | {_cell(one.takes)} | {_cell(default)} | {_cell(one.about)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
