"""The identities to which terminals seal: made once, rotated, and never lost."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pyrage
import pytest
from pyrage import x25519

from sandbox.platform.sealing import SealingKeys

NOW = datetime(2026, 11, 18, tzinfo=UTC)


def sealed(recipient, data=b"package"):
    return pyrage.encrypt(data, [x25519.Recipient.from_str(recipient)])


def test_the_same_key_after_a_restart(tmp_path):
    (first,) = SealingKeys(tmp_path, NOW).published(NOW)
    (again,) = SealingKeys(tmp_path, NOW + timedelta(days=1)).published(NOW)
    assert (again.key_id, again.recipient, again.created_at) == (first.key_id, first.recipient, NOW)
    assert pyrage.decrypt(sealed(first.recipient), [again.identity]) == b"package"


def test_a_rotated_key_is_published_for_a_while_and_opens_for_ever(tmp_path):
    keys = SealingKeys(tmp_path, NOW)
    (old,) = keys.published(NOW)
    until = NOW + timedelta(days=30)
    new = keys.rotate(NOW + timedelta(days=1), until)
    assert [one.key_id for one in keys.published(until - timedelta(seconds=1))] == [new.key_id, old.key_id]
    assert [one.key_id for one in keys.published(until)] == [new.key_id]
    found = keys.find(old.key_id)
    assert found is not None
    assert found.not_after == until
    assert pyrage.decrypt(sealed(old.recipient), [found.identity]) == b"package"
    assert keys.find("age-0000000000000000") is None


def test_the_files_are_private_and_of_ages_own_format(tmp_path):
    keys = SealingKeys(tmp_path, NOW)
    (one,) = keys.all()
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert one.key_id in file.name
    if shutil.which("age") is None:
        pytest.skip("the command age is not installed")
    opened = subprocess.run(
        ["age", "-d", "-i", str(file)], input=sealed(one.recipient), capture_output=True, check=True
    )
    assert opened.stdout == b"package"
