"""The operating system's bundle: made, signed and read by the real RAUC; its hook as the terminal runs it.

That a slot is written and started needs a machine with two of them, and is not tried here.
"""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

RAUC = Path(__file__).parents[3] / "packaging" / "rauc"
needs_rauc = pytest.mark.skipif(
    not (shutil.which("rauc") and shutil.which("mksquashfs")),
    reason="Debian's rauc and squashfs-tools are not installed: no bundle is made",
)


def make_keys(folder, name):
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"示例 {name}")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert_file, key_file


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """(bundle, the terminal's system.conf, folder)"""
    folder = tmp_path_factory.mktemp("rauc")
    cert, key = make_keys(folder, "operator")
    image = folder / "rootfs.ext4"
    image.write_bytes(os.urandom(64 * 1024))
    out = folder / "system.raucb"
    words = [str(RAUC / "make_bundle.sh"), "2026.11", str(image), str(cert), str(key), str(out)]
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | {"KEYRING": str(cert)})
    assert done.returncode == 0, done.stderr
    text = (RAUC / "system.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/rauc/keyring.pem", str(cert)).replace("/data/rauc", str(folder))
    (folder / "system.conf").write_text(text, encoding="utf-8")
    return out, folder / "system.conf", folder


def info(conf, bundle):
    words = ["rauc", f"--conf={conf}", "info", "--output-format=json", str(bundle)]
    return subprocess.run(words, capture_output=True, text=True)


@needs_rauc
def test_a_bundle_is_read_with_the_terminals_own_configuration(bundle):
    made, conf, _ = bundle
    done = info(conf, made)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout[done.stdout.index("{") :])
    assert (told["compatible"], told["version"]) == ("yiciban-terminal-amd64", "2026.11")
    (image,) = told["images"]
    assert "rootfs" in image
    assert "post-install" in json.dumps(told["images"])


@needs_rauc
@pytest.mark.parametrize("where", [0.3, 0.9995])
def test_a_bundle_that_was_changed_is_refused(bundle, where):
    made, conf, folder = bundle
    data = bytearray(made.read_bytes())
    # The signature stands at the end, with the verity tree's root in what it signs.
    data[-int(len(data) * (1 - where)) - 1] ^= 1
    changed = folder / "changed.raucb"
    changed.write_bytes(data)
    verified = info(conf, changed)
    extracted = subprocess.run(
        ["rauc", f"--conf={conf}", "extract", str(changed), str(folder / f"out-{where}")],
        capture_output=True,
        text=True,
    )
    assert verified.returncode != 0 or extracted.returncode != 0


@needs_rauc
def test_a_bundle_of_another_authority_is_refused(bundle):
    made, conf, folder = bundle
    stranger, _ = make_keys(folder, "stranger")
    other = folder / "other.conf"
    other.write_text(conf.read_text().replace("operator.pem", stranger.name))
    done = info(other, made)
    assert done.returncode != 0
    assert "signature" in done.stderr.lower() or "verif" in done.stderr.lower()


def hook(word, **environment):
    return subprocess.run(
        [str(RAUC / "hook.sh"), word], capture_output=True, text=True, env=os.environ | environment
    )


@pytest.mark.parametrize(("bundle_for", "status"), [("yiciban-terminal-amd64", 0), ("coffee-machine", 10)])
def test_a_system_for_another_machine_is_refused(bundle_for, status):
    done = hook(
        "install-check", RAUC_MF_COMPATIBLE=bundle_for, RAUC_SYSTEM_COMPATIBLE="yiciban-terminal-amd64"
    )
    assert done.returncode == status
    assert (bundle_for in done.stderr) == (status != 0)


@pytest.fixture
def slot(tmp_path, terminal):
    """(new system, this one's /etc, environment)"""
    made, etc = tmp_path / "slot", tmp_path / "etc"
    (made / "usr" / "bin").mkdir(parents=True)
    (made / "etc").mkdir()
    units = made / "usr" / "lib" / "systemd" / "system"
    units.mkdir(parents=True)
    for unit in ("kiosk-agent.service", "kiosk-ui.service", "kiosk-rollback.service"):
        (units / unit).write_text("[Unit]\n")
    python = made / "usr" / "bin" / "python3.11"
    python.write_text("")
    python.chmod(0o755)
    etc.mkdir()
    (etc / "machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    environment = {
        "RAUC_SLOT_MOUNT_POINT": str(made),
        "YICIBAN_HOME": str(terminal.places.home),
        "YICIBAN_ETC": str(etc),
    }
    return made, etc, environment


def test_a_new_system_keeps_who_the_machine_is(slot):
    made, etc, environment = slot
    done = hook("slot-post-install", **environment)
    assert done.returncode == 0, done.stderr
    assert (made / "etc" / "machine-id").read_text() == (etc / "machine-id").read_text()


def test_a_new_system_without_the_python_of_the_release_in_force_is_refused(slot):
    made, _, environment = slot
    (made / "usr" / "bin" / "python3.11").rename(made / "usr" / "bin" / "python3.13")
    done = hook("slot-post-install", **environment)
    assert done.returncode == 10
    assert "needs /usr/bin/python3.11" in done.stderr


def test_a_new_system_without_the_units_is_refused(slot):
    made, _, environment = slot
    (made / "usr" / "lib" / "systemd" / "system" / "kiosk-rollback.service").unlink()
    assert hook("slot-post-install", **environment).returncode == 10


@pytest.mark.skipif(shutil.which("grub-script-check") is None, reason="Debian's grub-common is not installed")
def test_grub_reads_its_configuration():
    done = subprocess.run(["grub-script-check", str(RAUC / "grub.cfg")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
