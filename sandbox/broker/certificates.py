"""Certificates of a broker, of its terminals and of the platform's side, all from one authority made here."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.platform.tls import Authority, private_pem, write_private

LIFE = timedelta(days=30)


class Certificates:
    """Files in `folder`; the authority may be the embedded platform's."""

    def __init__(self, folder: Path, authority: Authority | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        now = datetime.now(UTC)
        self._authority = authority or Authority.open(folder, now)
        self.ca = folder / "ca.pem"
        self.ca.write_text(self._authority.pem, encoding="ascii")
        self.server, self.server_key = self._authority.make_server_files(folder, now)

    def client(self, name: str) -> tuple[Path, Path]:
        """Return certificate and key (PEM) of somebody with this common name; made at the first call."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        if not certificate.exists():
            made = Ed25519PrivateKey.generate()
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
            request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(made, None)
            issued = self._authority.issue_terminal(
                request.public_bytes(Encoding.PEM).decode(), name, datetime.now(UTC), LIFE
            )
            write_private(key, private_pem(made))
            certificate.write_bytes(issued.public_bytes(Encoding.PEM))
        return certificate, key

    def context(self, name: str) -> ssl.SSLContext:
        """Return TLS for a client with this common name."""
        context = ssl.create_default_context(cafile=str(self.ca))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(*self.client(name))
        return context
