"""Why a snapshot was refused or cannot be read. The installed one is untouched by any of these.

The words of the attacks are those of the TUF specification, §1.5.2 (https://theupdateframework.github.io/).
"""


class GuideStoreError(Exception):
    """Base of everything that this room raises on purpose."""


class NoSnapshot(GuideStoreError):  # noqa: N818  the name says what happened
    """Nothing has been installed yet."""


class SyncUnderWay(GuideStoreError):  # noqa: N818
    """Another process brings this store up to date at this moment."""


class SourceDown(GuideStoreError):  # noqa: N818
    """The publisher gave no answer, no usable one, or was cut off; what arrived is kept for the next try."""


class SourceStatus(SourceDown):
    """The publisher answered with an HTTP status that is not the file."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status-{status}")
        self.status = status


class SnapshotRefused(GuideStoreError):  # noqa: N818
    """Something was offered and not taken."""


class MetadataMalformed(SnapshotRefused):
    """What should be signed metadata is not, or lacks what this program needs."""


class SignatureRefused(SnapshotRefused):
    """Too few valid signatures by the role's keys: its threshold is not reached."""


class UnknownKey(SignatureRefused):
    """Signed by a stranger: with keys that no root that this terminal trusts ever named for the role."""


class RetiredKey(SignatureRefused):
    """Signed with a key that a newer root has taken from the role."""


class RollbackRefused(SnapshotRefused):
    """Older than what this terminal has seen already, or the same version with other bytes (rollback)."""


class MetadataExpired(SnapshotRefused):
    """The newest that is offered has run out: somebody holds updates back, or nobody publishes (freeze)."""


class MixAndMatch(SnapshotRefused):
    """Metadata that were never in force together."""


class EndlessData(SnapshotRefused):
    """More bytes came than were signed, or than metadata may have."""


class SizeMismatch(SnapshotRefused):
    """Fewer bytes than were signed, though the answer was complete."""


class DigestMismatch(SnapshotRefused):
    """The bytes, as sent or as unpacked, are not those that were signed."""


class ExpansionRefused(SnapshotRefused):
    """Unpacked it would be larger, or need more memory, than signed or allowed here (zip bomb)."""


class NameRefused(SnapshotRefused):
    """A target's name could be read as a path to somewhere else."""


class SnapshotExpired(SnapshotRefused):
    """Its own validity ended before it arrived."""


class FormatRefused(SnapshotRefused):
    """Not a snapshot of the format that this program reads."""
