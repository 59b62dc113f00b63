"""Which software this is."""

from importlib.metadata import PackageNotFoundError, version


def software_version() -> str:
    """Return the installed package's version, "0+source" when run from a source tree."""
    try:
        return version("yiciban")
    except PackageNotFoundError:
        return "0+source"
