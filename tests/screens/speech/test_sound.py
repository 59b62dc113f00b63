"""Samples, volume, pinyin, recordings."""

import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.sound import RATE
from kiosk.text import messages
from screens.speech.bell import Bell
from screens.speech.pinyin_text import Segment, segments
from screens.speech.recorded import Recordings, pcm_of
from screens.speech.sound import TONES, louder, tone
from screens.speech.voice import RING_DB
from screens.speech.volume import STEPS_DB, Volume


@given(st.lists(st.integers(-32768, 32767), max_size=50), st.floats(-30, 30))
def test_louder_keeps_length_and_range(samples, db):
    raw = np.array(samples, dtype="<i2").tobytes()
    assert len(louder(raw, db)) == len(raw)
    assert louder(raw, 0.0) == raw


def test_volume_has_eighteen_decibels_a_step_of_twelve_and_comes_round():
    assert max(STEPS_DB) - min(STEPS_DB) >= 18
    assert min(STEPS_DB) + 12 in STEPS_DB
    volume = Volume()
    seen = {volume := volume.louder() for _ in STEPS_DB}
    assert len(seen) == len(STEPS_DB)
    assert volume == Volume()


@pytest.mark.parametrize("name", TONES)
def test_sounds_are_short_and_begin_and_end_in_silence(name):
    samples = np.frombuffer(tone(name), dtype="<i2")
    assert 0.05 < len(samples) / RATE < 0.3
    assert abs(int(samples[0])) < 50 and abs(int(samples[-1])) < 400
    assert np.abs(samples).max() > 2000


def test_hanzi_become_syllables_with_tones_and_latin_goes_to_the_english_voice():
    assert segments("请按 OK 继续。", "zh-CN") == [
        Segment("cmn-latn-pinyin", "qing3 an4"),
        Segment("en", "OK"),
        Segment("cmn-latn-pinyin", "ji4 xu4."),
    ]
    assert segments("银行行长", "zh-CN")[0].text == "yin2 hang2 hang2 zhang3"


@given(st.text(max_size=40), st.sampled_from(["zh-CN", "en"]))
def test_no_text_gives_a_voice_nothing_to_say(text, language):
    for segment in segments(text, language):
        assert any(sign.isalnum() for sign in segment.text)


def recording(path, rate=RATE):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone("act"))
    return path


def test_a_sentence_that_was_recorded_is_played_and_the_rest_is_synthesised(tmp_path):
    path = recording(tmp_path / "zh-CN" / "speech.off.wav")
    text = messages("zh-CN")["speech.off"]
    recordings = Recordings(tmp_path)
    assert list(recordings.parts(text, "zh-CN")) == [path]
    assert list(recordings.parts(f"您好，{text}。再见", "zh-CN")) == ["您好，", path, "再见"]
    assert list(recordings.parts(text, "en")) == [text]
    assert pcm_of(path) == tone("act")


def test_a_recording_of_another_format_is_refused_by_name(tmp_path):
    recording(tmp_path / "zh-CN" / "speech.off.wav", rate=8000)
    recordings = Recordings(tmp_path)
    assert recordings.refused == ["speech.off.wav"]
    assert list(recordings.parts(messages("zh-CN")["speech.off"], "zh-CN")) == [
        messages("zh-CN")["speech.off"]
    ]


def test_what_rings_for_a_forgotten_card_and_for_the_staff_are_two_sounds_that_fit_the_players_pipe():
    rung = []
    bell = Bell(rung.append)
    bell.alarm()
    bell.ring()
    assert len(set(rung)) == 2
    assert all(len(tone(name, RING_DB)) <= 8192 for name in rung)
