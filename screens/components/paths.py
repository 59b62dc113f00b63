"""Path strings in the notation of SVG 1.1 (section 8.3), flattened to polylines. Pure functions."""

import math
import re
from collections.abc import Iterator

Point = tuple[float, float]

TOKEN = re.compile(r"([MmLlHhVvCcSsQqAaZz])|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
CURVE_STEPS = 14


class BadPath(ValueError):  # noqa: N818 - the field's word
    """A path string that is none."""


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    tokens = TOKEN.findall(path)
    at = 0
    command = ""
    while at < len(tokens):
        letter, _ = tokens[at]
        if letter:
            command = letter
            at += 1
        elif not command or command in "Zz":
            raise BadPath(f"number without a command in {path!r}")
        count = COUNTS[command.upper()]
        numbers = tokens[at : at + count]
        if len(numbers) < count or any(letter for letter, _ in numbers):
            raise BadPath(f"{command} needs {count} numbers in {path!r}")
        yield command, [float(number) for _, number in numbers]
        at += count
        if command in "Mm":
            command = "L" if command == "M" else "l"


def flatten(path: str) -> list[list[Point]]:
    """Return the polylines of a path, each closed one ending where it began. Raises BadPath."""
    lines: list[list[Point]] = []
    x = y = 0.0
    control: Point | None = None
    for command, n in _commands(path):
        relative = command.islower()
        dx, dy = (x, y) if relative else (0.0, 0.0)
        kind = command.upper()
        last_control, control = control, None
        if kind == "M":
            x, y = n[0] + dx, n[1] + dy
            lines.append([(x, y)])
            continue
        if not lines:
            raise BadPath(f"{path!r} does not begin with M")
        line = lines[-1]
        if kind == "Z":
            line.append(line[0])
            x, y = line[0]
            lines.append([(x, y)])
        elif kind in "LHV":
            x, y = _line_end(kind, n, (x, y), (dx, dy))
            line.append((x, y))
        elif kind in "CSQ":
            bezier = _bezier(kind, n, (x, y), (dx, dy), last_control)
            line += _curve(bezier)
            control, (x, y) = bezier[2], bezier[3]
        else:
            end = (n[5] + dx, n[6] + dy)
            line += arc((x, y), (n[0], n[1]), n[2], bool(n[3]), bool(n[4]), end)
            x, y = end
    return [line for index, line in enumerate(lines) if len(line) > 1 or not _is_leftover(lines, index)]


def _is_leftover(lines: list[list[Point]], index: int) -> bool:
    """Whether a lone point only stands where a closed line ended."""
    return index > 0 and lines[index - 1][0] == lines[index][0]


def _line_end(kind: str, n: list[float], here: Point, d: Point) -> Point:
    if kind == "H":
        return n[0] + d[0], here[1]
    if kind == "V":
        return here[0], n[0] + d[1]
    return n[0] + d[0], n[1] + d[1]


def _bezier(
    kind: str, n: list[float], here: Point, d: Point, last: Point | None
) -> tuple[Point, Point, Point, Point]:
    points = [(n[i] + d[0], n[i + 1] + d[1]) for i in range(0, len(n), 2)]
    if kind == "C":
        return here, points[0], points[1], points[2]
    if kind == "S":
        first = (2 * here[0] - last[0], 2 * here[1] - last[1]) if last else here
        return here, first, points[0], points[1]
    (qx, qy), (ex, ey) = points
    one = (here[0] + 2 / 3 * (qx - here[0]), here[1] + 2 / 3 * (qy - here[1]))
    two = (ex + 2 / 3 * (qx - ex), ey + 2 / 3 * (qy - ey))
    return here, one, two, (ex, ey)


def _curve(bezier: tuple[Point, Point, Point, Point]) -> list[Point]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = bezier
    points = []
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        u = 1 - t
        w = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
        points.append(
            (w[0] * ax + w[1] * bx + w[2] * cx + w[3] * dx, w[0] * ay + w[1] * by + w[2] * cy + w[3] * dy)
        )
    return points


def arc(start: Point, radii: Point, turn: float, large: bool, sweep: bool, end: Point) -> list[Point]:
    """Return the points of an elliptical arc after its start (SVG 1.1, appendix F.6.5)."""
    rx, ry = abs(radii[0]), abs(radii[1])
    if start == end:
        return []
    if rx == 0 or ry == 0:
        return [end]
    phi = math.radians(turn)
    cos, sin = math.cos(phi), math.sin(phi)
    hx, hy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    px, py = cos * hx + sin * hy, -sin * hx + cos * hy
    scale = (px / rx) ** 2 + (py / ry) ** 2
    if scale > 1:
        rx, ry = rx * math.sqrt(scale), ry * math.sqrt(scale)
    below = (rx * py) ** 2 + (ry * px) ** 2
    factor = math.sqrt(max(0.0, ((rx * ry) ** 2 - below) / below)) * (-1 if large == sweep else 1)
    ox, oy = factor * rx * py / ry, -factor * ry * px / rx
    cx = cos * ox - sin * oy + (start[0] + end[0]) / 2
    cy = sin * ox + cos * oy + (start[1] + end[1]) / 2
    first = math.atan2((py - oy) / ry, (px - ox) / rx)
    last = math.atan2((-py - oy) / ry, (-px - ox) / rx)
    span = last - first
    if sweep and span < 0:
        span += 2 * math.pi
    elif not sweep and span > 0:
        span -= 2 * math.pi
    steps = max(4, math.ceil(abs(span) / (math.pi / 20)))
    points = []
    for step in range(1, steps + 1):
        angle = first + span * step / steps
        ex, ey = rx * math.cos(angle), ry * math.sin(angle)
        points.append((cos * ex - sin * ey + cx, sin * ex + cos * ey + cy))
    points[-1] = end
    return points
