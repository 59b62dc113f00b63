"""Every page in every look: `python -m tests.screens.audit_whole`, as `make audit` does.

One process a panel and language, as many at a time as there are cores. Writes build/audit/report.json and
index.html with the pictures; ends with 1 when anything is wrong. What was cut short goes on with --resume.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # the scenes know their papers by this short name

import all_scenes

from kiosk.text import LANGUAGES, PSEUDO
from screens.audit.looks import PROFILES, Look, looks
from screens.theme.profile import ScreenProfile

OUT = Path("build/audit")
FONTS = Path(sys.prefix) / "share/yiciban/fonts"
MOST_FAULTY_PICTURES = 40
"""Pictures of faulty pages that a process keeps, besides those that it keeps of every page."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the audit, or (with --job) one panel and language of it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--panel", action="append", choices=PROFILES, help="only this panel")
    parser.add_argument("--language", action="append", choices=[*LANGUAGES, PSEUDO], help="only this one")
    parser.add_argument("--page", action="append", default=[], help="only this page, as all_scenes names it")
    parser.add_argument("--share", type=int, default=1, help="look at one of so many looks at a page")
    parser.add_argument("--tree", action="store_true", help="only the widgets of each layout, undrawn")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--resume", action="store_true", help="go on (with the same options)")
    parser.add_argument("--job", nargs=2, metavar=("PANEL", "LANGUAGE"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.job:
        return _job(options, *options.job)
    if unknown := sorted({*options.page} - {*all_scenes.names()}):
        parser.error(f"no page is called {', '.join(unknown)}")
    return _all(options)


def _all(options: argparse.Namespace) -> int:
    from screens.audit.report import Finding, write

    began = time.monotonic()
    pictures = options.out / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for old in () if options.resume else [*pictures.glob("*.webp"), *options.out.glob("part-*.json")]:
        old.unlink()
    jobs = list(product(options.panel or PROFILES, options.language or [*LANGUAGES, PSEUDO]))
    environment = {"SDL_VIDEODRIVER": "offscreen", "LIBGL_ALWAYS_SOFTWARE": "1", "OMP_NUM_THREADS": "1"}
    environment = {**os.environ, **environment, "LP_NUM_THREADS": "0"}

    def run(job: tuple[str, str]) -> tuple[tuple[str, str], int]:
        if _part(options.out, *job).exists():
            return job, 0
        command = [sys.executable, "-m", "tests.screens.audit_whole", "--job", *job, "--out", options.out]
        command += ["--share", str(options.share)]
        command += ["--tree"] if options.tree else []
        for page in options.page:
            command += ["--page", page]
        done = subprocess.run(command, env=environment, check=False)
        return job, done.returncode

    findings: list[Finding] = []
    seen, cpu_seconds = 0, 0.0
    with ThreadPoolExecutor(max(1, options.processes)) as pool:
        for (panel, language), status in pool.map(run, jobs):
            part = _part(options.out, panel, language)
            if status or not part.exists():
                findings.append(Finding("", f"{panel} {language}", f"the audit itself ended with {status}"))
                continue
            told = json.loads(part.read_text(encoding="utf-8"))
            seen += told["seen"]
            cpu_seconds += told["cpu_seconds"]
            findings += [Finding(**one) for one in told["findings"]]
    seconds = round(time.monotonic() - began)
    facts = {
        "pages": len(options.page or all_scenes.names()),
        "looks": seen,
        "share": f"1 of {options.share}",
        "seconds": seconds,
        "cpu_seconds": round(cpu_seconds),
        "processes": options.processes,
    }
    write(options.out, findings, facts)
    sys.stdout.write(
        f"{facts['pages']} pages, {seen} looks, {len(findings)} violations, {seconds} s "
        f"({facts['cpu_seconds']} s of a core) in {options.processes} processes: {options.out}/index.html\n"
    )
    return 1 if findings or not seen else 0


def shared(name: str, every: Sequence[Look], share: int) -> list[Look]:
    """Return one of `share` looks at a page; other pages are looked at in others."""
    start = zlib.crc32(f"{name} {every[0].panel} {every[0].language}".encode()) % share if every else 0
    return list(every[start::share])


def _job(options: argparse.Namespace, panel: str, language: str) -> int:
    from screens.window import configure

    profile: ScreenProfile = PROFILES[panel]
    configure(profile)
    from screens.audit import report
    from screens.audit.walk import Showing, walk
    from screens.audit.zones import displaced

    every = [look for look in looks(panel, language) if not (options.tree and look.high_contrast)]
    kept = set() if options.tree else {every[0], every[-1]}
    findings: list[report.Finding] = []
    places: dict[Look, list[Any]] = {}
    faulty = seen = 0
    with tempfile.TemporaryDirectory() as words:
        showing = Showing(panel, FONTS, all_scenes.load().NOON, all_scenes.tools(Path(words)))
        for subject in _subjects(language, options.page):
            mine = shared(subject.name, every, options.share)
            for one in walk(showing, [subject], mine, lambda _, look: look in kept, drawn=not options.tree):
                seen += 1
                places.setdefault(one.look, []).append((one.name, one.zones))
                name = ""
                if one.findings and one.picture is not None:
                    faulty += 1
                if one.picture is not None and (one.look in kept or faulty <= MOST_FAULTY_PICTURES):
                    name = report.file_of(one.name, one.look)
                    report.small(one.picture).save(options.out / "pictures" / name, quality=60, method=2)
                findings += [report.Finding(one.name, str(one.look), text, name) for text in one.findings]
    for look, pages in places.items():
        findings += [report.Finding(page, str(look), text) for page, text in displaced(pages)]
    told = {"seen": seen, "cpu_seconds": time.process_time(), "findings": [asdict(one) for one in findings]}
    path = _part(options.out, panel, language)
    path.with_suffix(".new").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    path.with_suffix(".new").replace(path)
    return 0


def _part(folder: Path, panel: str, language: str) -> Path:
    """Return where a process says what it found; it stands there once all of it is found."""
    return folder / f"part-{panel}-{language}.json"


def _subjects(language: str, pages: Sequence[str]) -> Iterable[Any]:
    return all_scenes.subjects(language, lambda name: not pages or name in pages)


if __name__ == "__main__":
    sys.exit(main())
