"""Pages are drawn in a process of their own: no frame of the screens waits for it, and when it ends all
that it knew of a person is gone.

`python -m kiosk.receipts.a4_worker FONTS` reads a pickled A4Document from its input and writes the number of
pages, a line end and the PDF.
"""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from kiosk.receipts.a4 import A4Document
from kiosk.terminal import core_dumps
from kiosk.text import Texts

SECONDS = 30.0
"""Longer than the longest form takes on the slowest terminal."""
_NICE = 10


class ComposeError(Exception):
    """The pages could not be made. The message says nothing of what stands on them."""


class Composer:
    """One document on its way to a PDF. `stop` may come from another thread."""

    def __init__(self, fonts: Path) -> None:
        command = [sys.executable, "-P", "-m", "kiosk.receipts.a4_worker", str(fonts)]
        quiet = subprocess.DEVNULL  # a traceback would name answers
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet)

    def compose(self, document: A4Document, seconds: float = SECONDS) -> tuple[bytes, int]:
        """Return the PDF and its number of pages, once. Raises ComposeError, also after `stop`."""
        try:
            answer, _ = self._process.communicate(pickle.dumps(document), seconds)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            raise ComposeError("it took too long") from error
        finally:
            # Waits for the process, and closes what is left open where it was killed.
            self._process.__exit__(None, None, None)
        if self._process.returncode != 0:
            raise ComposeError(f"the process ended with {self._process.returncode}")
        count, _, pdf = answer.partition(b"\n")
        return pdf, int(count)

    def stop(self) -> None:
        """Give it up: the process is killed."""
        self._process.kill()


def main() -> None:
    """Make one document's pages."""
    from devices.printer.raster import Typeface
    from kiosk.receipts.a4_pdf import compose

    core_dumps.switch_off()
    os.nice(_NICE)
    fonts = Path(sys.argv[1])
    document: A4Document = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    texts = Texts(document.slip.language)
    typeface = Typeface(fonts / "regular.otf", fonts / "bold.otf")
    made = compose(document, typeface, lambda page, pages: texts("a4.page", page=page, pages=pages))
    sys.stdout.buffer.write(b"%d\n" % made.pages + made.pdf)


if __name__ == "__main__":
    main()
