"""Which files of the wheels stay out of the package: packaging/deb/left-out.txt."""

import base64
import csv
import hashlib
import io
import re
from pathlib import Path


class Rules:
    """A pattern a line. The last that fits decides; what none fits goes in."""

    def __init__(self, text: str) -> None:
        self._rules: list[tuple[bool, re.Pattern[str]]] = []
        for line in text.splitlines():
            if line and not line.startswith("#"):
                out = not line.startswith("!")
                self._rules.append((out, _pattern(line.removeprefix("!"))))

    def out(self, path: str) -> bool:
        """Tell whether the file at this path below site-packages stays out."""
        decided = False
        for out, pattern in self._rules:
            if pattern.fullmatch(path):
                decided = out
        return decided


def _pattern(text: str) -> re.Pattern[str]:
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(parts.get(one, re.escape(one)) for one in re.split(r"(\*\*/|\*\*|\*)", text)))


def prune(site: Path, rules: Rules) -> int:
    """Delete what stays out, and the folders that are empty then; return how many files that were."""
    gone = [path for path in site.rglob("*") if not path.is_dir() and rules.out(str(path.relative_to(site)))]
    for path in gone:
        path.unlink()
    for folder in sorted((path for path in site.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return len(gone)


def true_records(site: Path) -> None:
    """Make every RECORD say what is there: no file that was left out, none that came later.

    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for record in sorted(site.glob("*.dist-info/RECORD")):
        rows = []
        for path, *_ in csv.reader(io.StringIO(record.read_text(encoding="utf-8"))):
            file = site / path
            if file == record:
                rows.append([path, "", ""])
            elif ".." not in Path(path).parts and file.is_file():
                content = file.read_bytes()
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                rows.append([path, f"sha256={digest}", str(len(content))])
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(sorted(rows))
        record.write_text(out.getvalue(), encoding="utf-8")
