"""Sets of photographs, each in a tuning part and an unseen part, made on the fly from fixed seeds.

The unseen part's surfaces and papers never occur in the tuning part. The sets:

- `overhead`: an 8 MP camera on an arm over a dark mat, one paper;
- `handheld`: a phone over any table, one paper, light and slant as they come;
- `hard`: hands, curled and folded papers, white on white, clutter, deep shadows;
- `several`: two sides of a card, two booklets' pages, over the mat;
- `blur`: every scene twice, sharp and out of focus (`…-sharp`, `…-blurred`);
- `glare`: papers in a glossy cover, half of them with a highlight that burns out;
- `cut`: papers that reach out of the frame, and papers that nearly do;
- `dark`: papers without light enough, and the same in weak light;
- `hand`: papers with a hand over an edge, and the same papers alone;
- `empty`: the bare mat, blank sheets, and sheets with little on them;
- `twice`: every paper photographed twice (`…-a`, `…-b`), and one like it with other values (`…-c`);
- `good`, `ordinary`, `poor`: papers to read and codes, at three levels; `poor` is 140 dpi and blurred.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from devices.document_camera.simulator.papers.paper import Picture
from devices.document_camera.simulator.scene.sensor import encode
from devices.document_camera.simulator.scene.taking import Shot, take
from devices.document_camera.simulator.scene.telling import truth
from devices.document_camera.simulator.shots import gates, hard, plain, reading
from devices.document_camera.simulator.shots.ground import FONTS, Ground
from devices.document_camera.simulator.truth import Truth

Planner = Callable[[int, Ground], Shot]

PARTS = ("tuning", "unseen")


@dataclass(frozen=True, slots=True)
class _Plan:
    make: Planner
    count: int


_SETS: dict[str, _Plan] = {
    "overhead": _Plan(plain.overhead, 48),
    "handheld": _Plan(plain.handheld, 60),
    "hard": _Plan(hard.hard, 40),
    "several": _Plan(hard.several, 16),
    "blur": _Plan(gates.blur, 40),
    "glare": _Plan(gates.glare, 32),
    "cut": _Plan(gates.cut, 32),
    "dark": _Plan(gates.dark, 24),
    "hand": _Plan(gates.hand, 32),
    "empty": _Plan(gates.empty, 24),
    "twice": _Plan(gates.twice, 30),
    "good": _Plan(partial(reading.level, "good"), 48),
    "ordinary": _Plan(partial(reading.level, "ordinary"), 48),
    "poor": _Plan(partial(reading.level, "poor"), 48),
}
SETS = tuple(_SETS)


@dataclass(frozen=True, slots=True)
class Photograph:
    """`name` is unique and tells set, part and number; `jpeg` is what the camera would give."""

    name: str
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    truth: Truth
    shot: Shot = field(repr=False)


def size(name: str) -> int:
    """Return how many photographs a part of a set has; KeyError for a set that there is not."""
    return _SETS[name].count


def shots(
    name: str, part: str = "tuning", count: int | None = None, fonts: Path = FONTS, finest: float = 18.0
) -> Iterator[tuple[str, Shot]]:
    """Yield names and shots, not yet taken; papers are drawn with at most `finest` px a mm.

    Raises KeyError for an unknown set or part.
    """
    if part not in PARTS:
        raise KeyError(part)
    plan = _SETS[name]
    ground = Ground(part, fonts, finest)
    for number in range(plan.count if count is None else count):
        shot = plan.make(number, ground)
        label = str(shot.note.get("label", ""))
        yield f"{name}-{part}-{number:03d}" + (f"-{label}" if label else ""), shot


def photographs(
    name: str,
    part: str = "tuning",
    count: int | None = None,
    folder: Path | None = None,
    fonts: Path = FONTS,
) -> Iterator[Photograph]:
    """Yield the photographs of a set; a `folder` keeps their JPEGs from run to run.

    Raises KeyError for an unknown set or part. A `count` over the set's own gives more of the kind.
    """
    for label, shot in shots(name, part, count, fonts):
        yield Photograph(
            label, _kept(label, shot, folder), shot.view.width, shot.view.height, truth(shot), shot
        )


def empty_mat(shot: Shot) -> Picture:
    """Take the mat of a shot as it was when the terminal was set up: no paper, its lamp alone."""
    light = replace(shot.light, level=shot.light.level * 1.02, shadows=(), highlights=())
    return take(
        replace(shot, placed=(), hands=(), light=light, blur=0.6, motion=0.0, seed=shot.seed + 900_000)
    )


def picture(shot: Shot) -> Picture:
    """Take a shot and return it as it comes from the sensor, (h, w, 3) BGR, before any JPEG."""
    return take(shot)


def _kept(label: str, shot: Shot, folder: Path | None) -> bytes:
    if folder is None:
        return encode(take(shot), shot.quality)
    # What the generator draws may change from one version to the next: the truth's digest is in the name.
    digest = hashlib.sha256(json.dumps(truth(shot).as_json(), sort_keys=True).encode()).hexdigest()[:10]
    path = folder / f"{label}-{_version()}-{digest}.jpg"
    if path.exists():
        return path.read_bytes()
    jpeg = encode(take(shot), shot.quality)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    fresh.write_bytes(jpeg)
    fresh.replace(path)
    return jpeg


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*")):
        if source.suffix in (".py", ".yaml", ".jpg"):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:8]
