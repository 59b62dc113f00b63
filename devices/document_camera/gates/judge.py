"""All gates over one page: its figures, the first thing that is wrong with it, and where."""

from dataclasses import dataclass

from devices.document_camera.detection.quads import Picture
from devices.document_camera.gates.blur import MAX_EDGE_PX, measure_blur
from devices.document_camera.gates.darkness import is_too_dark, measure_brightness
from devices.document_camera.gates.emptiness import MIN_INK, measure_ink
from devices.document_camera.gates.glare import MAX_GLARE, measure_glare
from devices.document_camera.gates.hand import skin_at_edge
from devices.document_camera.gates.outlines import Outline, box
from devices.document_camera.scanned import Mark
from devices.document_camera.values import Advice, Quality


@dataclass(frozen=True, slots=True)
class Judgement:
    """`advice` names the most telling fault, None for a good page; `marks` in px of the straight page."""

    quality: Quality
    advice: Advice | None
    marks: tuple[Mark, ...]


def judge(page: Picture, flat: Picture, look_for_skin: bool = True) -> Judgement:
    """Judge a straight BGR page at 200 dpi as photographed (`page`), and the same in even light (`flat`).

    `look_for_skin` False where the empty mat already told whether a hand is over the page.
    """
    blur, glare = measure_blur(page), measure_glare(page)
    brightness, ink = measure_brightness(page), measure_ink(flat)
    quality = Quality(blur.width, glare.part, brightness, ink)
    height, width = page.shape[:2]
    whole = (box(0, 0, width - 1, height - 1),)
    if is_too_dark(page, brightness):
        return _wrong(quality, Advice.TOO_DARK, whole)
    if glare.part > MAX_GLARE:
        return _wrong(quality, Advice.GLARE, glare.where)
    hand = skin_at_edge(page) if look_for_skin else None
    if hand is not None and hand.where:
        return _wrong(quality, Advice.HAND, (hand.where,))
    if ink < MIN_INK:
        return _wrong(quality, Advice.EMPTY_PAGE, whole)
    if blur.width is not None and blur.width > MAX_EDGE_PX:
        return _wrong(quality, Advice.BLURRED, blur.where)
    return Judgement(quality, None, ())


def _wrong(quality: Quality, advice: Advice, where: tuple[Outline, ...]) -> Judgement:
    return Judgement(quality, advice, tuple(Mark(advice, outline) for outline in where))
