"""The releases that terminals may still run: what patches start from."""

import re
from collections.abc import Iterator
from pathlib import Path

from kiosk.releases.manifest import read
from sandbox.platform.release_packing import Packed

KEPT = 3
_NAME = re.compile(r"(\d{6})\.json")


class PastReleases:
    """NUMBER.json and NUMBER.tar.zst in one folder, in the order in which they were published.

    Whoever writes holds the publisher's lock.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> Iterator[Packed]:
        """Yield them, the newest first; each is hundreds of megabytes."""
        for file in reversed(self._files()):
            yield Packed(read(file.read_bytes()), file.with_suffix(".tar.zst").read_bytes())

    def keep(self, release: Packed) -> None:
        """Keep one more, instead of another of its version; only the newest few stay."""
        for file in self._files():
            if read(file.read_bytes()).version == release.manifest.version:
                self._drop(file)
        files = self._files()
        number = int(files[-1].stem) + 1 if files else 1
        for file in files[: max(len(files) + 1 - KEPT, 0)]:
            self._drop(file)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = self._folder / f"{number:06}.json"
        # The manifest last: without it there is none.
        place.with_suffix(".tar.zst").write_bytes(release.archive)
        fresh = place.with_suffix(".new")
        fresh.write_bytes(release.manifest.to_bytes())
        fresh.rename(place)

    def _files(self) -> list[Path]:
        return sorted(file for file in self._folder.glob("*.json") if _NAME.fullmatch(file.name))

    def _drop(self, file: Path) -> None:
        file.unlink()
        file.with_suffix(".tar.zst").unlink(missing_ok=True)
