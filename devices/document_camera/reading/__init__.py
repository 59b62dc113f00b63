"""Reading print (OCR) on a straight page, offline: which lines there are, and what they say.

The networks are PP-OCRv6 tiny, as files of an installed package (`models.py`); they run in onnxruntime on one
thread. What stands around them is our own and small: no package that would fetch a missing model is used.
"""

from devices.document_camera.reading.models import ModelFiles, ModelsMissingError, installed
from devices.document_camera.reading.reader import TextReader

__all__ = ["ModelFiles", "ModelsMissingError", "TextReader", "installed"]
