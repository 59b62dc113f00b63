"""The speech process through ALSA into a file: what is said makes sound, and stops."""

import shutil
import threading
import time

import pytest

from devices.status import DeviceStatus
from devices.supervisor import Supervisor
from screens.speech.voice import Options, Voice
from screens.speech.words import Utterance

CONF = """
pcm.speaker {{ type file slave.pcm "null" file "{folder}/speaker.raw" format "raw" }}
pcm.phones {{ type file slave.pcm "null" file "{folder}/phones.raw" format "raw" }}
pcm.null {{ type null }}
"""
needs_sound = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("aplay")), reason="espeak-ng and alsa-utils are not here"
)


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


class Speech:
    def __init__(self, folder, speaker="speaker"):
        self.folder, self.statuses = folder, []
        self.voice = Voice(Options(speaker, "phones"))
        self.supervisor = Supervisor(lambda _name, status: self.statuses.append(status))
        self.supervisor.add("speech", self.voice.plan())
        self.supervisor.start()

    def sounded(self, sink):
        path = self.folder / f"{sink}.raw"
        return path.stat().st_size if path.exists() else 0


@pytest.fixture
def speech(tmp_path, monkeypatch):
    (tmp_path / "asound.conf").write_text(CONF.format(folder=tmp_path))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    made = []

    def make(**options):
        made.append(Speech(tmp_path, **options))
        return made[-1]

    yield make
    for one in made:
        assert one.supervisor.stop(8) == ()


@needs_sound
def test_what_is_said_sounds_and_what_is_private_only_in_the_headphones(speech):
    room = speech()
    until(lambda: room.voice.works)
    room.voice.say(Utterance("请插入身份证"), "zh-CN")
    until(lambda: room.sounded("speaker") > 20_000)
    room.voice.plugged(True)
    # What still sounds goes on into a file that has no name any more; whoever sounds anew makes another.
    (room.folder / "speaker.raw").unlink()
    room.voice.say(Utterance("测试一号", private=True), "zh-CN")
    until(lambda: room.sounded("phones") > 10_000)
    assert room.sounded("speaker") == 0


@needs_sound
def test_without_a_sound_device_it_says_so(speech):
    room = speech(speaker="nothing-here")
    until(lambda: room.statuses and room.statuses[-1].fault is not None)
    assert (room.statuses[-1].device, room.statuses[-1].fault.code) == (DeviceStatus.NO_DEVICE, "noSound")
    assert not room.voice.works
