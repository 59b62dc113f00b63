"""`kiosk camera …`: the document camera, for the engineer who sets it up.

`calibrate` learns the empty mat, the scale, the lamp and dirt on the glass; `check` tells later what of it no
longer holds; `sheet` makes the page that `calibrate` measures by. The running terminal must not hold the
camera meanwhile: it does so only while somebody scans.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from devices.document_camera.calibration import drift, lessons, procedure, sheet, store
from devices.document_camera.calibration.procedure import Eye, StepError
from devices.document_camera.calibration.scale import ScaleError
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.driver import Camera, CameraGone
from devices.document_camera.values import CALIBRATION_FILE, CameraSettings
from devices.finding import resolve
from kiosk.terminal import device_openers as openers
from kiosk.terminal.settings import ProfileError, load

SOME_FAIL, USAGE, NOT_THERE = 1, 2, 4
_PATIENCE = 20.0

app = typer.Typer(no_args_is_help=True, help="The document camera: set up and checked.")

Profile = Annotated[Path | None, typer.Option("--profile", help="The site profile (TOML).")]
Device = Annotated[
    str | None, typer.Option("--device", help="Without a profile: /dev/v4l/by-path/…, usb:VID:PID, or auto.")
]
State = Annotated[
    Path | None,
    typer.Option("--state", help="Folder of the calibration; else the profile's paths.calibration."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Patience = Annotated[
    float, typer.Option("--timeout", min=1, max=600, help="Seconds until nothing moves under the camera.")
]

_ASKS: dict[str, str] = {
    "mat": "Take everything off the mat and keep hands and shadows away.",
    "sheet": "Lay the printed sheet (kiosk camera sheet) flat on the mat, print side up.",
    "card": "Lay one bank card flat in the middle of the mat.",
    "a4": "Lay one white sheet of A4 flat in the middle of the mat.",
    "light": "Lay one blank white sheet of A4 flat in the middle of the mat.",
    "glass": "Leave the white sheet where it is.",
    "move": "Move the white sheet by two fingers' breadth, to the side and downwards.",
}


@app.command()
def calibrate(
    profile: Profile = None,
    device: Device = None,
    state: State = None,
    step: Annotated[
        Literal["mat", "scale", "light", "glass"] | None,
        typer.Option("--step", help="Only this one; what was learnt of the others stays."),
    ] = None,
    scale_by: Annotated[
        Literal["sheet", "card", "a4"], typer.Option("--scale-by", help="What lies there to measure by.")
    ] = "sheet",
    ruler_mm: Annotated[
        float, typer.Option("--ruler-mm", min=50, max=150, help="What the printed sheet's ruler measures.")
    ] = sheet.RULER_MM,
    timeout: Patience = _PATIENCE,
    unattended: Annotated[
        bool, typer.Option("--unattended", help="Ask nobody: what is wanted lies there already.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Learn the camera's place: the empty mat, millimetres per pixel, the lamp, dirt on the glass.

    Each step that succeeds is kept. Exit 0 all learnt and good, 1 something is wrong, 2 usage, 4 no camera.
    """
    port, settings, file = _site(profile, device, state)
    steps = (step,) if step is not None else procedure.STEPS
    ask = _nobody if unattended or as_json else _ask
    calibration = _known(file)
    results: dict[str, dict[str, Any]] = {}
    with _eye(port, settings, timeout) as eye:
        for name in steps:
            ask(_ASKS[scale_by if name == "scale" else name])
            try:
                calibration = _learn(eye, scale_by if name == "scale" else name, calibration, ruler_mm, ask)
            except StepError as error:
                results[name] = {"learnt": False, "why": str(error)}
                continue
            _keep(calibration, file)
            results[name] = {"learnt": True} | _facts(name, calibration)
    _say({"file": str(file), "steps": results}, _calibrated_words(file, results), as_json)
    good = all(result["learnt"] and not result.get("faults") for result in results.values())
    raise typer.Exit(0 if good else SOME_FAIL)


@app.command()
def check(
    profile: Profile = None,
    device: Device = None,
    state: State = None,
    with_sheet: Annotated[
        bool, typer.Option("--sheet", help="The printed sheet lies there: compare the scale alone.")
    ] = False,
    timeout: Patience = _PATIENCE,
    as_json: Json = False,
) -> None:
    """Compare the empty mat with what was learnt: moved, darker, discoloured, dirty.

    Exit 0 as calibrated, 1 not, 2 usage, 4 no camera.
    """
    port, settings, file = _site(profile, device, state)
    try:
        calibration = store.load(file)
    except store.CalibrationError as error:
        found = drift.Finding("calibration", False, str(error), "a calibration", "kiosk camera calibrate")
        _end_check((found,), (), as_json)
    try:
        with _eye(port, settings, timeout) as eye:
            if with_sheet:
                found = drift.scale_finding(calibration, eye.shot().whole)
                _end_check((found,), eye.notes, as_json)
            _end_check(drift.findings(calibration, eye.shots(3)), eye.notes, as_json)
    except (StepError, ScaleError) as error:
        _give_up(str(error), SOME_FAIL)


