"""`kiosk id-card …` as an engineer runs it, on a simulated reader."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.id_card.reader import open_reader
from devices.simulation import control

ZHANG = {
    "name": "张 示例",
    "sex": "男",
    "ethnicity": "汉",
    "birth_date": "19900101",
    "address": "示例市示例区示例路1号",
    "number": "00000019900101019X",
    "authority": "示例市公安局",
    "valid_from": "20200101",
    "valid_until": "长期",
}
SAM_ID = "05.01-20111119-0012345678-0123456789"
MEMBERS = [
    *("type", "name", "name_latin", "sex", "ethnicity", "birth_date", "address", "number", "authority"),
    *("valid_from", "valid_until", "permit_number", "issue_count", "country", "appended_addresses", "sam_id"),
    "warnings",
]


class Reader:
    def __init__(self, folder: Path) -> None:
        self.port = folder / "id_card.tty"
        self._control = folder / "control"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "devices.id_card.simulator", "--read-seconds", "0"),
                *("--link", str(self.port), "--control", str(self._control)),
            ],
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline()

    def __call__(self, cmd: str, **arguments: object) -> dict[str, object]:
        return control(self._control, cmd, **arguments)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def the_reader() -> Iterator[Reader]:
    with tempfile.TemporaryDirectory(prefix="yi") as folder:
        made = Reader(Path(folder))
        yield made
        made.close()


@pytest.fixture
def reader(the_reader: Reader) -> Reader:
    for cmd in ("plug", "clear", "lift"):
        the_reader(cmd)
    return the_reader


def kiosk(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("kiosk")), "id-card", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=100)


def test_a_card_is_one_object_with_exactly_its_members(reader: Reader) -> None:
    reader("lay", card=ZHANG, appended=["示例市示例路2号"])
    done = kiosk("read", "--port", str(reader.port), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    told = json.loads(done.stdout)
    assert list(told) == MEMBERS
    assert told == dict.fromkeys(MEMBERS) | {
        "type": "resident",
        "name": "张 示例",
        "sex": "1",
        "ethnicity": "汉",
        "birth_date": "1990-01-01",
        "address": "示例市示例区示例路1号",
        "number": "00000019900101019X",
        "authority": "示例市公安局",
        "valid_from": "2020-01-01",
        "valid_until": "长期",
        "appended_addresses": ["示例市示例路2号"],
        "sam_id": SAM_ID,
        "warnings": [],
    }


def test_a_foreigners_card_and_its_warnings_are_told_and_nothing_is_refused(reader: Reader) -> None:
    card = {
        "type": "foreigner_2023",
        "name": "示例",
        "name_latin": "SAMPLE, JANE",
        "country": "EXA",
        "number": "911000019900101009",
        "issue_count": "2",
        "valid_until": "20200101",
    }
    reader("lay", card=card)
    done = kiosk("read", "--port", str(reader.port), "--baud", "115200", "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["name_latin"], told["country"], told["issue_count"]) == ("SAMPLE, JANE", "EXA", 2)
    assert told["valid_until"] == "2020-01-01"
    assert {"number.check_digit", "birth_date.unreadable", "card.expired"} <= set(told["warnings"])


def test_without_json_the_card_is_read_by_eye_and_fingerprints_are_not_shown(reader: Reader) -> None:
    reader("lay", card=ZHANG)
    done = kiosk("read", "--port", str(reader.port), "--fingerprints")
    assert done.returncode == 0
    assert "张 示例" in done.stdout
    assert "permit_number" not in done.stdout
    assert done.stderr == "fingerprints: 0 bytes\n"


def test_no_card_in_time_is_3_and_says_nothing_on_stdout(reader: Reader) -> None:
    done = kiosk("read", "--port", str(reader.port), "--timeout", "0.3", "--json")
    assert (done.returncode, done.stdout) == (3, "")
    assert "noCard" in done.stderr


def test_a_card_that_cannot_be_read_is_3_with_its_reason(reader: Reader) -> None:
    reader("lay", card=ZHANG)
    reader("set_fault", name="sw3-33")
    done = kiosk("read", "--port", str(reader.port), "--timeout", "0.6", "--json")
    assert (done.returncode, done.stdout) == (3, "")
    assert "damagedCard" in done.stderr
    assert "张" not in done.stderr


@pytest.mark.parametrize(
    ("fault", "code"),
    [("sw3-66", "readerNotAuthorised"), ("checksum", "damagedAnswer"), ("silence", "readerSilent")],
)
def test_a_device_fault_is_4_and_says_who_mends_it(reader: Reader, fault: str, code: str) -> None:
    reader("lay", card=ZHANG)
    reader("set_fault", name=fault)
    done = kiosk("read", "--port", str(reader.port), "--baud", "115200", "--timeout", "1", "--json")
    assert (done.returncode, done.stdout) == (4, "")
    assert code in done.stderr
    assert "maintenance" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("read",),
        ("read", "--port", "usb:zz"),
        ("read", "--port", "/dev/null", "--baud", "300"),
        ("read", "--port", "/dev/null", "--timeout", "0"),
        ("status", "--port", "/dev/null", "--baud", "fast"),
        ("set-speed", "--port", "/dev/null", "--to", "1200"),
        ("sing",),
    ],
)
def test_what_cannot_be_meant_is_2(arguments: tuple[str, ...]) -> None:
    done = kiosk(*arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_status_says_how_the_reader_stands(reader: Reader) -> None:
    done = kiosk("status", "--port", str(reader.port), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "port": str(reader.port),
        "device": "online",
        "fault": None,
        "media": "notPresent",
        "sam_id": SAM_ID,
        "baud": 115200,
    }


def test_status_names_a_module_that_is_out(reader: Reader) -> None:
    reader("set_fault", name="sw3-60")
    done = kiosk("status", "--port", str(reader.port), "--json")
    assert done.returncode == 4
    told = json.loads(done.stdout)
    assert told["device"] == "hardwareError"
    assert told["fault"]["code"] == "readerSelfTestFailed"
    assert told["fault"]["who"] == "maintenance"


def test_status_tells_absent_taken_and_silent_apart(reader: Reader, tmp_path: Path) -> None:
    absent = json.loads(kiosk("status", "--port", str(tmp_path / "nothing"), "--json").stdout)
    assert (absent["device"], absent["fault"]["code"]) == ("noDevice", "noDevice")
    owner = open_reader(str(reader.port), 115200)
    taken = kiosk("status", "--port", str(reader.port), "--json")
    owner.close()
    assert taken.returncode == 4
    assert json.loads(taken.stdout)["fault"]["code"] == "portBusy"
    reader("set_fault", name="silence")
    silent = json.loads(kiosk("status", "--port", str(reader.port), "--json").stdout)
    assert (silent["device"], silent["fault"]["code"]) == ("offline", "readerSilent")


def test_the_speed_is_set_and_found_again(reader: Reader) -> None:
    assert kiosk("set-speed", "--port", str(reader.port), "--to", "57600").returncode == 0
    told = json.loads(kiosk("status", "--port", str(reader.port), "--json").stdout)
    assert told["baud"] == 57600
    assert kiosk("set-speed", "--port", str(reader.port), "--to", "115200").returncode == 0
