"""The pipeline as the worker's desk uses it."""

from dataclasses import dataclass

import cv2
import numpy as np

from devices.document_camera.capture import decode, examine
from devices.document_camera.flattening.straighten import DPI
from devices.document_camera.scanned import ReadCode, ReadLine, ScannedPage, ScannedPhoto
from devices.document_camera.values import Capture, Corner, Rejected, Wanted


@dataclass(frozen=True, slots=True)
class _Looked:
    photo: ScannedPhoto

    def read(self, page: int) -> tuple[tuple[ReadCode, ...], tuple[ReadLine, ...] | None]:
        """Nothing reads yet."""
        return (), None


class CameraPipeline:
    """From a photograph of this camera to pages."""

    def examine(self, jpeg: bytes) -> Capture | Rejected:
        """Make one page of it, for callers that know one page only."""
        return examine(jpeg)

    def look(self, jpeg: bytes, wanted: Wanted, corners: tuple[Corner, ...] | None) -> _Looked:
        """Make straight pages of it."""
        del wanted, corners
        whole = decode(jpeg)
        height, width = (0, 0) if whole is None else whole.shape[:2]
        made = examine(jpeg)
        if isinstance(made, Rejected):
            return _Looked(ScannedPhoto(width, height, (), made.advice))
        page = cv2.imdecode(np.frombuffer(made.page_jpeg, np.uint8), cv2.IMREAD_COLOR)
        one, two, three, four = made.corners
        return _Looked(
            ScannedPhoto(
                width,
                height,
                (
                    ScannedPage(
                        (one, two, three, four),
                        agreed=True,
                        rotation=0,
                        quality=made.quality,
                        advice=None,
                        marks=(),
                        width=0 if page is None else page.shape[1],
                        height=0 if page is None else page.shape[0],
                        dpi=DPI,
                        jpeg=made.page_jpeg,
                        black_and_white=False,
                        fingerprint=b"",
                    ),
                ),
            )
        )
