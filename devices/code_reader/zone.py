"""Finds machine-readable zones among codes: a document reader sends a zone line by line. Pure."""

from devices.code_reader.codes import Code, Refused
from devices.code_reader.mrz import Mrz, MrzError, is_first_line, lines_expected, parse

Scanned = Code | Mrz | Refused


class ZoneFinder:
    """Puts lines together. Holds two lines at most, until the zone is whole or the line falls silent."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    @property
    def pending(self) -> bool:
        """Whether a zone may have begun."""
        return bool(self._lines)

    def feed(self, code: Code | Refused) -> list[Scanned]:
        """Take the next code; return what is certain now, in order."""
        if isinstance(code, Refused):
            return [*self.flush(), code]
        if self._lines:
            if len(code.text) != len(self._lines[0]):
                return [*self.flush(), *self.feed(code)]
            self._lines.append(code.text)
            if len(self._lines) < lines_expected(self._lines[0]):
                return []
            return self._whole()
        if is_first_line(code.text):
            self._lines.append(code.text)
            return []
        try:
            return [parse(code.text)]
        except MrzError:
            # All in one line and not sound: any token may look like that.
            return [code]

    def flush(self) -> list[Scanned]:
        """Take that no more comes: lines that make no zone are codes after all."""
        lines, self._lines = self._lines, []
        return [Code(line) for line in lines]

    def clear(self) -> None:
        """Forget the lines held."""
        self._lines.clear()

    def _whole(self) -> list[Scanned]:
        try:
            found = parse("\n".join(self._lines))
        except MrzError as error:
            if error.reason == "shape":
                return self.flush()
            self._lines.clear()
            return [Refused("mrzCheckDigit")]
        self._lines.clear()
        return [found]
