"""What a program can do at the bench, seen from the drivers that ship."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import serial

from devices.code_reader.codes import Code
from devices.code_reader.service import CodeReaderService
from devices.code_reader.service import Options as CodeOptions
from devices.id_card.errors import CardMoved, NoCard, ReaderGone
from devices.id_card.layout import parse
from devices.id_card.reader import open_reader
from devices.supervisor import Supervisor
from sandbox.content import papers, people


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


@pytest.fixture
def reader(bench):
    opened = open_reader(bench.devices["id_card"]["port"], 115200)
    yield opened
    opened.close()


def read_name(reader) -> str:
    reader.find()
    reader.select()
    return parse(reader.read()[0]).name


@pytest.mark.parametrize("person", people(), ids=lambda person: person["key"])
def test_every_sample_person_has_a_card_that_reads_without_a_warning(bench, reader, person) -> None:
    said = bench.call("POST", "/id-card", {"person": person["key"]})
    assert said["person"] == person["key"]
    reader.find()
    reader.select()
    card = parse(reader.read()[0])
    assert card.warnings == ()
    assert card.name == (person["card"].get("name") or person["card"]["name_latin"])
    assert card.number == person["card"]["number"]


def test_a_card_is_laid_and_lifted(bench, reader) -> None:
    with pytest.raises(NoCard):
        reader.find()
    bench.call("POST", "/id-card", {})
    assert read_name(reader) == people()[0]["card"]["name"]
    bench.call("DELETE", "/id-card")
    with pytest.raises(NoCard):
        reader.find()


def test_a_card_that_is_not_among_the_samples_can_be_laid(bench, reader) -> None:
    bench.call("POST", "/id-card", {"card": {"name": "赵 示例", "valid_until": "长期"}})
    assert read_name(reader) == "赵 示例"


def test_a_card_is_lifted_in_the_middle_of_a_read(bench, reader) -> None:
    bench.call("POST", "/id-card/fault", {"kind": "lift"})
    bench.call("POST", "/id-card", {})
    with pytest.raises(CardMoved):
        read_name(reader)
    assert bench.call("GET", "/state")["id_card"]["card"] is False


def test_the_reader_is_pulled_and_plugged_under_the_same_name(bench, reader) -> None:
    port = Path(bench.devices["id_card"]["port"])
    bench.call("POST", "/id-card/unplug")
    assert not port.exists()
    with pytest.raises(ReaderGone):
        reader.find()
    bench.call("POST", "/id-card/plug")
    again = open_reader(str(port), 115200)
    again.close()


def test_what_makes_no_sense_is_refused_and_said(bench) -> None:
    assert "kind" in bench.call("POST", "/id-card/fault", {"kind": "explode"}, status=422)["error"]
    assert "no field" in bench.call("POST", "/id-card", {"card": {"colour": "red"}}, status=422)["error"]
    bench.call("POST", "/id-card", {"person": "nobody"}, status=404)
    bench.call("POST", "/id-card", {"persona": "li"}, status=422)
    bench.call("POST", "/camera/page", {"paper": "nothing"}, status=404)
    bench.call("POST", "/toaster/plug", status=404)
    bench.call("GET", "/platform/faults", status=404)


def test_a_page_of_another_origin_cannot_steer_the_bench(bench) -> None:
    answer = requests.get(f"{bench.url}/state", headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 400


def test_a_code_reaches_who_waits_for_it(bench) -> None:
    codes: queue.Queue[object] = queue.Queue()
    facts = bench.devices["code_reader"]
    service = CodeReaderService(CodeOptions(facts["port"], facts["profile"]), codes.put)
    supervisor = Supervisor(lambda _name, _status: None)
    supervisor.add("code_reader", service.plan())
    supervisor.start()
    service.start_reading()
    wait_for(lambda: bench.call("GET", "/state")["code_reader"]["scanning"])
    bench.call("POST", "/code", {"text": "EXAMPLE-0001"})
    assert codes.get(timeout=30) == Code("EXAMPLE-0001")
    assert supervisor.stop(30) == ()


def test_what_is_printed_can_be_seen_and_torn_off(bench) -> None:
    printed = "凭条（示例）\n".encode("gb18030")
    with serial.Serial(bench.devices["printer"]["port"], 115200, timeout=1) as port:
        port.write(b"\x1b@\x1c&" + printed + b"\n\n\x1dV\x00")
        port.flush()
        wait_for(lambda: bench.call("GET", "/state")["printer"]["slips_waiting"] == 1)
    picture = requests.get(f"{bench.url}/printer/paper.png", timeout=30)
    assert picture.content.startswith(b"\x89PNG")
    assert printed in requests.get(f"{bench.url}/printer/paper.bin", timeout=30).content
    assert bench.call("GET", "/state")["pictures"]["slip"]
    assert bench.call("POST", "/printer/tear")["slips_waiting"] == 0


@pytest.mark.parametrize(
    ("wanted", "query", "bits"),
    [
        ({"paper": "out"}, b"\x10\x04\x04", 0x60),
        ({"paper": "low"}, b"\x10\x04\x04", 0x0C),
        ({"cover": "open"}, b"\x10\x04\x02", 0x04),
        ({"cutter": "jammed"}, b"\x10\x04\x03", 0x08),
        ({"head": "hot"}, b"\x10\x04\x03", 0x40),
    ],
)
def test_the_printers_troubles_show_in_its_status_bytes(bench, wanted, query: bytes, bits: int) -> None:
    bench.call("POST", "/printer/state", wanted)
    with serial.Serial(bench.devices["printer"]["port"], 115200, timeout=30) as port:
        port.write(query)
        assert port.read(1)[0] & bits == bits


def test_a_mute_printer_does_not_answer(bench) -> None:
    bench.call("POST", "/printer/state", {"answers": "none"})
    with serial.Serial(bench.devices["printer"]["port"], 115200, timeout=0.3) as port:
        port.write(b"\x10\x04\x01")
        assert port.read(1) == b""
        port.timeout = 30
        bench.call("POST", "/printer/state", {"answers": "good"})
        port.write(b"\x10\x04\x01")
        assert port.read(1) == b"\x12"


def test_a_page_under_the_camera_is_in_the_frames_that_opencv_grabs(bench) -> None:
    facts = bench.devices["document_camera"]
    look = (
        "import sys, cv2\n"
        "camera = cv2.VideoCapture(sys.argv[1], cv2.CAP_V4L2)\n"
        "ok, frame = camera.read()\n"
        "print(ok and float(frame.mean()))\n"
    )

    def brightness() -> float:
        done = subprocess.run(
            [sys.executable, "-c", look, facts["device"]],
            env={**os.environ, **facts["env"]},
            capture_output=True,
            text=True,
            timeout=100,
            check=True,
        )
        return float(done.stdout)

    bench.call("DELETE", "/camera/page")
    bare = brightness()
    stamp = bench.call("GET", "/state")["pictures"]["frame"]
    said = bench.call("POST", "/camera/page", {"paper": "generic", "rotate": 3})
    assert said["title"] == next(paper["title"] for paper in papers() if paper["key"] == "generic")
    assert bench.call("GET", "/state")["pictures"]["frame"] != stamp
    assert brightness() > bare + 20
    assert requests.get(f"{bench.url}/camera/frame.jpg", timeout=30).content.startswith(b"\xff\xd8")


def test_both_sides_of_a_card_lie_under_the_camera_at_once(bench) -> None:
    body = {"paper": "id-card-1", "beside": ["id-card-2"]}
    assert bench.call("POST", "/camera/page", body)["paper"]
    bench.call("POST", "/camera/page", body | {"beside": ["nothing"]}, status=404)
    bench.call("DELETE", "/camera/page")


def test_the_camera_is_pulled_and_plugged(bench) -> None:
    device = Path(bench.devices["document_camera"]["device"])
    bench.call("POST", "/camera/unplug")
    assert not device.exists()
    bench.call("POST", "/camera/plug")
    assert device.exists()


def test_ending_the_bench_ends_its_devices_and_removes_their_ports(run_bench) -> None:
    with run_bench() as bench:
        ports = [Path(facts["port"]) for facts in bench.devices.values() if "port" in facts]
        assert all(port.exists() for port in ports)
        assert bench.stop() == 0
        assert not any(port.is_symlink() for port in ports)


def test_a_device_that_died_is_said_not_to_run_and_none_outlives_a_killed_bench(run_bench) -> None:
    with run_bench() as bench:
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(bench.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        line = next(text for text in listed.splitlines() if "devices.code_reader" in text)
        os.kill(int(line.split()[0]), 9)
        wait_for(lambda: bench.call("GET", "/state")["code_reader"] == {"running": False})
        bench.call("POST", "/code", {"text": "x"}, status=503)
        assert bench.call("GET", "/state")["id_card"]["running"]

        traces = [Path(bench.devices[name]["port"]) for name in ("id_card", "printer")]
        traces.append(Path(bench.devices["document_camera"]["device"]))
        bench.process.kill()
        bench.process.wait(100)
        wait_for(lambda: not any(trace.is_symlink() or trace.exists() for trace in traces))
        bench.process.stdout.close()


def test_the_ready_line_is_json_with_the_agreed_members(bench) -> None:
    assert set(bench.devices) == {"id_card", "code_reader", "printer", "document_camera"}
    assert set(bench.devices["document_camera"]) == {"device", "env"}
    assert "LD_PRELOAD" in bench.devices["document_camera"]["env"]
    assert json.dumps(bench.devices)