@app.command("sheet")
def print_sheet(
    file: Annotated[Path, typer.Argument(help="Where the PDF is written.")],
) -> None:
    """Make the sheet to print: A4, at 100 %, on white paper. Exit 0 written, 2 usage."""
    try:
        file.write_bytes(sheet.pdf())
    except OSError as error:
        _give_up(f"{file}: {error.strerror}", USAGE)
    typer.echo(
        f"{file}: print it at 100 %, not fitted to the page; its ruler must be {sheet.RULER_MM:.0f} mm"
    )


class _Watching(Eye):
    """An eye that remembers what the camera cannot do that the profile wants."""

    def __init__(self, camera: Camera, patience: float) -> None:
        super().__init__(camera, patience=patience)
        self.notes = camera.notes


@contextmanager
def _eye(port: str, settings: CameraSettings, patience: float) -> Iterator[_Watching]:
    try:
        camera = Camera(resolve(port, "document_camera"), settings)
    except (OSError, ValueError, CameraGone) as error:
        _give_up(f"{port}: no camera, or another program holds it ({error})", NOT_THERE)
    try:
        yield _Watching(camera, patience)
    except CameraGone:
        _give_up(f"{port}: the camera went away", NOT_THERE)
    finally:
        camera.close()


def _site(profile: Path | None, device: str | None, state: Path | None) -> tuple[str, CameraSettings, Path]:
    """Return port, settings and the calibration's file."""
    if (profile is None) == (device is None):
        _give_up("name the terminal by --profile or the camera by --device", USAGE)
    if profile is None:
        if state is None:
            _give_up("without a profile --state says where the calibration is kept", USAGE)
        return str(device), CameraSettings(), state / CALIBRATION_FILE
    try:
        site = load(profile)
        section = site.device("document_camera")
        if section is None:
            raise ProfileError(f"{profile}: no device of kind document_camera")
        folder = state if state is not None else site.paths.calibration
        return section.port, openers.camera_settings(section, folder), folder / CALIBRATION_FILE
    except ProfileError as error:
        _give_up(str(error), USAGE)


def _known(file: Path) -> Calibration | None:
    """Return what was learnt before; a damaged file is as good as none, and is said."""
    try:
        return store.load(file)
    except store.CalibrationError as error:
        if file.exists():
            typer.echo(f"{file}: {error}", err=True)
        return None


def _learn(
    eye: Eye, step: str, known: Calibration | None, ruler_mm: float, ask: Callable[[str], None]
) -> Calibration:
    return lessons.learn(eye, step, known, datetime.now(UTC), lambda: ask(_ASKS["move"]), ruler_mm)


def _keep(calibration: Calibration, file: Path) -> None:
    try:
        lessons.keep(calibration, file)
    except OSError as error:
        _give_up(f"{file}: {error.strerror}", USAGE)


def _facts(step: str, calibration: Calibration) -> dict[str, Any]:
    if step == "mat" and calibration.mat is not None:
        return {"noise": round(calibration.mat.noise, 2)}
    if step == "scale" and calibration.plane is not None:
        plane = calibration.plane
        told = {"by": plane.source, "mm_per_px": round(calibration.mm_per_px or 0.0, 5)}
        return told | {"error_mm": round(plane.error_mm, 3), "slant": round(plane.slant, 4)}
    if step == "light" and calibration.light is not None:
        light = calibration.light
        told_light = {"level": round(light.level), "evenness": round(light.evenness, 2), "cast": light.cast}
        return told_light | {"faults": list(procedure.light_faults(calibration))}
    specks = calibration.glass or ()
    faults = [f"dirt at x {speck.x:.0f}, y {speck.y:.0f} px, {speck.size:.0f} px wide" for speck in specks]
    return {"specks": len(specks), "faults": faults}


def _calibrated_words(file: Path, results: dict[str, dict[str, Any]]) -> list[str]:
    lines = []
    for name, result in results.items():
        if not result["learnt"]:
            lines.append(f"{name}: not learnt: {result['why']}")
            continue
        figures = (f"{key} {value}" for key, value in result.items() if key not in ("learnt", "faults"))
        lines.append(f"{name}: learnt, {', '.join(figures)}")
        lines += [f"  {fault}" for fault in result.get("faults", [])]
    return [*lines, f"kept in {file}"] if any(r["learnt"] for r in results.values()) else lines


def _end_check(found: tuple[drift.Finding, ...], notes: tuple[str, ...], as_json: bool) -> None:
    facts = [
        {"name": f.name, "good": f.good, "seen": f.seen, "limit": f.limit}
        | ({"remedy": f.remedy} if f.good is False else {})
        for f in found
    ]
    lines = [
        f"{f.name}: {'cannot tell' if f.good is None else 'good' if f.good else 'NOT GOOD'}: {f.seen}"
        f" ({f.limit})" + (f"\n  {f.remedy}" if f.good is False else "")
        for f in found
    ]
    lines += [f"note: {note}" for note in notes]
    _say({"checks": facts, "notes": list(notes)}, lines, as_json)
    raise typer.Exit(SOME_FAIL if any(one.good is False for one in found) else 0)


def _ask(words: str) -> None:
    typer.echo(words)
    if sys.stdin.isatty():
        typer.prompt("Press Enter when that is done", default="", show_default=False)


def _nobody(_words: str) -> None:
    """Ask nothing."""


def _say(facts: dict[str, Any], lines: list[str], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for line in lines:
        typer.echo(line)


def _give_up(reason: str, code: int) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(code)
