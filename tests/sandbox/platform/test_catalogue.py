"""The signed catalogue: what is in it and how it is served; the commands that publish it."""

import hashlib
import json
from datetime import date

import pytest
from published_catalogue import DAY, NOW, newest, read, snapshot_of
from tuf.api.metadata import Metadata, Root, Targets
from typer.testing import CliRunner

from kiosk.catalogue.models import Bundle, LifeStage
from sandbox.platform import packing
from sandbox.platform.cli import app
from sandbox.platform.publishing import WHOLE
from sandbox.platform.snapshot import build


def test_the_snapshot_is_the_catalogue(one_platform, tmp_path):
    publisher = one_platform.services.publisher
    meta, bundles, stages, keys = read(snapshot_of(publisher), tmp_path)
    catalogue = one_platform.services.publication.catalogue
    assert {key: Bundle.model_validate_json(text) for key, text in bundles.items()} == {
        bundle.id: bundle for bundle in catalogue.bundles
    }
    assert tuple(LifeStage.model_validate_json(text) for text in stages) == catalogue.life_stages
    told = (meta["format"], meta["version"], meta["areaCode"], meta["areaName"])
    assert told == ("2", "1", "120000", "天津市")
    (sealing,) = one_platform.services.keys.sealing.all()
    assert keys == [(sealing.key_id, sealing.recipient)]


def test_what_is_served_is_signed_by_the_root_that_enrolment_gives(one_platform):
    terminal = one_platform.terminal()
    root = Metadata[Root].from_bytes(one_platform.services.publisher.repository.root).signed
    assert root.roles["root"].threshold == 2
    name = "timestamp.json"
    for role in ("timestamp", "snapshot", "targets"):
        answer = terminal.get(f"/catalogue/metadata/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        document = Metadata.from_bytes(answer.content)
        root.verify_delegate(role, document.signed_bytes, document.signatures)
        if role == "timestamp":
            name = f"{document.signed.snapshot_meta.version}.snapshot.json"
        elif role == "snapshot":
            name = f"{document.signed.meta['targets.json'].version}.targets.json"
    info = document.signed.targets[WHOLE]
    whole = terminal.get(f"/catalogue/targets/{info.hashes['sha256']}.{WHOLE}")
    assert (len(whole.content), whole.headers["Content-Type"]) == (info.length, "application/octet-stream")
    raw = packing.unpack(whole.content)
    assert info.custom == {"version": 1, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def test_a_target_can_be_had_from_any_byte_on(one_platform):
    info = newest(one_platform.services.publisher, "targets", Targets).signed.targets[WHOLE]
    path = f"/catalogue/targets/{info.hashes['sha256']}.{WHOLE}"
    terminal = one_platform.terminal()
    whole = terminal.get(path).content
    for start in (1, len(whole) // 2, len(whole) - 1):
        rest = terminal.get(path, headers={"Range": f"bytes={start}-"})
        assert (rest.status_code, rest.content) == (206, whole[start:])
        assert rest.headers["Content-Range"] == f"bytes {start}-{len(whole) - 1}/{len(whole)}"
    assert terminal.get(path, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue/metadata/9.targets.json",
        "/catalogue/metadata/..%2Fpublication.json",
        "/catalogue/metadata/publication.json",
        "/catalogue/targets/..%2F..%2Fkeys%2Fpepper",
        "/catalogue/targets/guides.sqlite.zst",
        "/catalogue/targets/" + "0" * 64 + ".guides.sqlite.zst",
    ],
)
def test_nothing_else_of_the_state_is_served(one_platform, problem, path):
    answer = one_platform.terminal().get(path)
    assert (answer.status_code, problem(answer)) == (404, "not-found")


def test_two_bundles_with_one_id_are_not_published(catalogue):
    twice = catalogue.model_copy(update={"bundles": catalogue.bundles * 2})
    with pytest.raises(ValueError, match="same id"):
        build(twice, (), {}, NOW, NOW + DAY)


def test_a_code_names_the_list_that_is_in_effect(publisher, catalogue):
    day = date(2027, 1, 1)
    old = catalogue.bundles[0].model_copy(update={"effective_to": day - DAY})
    new = old.model_copy(update={"id": "newborn-2027", "effective_from": day, "effective_to": None})
    publication = publisher.publish(catalogue.model_copy(update={"bundles": (old, new)}), NOW)
    assert publication.bundle(old.code, day - DAY).id == "newborn"
    assert publication.bundle(old.code, day).id == "newborn-2027"
    assert publication.bundle("newborn", day).id == "newborn"
    assert publication.bundle("unknown", day) is None


def test_the_commands_publish_and_rotate(tmp_path):
    run = CliRunner().invoke
    state = ["--state", str(tmp_path / "state")]
    told = json.loads(run(app, ["publish", *state]).stdout)
    assert (told["version"], told["rootVersion"], list(told["targets"])) == (1, 1, [WHOLE])
    assert told["bundles"] > 50
    assert json.loads(run(app, ["publish", *state]).stdout)["version"] == 1
    assert json.loads(run(app, ["rotate-key", "timestamp", *state]).stdout)["role"] == "timestamp"
    assert json.loads(run(app, ["rotate-key", "sealing", *state]).stdout)["keyId"].startswith("age-")
    told = json.loads(run(app, ["publish", *state]).stdout)
    assert (told["version"], told["rootVersion"], len(told["targets"])) == (2, 2, 2)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(app, ["publish", *state, "--content", str(empty)]).exit_code == 1


@pytest.mark.parametrize("text", [b"a: [\n", b"\xe5\x00\xff", b"bundles: 5", b""])
def test_content_that_is_none_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "x.yaml").write_bytes(text)
    command = ["publish", "--state", str(tmp_path / "state"), "--content", str(tmp_path / "content")]
    ended = CliRunner().invoke(app, command)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_state_that_is_no_directory_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "state").write_bytes(b"")
    for command in (["publish"], ["rotate-key", "root"]):
        ended = CliRunner().invoke(app, [*command, "--state", str(tmp_path / "state")])
        assert (ended.exit_code, ended.stderr) == (1, f"{tmp_path / 'state'}: File exists\n")
