"""The document camera: live preview, one good page at a time, advice where it is not good yet.

`service.DocumentCamera` is what the window holds; cv2 lives in the worker process alone (`worker.py`).
"""

from devices.document_camera.service import DocumentCamera
from devices.document_camera.values import (
    Advice,
    CameraMessage,
    CameraSettings,
    Capture,
    Preview,
    Quality,
    Rejected,
    StatusChanged,
    TakeDone,
)

__all__ = [
    "Advice",
    "CameraMessage",
    "CameraSettings",
    "Capture",
    "DocumentCamera",
    "Preview",
    "Quality",
    "Rejected",
    "StatusChanged",
    "TakeDone",
]
