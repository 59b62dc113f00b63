"""Why a release was not taken. The release in force is untouched by any of these."""

# ruff: noqa: N818  the names say what happened


class ReleaseError(Exception):
    """Base of everything that this room raises on purpose. `code` is what logs and status say."""

    code = "failed"

    def __init_subclass__(cls, code: str) -> None:
        super().__init_subclass__()
        cls.code = code


class NothingOffered(ReleaseError, code="nothing-offered"):
    """The publisher has signed no release, or nothing was fetched yet."""


class ManifestRefused(ReleaseError, code="manifest"):
    """The signed manifest is not one that this program reads."""


class ArchiveRefused(ReleaseError, code="archive"):
    """The archive is not what its manifest says."""


class PatchRefused(ReleaseError, code="patch"):
    """The release in force and the patch do not give what was signed: the whole archive has to come."""


class ReleaseDamaged(ReleaseError, code="damaged"):
    """Files of an unpacked release are missing, changed, or were added."""


class Downgrade(ReleaseError, code="downgrade"):
    """Older than the one in force, and not signed as meant to be."""


class TooFar(ReleaseError, code="too-far"):
    """The release in force is older than the oldest from which this one may be taken."""


class RolledBack(ReleaseError, code="rolled-back"):
    """It was tried here and did not work."""


class OtherContent(ReleaseError, code="other-content"):
    """A release of this version is in use here, and it is another one."""


class NoRoom(ReleaseError, code="no-room"):
    """The disk has less free than the release needs and the manifest wants left over."""


class NotStaged(ReleaseError, code="not-staged"):
    """The release that is to be put in force has not been verified and unpacked."""


class HelperFailed(ReleaseError, code="helper"):
    """/usr/lib/yiciban/release did not do what it was told."""
