"""One photograph, from the camera's JPEG to a page or to advice. Pure: bytes in, a value out."""

from devices.document_camera.decoding import decode
from devices.document_camera.detection.classical import find_page
from devices.document_camera.flattening.budget import COLOUR_BUDGET, encode_within
from devices.document_camera.flattening.light import even_light
from devices.document_camera.flattening.straighten import straighten
from devices.document_camera.gates.frame import is_cut, runs_out_of_frame
from devices.document_camera.gates.judge import judge
from devices.document_camera.values import Advice, Capture, Rejected


def examine(jpeg: bytes, mm_per_px: float | None = None) -> Capture | Rejected:
    """Find the page in a photograph, make it straight, and judge it."""
    picture = decode(jpeg)
    if picture is None:
        return Rejected(Advice.NO_PAGE)
    found = find_page(picture)
    if found is None:
        return Rejected(Advice.CUT_EDGE if runs_out_of_frame(picture) else Advice.NO_PAGE)
    height, width = picture.shape[:2]
    if is_cut(found.corners, width, height) or runs_out_of_frame(picture, found.corners):
        return Rejected(Advice.CUT_EDGE)
    page = straighten(picture, found.corners, mm_per_px).picture
    flat = even_light(page).picture
    judged = judge(page, flat)
    if judged.advice is not None:
        return Rejected(judged.advice, judged.quality)
    corners = tuple((float(x), float(y)) for x, y in found.corners)
    return Capture(encode_within(flat, COLOUR_BUDGET), jpeg, judged.quality, corners)
