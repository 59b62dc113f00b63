"""What one platform is started with."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

API_BASE = "/kiosk/v1"
CONTRACT_FILE = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the embedded platform.

    `state_dir` holds keys, certificates, uploads and the SQLite file; it is made private (0700).
    `database_url` is SQLAlchemy's, None for SQLite in the state directory. `faults` opens
    `/sandbox/faults`, which no real platform has.
    """

    state_dir: Path
    database_url: str | None = None
    faults: bool = False
    site_name: str = "示例政务服务大厅"
    clock_skew: timedelta = timedelta(seconds=300)
    session_life: timedelta = timedelta(minutes=30)
    idempotency_life: timedelta = timedelta(hours=96)
    draft_life: timedelta = timedelta(days=15)
    upload_life: timedelta = timedelta(days=1)
    enrolment_code_life: timedelta = timedelta(days=7)
    certificate_life: timedelta = timedelta(days=365)
    catalogue_life: timedelta = timedelta(days=30)
    correction_days: int = 15
    """Days a citizen has for a correction unless the clerk says otherwise."""
    max_upload_bytes: int = 20 * 1024 * 1024
    max_sealed_bytes: int = 256 * 1024 * 1024
    """One sealed submission with all its pages."""
    max_body_bytes: int = 6 * 1024 * 1024
    """One request: a 5 MiB chunk with room."""
    link_code_life: timedelta = timedelta(seconds=120)
    identity_code_life: timedelta = timedelta(seconds=60)
    prefill_seconds: float = 0.3
    """How long the exchange with the sources takes."""
    lookup_limit: int = 10
    """Failed look-ups a terminal may make in ten minutes."""

    @property
    def database(self) -> str:
        """The URL that is used."""
        return self.database_url or f"sqlite:///{self.state_dir / 'platform.sqlite3'}"

    @property
    def upload_dir(self) -> Path:
        """Where the pages lie; file names are random ids."""
        return self.state_dir / "uploads"
