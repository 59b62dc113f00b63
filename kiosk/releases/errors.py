"""Why a release was not taken. The release in force is untouched by any of these."""


class ReleaseError(Exception):
    """Base of everything that this room raises on purpose. `code` is what logs and status say."""

    code = "failed"


class NothingOffered(ReleaseError):  # noqa: N818  the name says what happened
    """The publisher has signed no release, or nothing was fetched yet."""

    code = "nothing-offered"


class ManifestRefused(ReleaseError):  # noqa: N818
    """The signed manifest is not one that this program reads."""

    code = "manifest"


class ArchiveRefused(ReleaseError):  # noqa: N818
    """The archive is not what its manifest says."""

    code = "archive"


class PatchRefused(ReleaseError):  # noqa: N818
    """The release in force and the patch do not give what was signed: the whole archive has to come."""

    code = "patch"


class ReleaseDamaged(ReleaseError):  # noqa: N818
    """Files of an unpacked release are missing, changed, or were added."""

    code = "damaged"


class Downgrade(ReleaseError):  # noqa: N818
    """Older than the one in force, and not signed as meant to be."""

    code = "downgrade"


class TooFar(ReleaseError):  # noqa: N818
    """The release in force is older than the oldest from which this one may be taken."""

    code = "too-far"


class RolledBack(ReleaseError):  # noqa: N818
    """It was tried here and did not work."""

    code = "rolled-back"


class OtherContent(ReleaseError):  # noqa: N818
    """A release of this version is in use here, and it is another one."""

    code = "other-content"


class NoRoom(ReleaseError):  # noqa: N818
    """The disk has less free than the release needs and the manifest wants left over."""

    code = "no-room"


class NotStaged(ReleaseError):  # noqa: N818
    """The release that is to be put in force has not been verified and unpacked."""

    code = "not-staged"


class HelperFailed(ReleaseError):  # noqa: N818
    """/usr/lib/yiciban/release did not do what it was told."""

    code = "helper"
