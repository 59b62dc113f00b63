"""The document camera: live preview, one good page at a time, advice where it is not good yet.

`service.DocumentCamera` is what the window holds; cv2 lives in the worker process alone (`worker.py`).
"""

from devices.document_camera.scanned import ScannedPage, ScannedPhoto
from devices.document_camera.service import DocumentCamera
from devices.document_camera.values import (
    Advice,
    CameraMessage,
    CameraSettings,
    IndicatorChanged,
    PageRead,
    Preview,
    Quality,
    Rejected,
    ShutterChanged,
    ShutterState,
    StatusChanged,
    TakeBegan,
    TakeDone,
    Wanted,
)

__all__ = [
    "Advice",
    "CameraMessage",
    "CameraSettings",
    "DocumentCamera",
    "IndicatorChanged",
    "PageRead",
    "Preview",
    "Quality",
    "Rejected",
    "ScannedPage",
    "ScannedPhoto",
    "ShutterChanged",
    "ShutterState",
    "StatusChanged",
    "TakeBegan",
    "TakeDone",
    "Wanted",
]
