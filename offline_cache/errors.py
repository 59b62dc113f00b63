"""Why a snapshot was refused or cannot be read. The installed one is untouched by any of these."""


class GuideStoreError(Exception):
    """Base of everything that this room raises on purpose."""


class NoSnapshot(GuideStoreError):  # noqa: N818  the name says what happened
    """Nothing has been installed yet."""


class SnapshotRefused(GuideStoreError):  # noqa: N818  the name says what happened
    """A snapshot was offered and not taken."""


class SignatureMalformed(SnapshotRefused):
    """The signature document lacks a member or has one of the wrong type."""


class UnknownKey(SnapshotRefused):
    """Signed with a key that this terminal was not given at enrolment."""


class SignatureRefused(SnapshotRefused):
    """The signature does not fit the signed bytes, or its algorithm is not ours."""


class SizeMismatch(SnapshotRefused):
    """The file is longer or shorter than signed."""


class DigestMismatch(SnapshotRefused):
    """The file's bytes are not those that were signed."""


class RollbackRefused(SnapshotRefused):
    """The version is lower than the installed one, or the same with other bytes."""


class SnapshotExpired(SnapshotRefused):
    """Its validity ended before it arrived: somebody holds updates back."""


class FormatRefused(SnapshotRefused):
    """Not a snapshot of the format that this program reads."""
