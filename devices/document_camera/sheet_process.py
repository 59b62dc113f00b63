"""The sheet to calibrate by, made in a process of its own: who prints it loads no image library."""

import subprocess
import sys

SECONDS = 30.0
MODULE = "devices.document_camera.calibration.sheet"


def sheet_pdf() -> bytes:
    """Return the sheet as a PDF of one A4 page, to be printed at 100 %. Raises OSError where it fails."""
    try:
        made = subprocess.run(
            [sys.executable, "-P", "-m", MODULE], stdout=subprocess.PIPE, timeout=SECONDS, check=True
        )
    except subprocess.SubprocessError as error:
        raise OSError("the sheet was not made") from error
    return made.stdout
