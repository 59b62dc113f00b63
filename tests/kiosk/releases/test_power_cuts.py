"""The plug is pulled at every change of the disk: a whole release is in force, and the update goes on.

power_cuts.py stands beside; importlib mode puts no folder on the path.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

from kiosk.releases import notes
from kiosk.releases.errors import ManifestRefused, ReleaseDamaged
from kiosk.releases.notes import WANTED, Wanted
from kiosk.whole_file import write_whole

sys.path.append(str(Path(__file__).parent))
from power_cuts import survives


@pytest.fixture
def terminal(make_anywhere, in_memory):
    return make_anywhere(in_memory)


@pytest.fixture
def site(terminal):
    return terminal.site


class Rewinding:
    """A terminal whose disk can be put back to a moment."""

    def __init__(self, terminal, folder):
        self.terminal = terminal
        self._disk, self._copy = terminal.places.home.parent, folder
        shutil.copytree(self._disk, self._copy, symlinks=True)

    def back(self):
        shutil.rmtree(self._disk)
        shutil.copytree(self._copy, self._disk, symlinks=True)


def check_whole(terminal, allowed):
    """Exactly one release is in force, it is whole, and so is every other that bears a release's name."""
    current = terminal.current
    assert current in allowed
    assert terminal.good == "1.0"
    for one in terminal.folder.all():
        if one.version == "1.0":
            assert (terminal.folder.place("1.0") / "lib" / "app.py").read_text() == "1.0"
        else:
            terminal.folder.verify(one.version)


@pytest.fixture
def step(whole):
    """Of how many changes one is cut at: with --whole at each."""
    return 1 if whole else 4


def cut_everywhere(terminal, folder, action, allowed, after, every=1, step=1):
    """Cut `action` at change 1, 2, 3, … until it is through; returns how many changes there were, at least.

    It is cut at one change of `step`. `after` goes on from where the cut left the disk: after each cut, or
    after one of `every`.
    """
    rewinding, at, cuts = Rewinding(terminal, folder), 1, 0
    disk = [terminal.places.home, terminal.places.state, terminal.places.fetched]
    while not survives(action, at, disk):
        at, cuts = at + step, cuts + 1
        check_whole(terminal, allowed)
        if cuts % every == 0:
            after()
        rewinding.back()
    return at - step


def wants(terminal, do, version="1.1"):
    write_whole(terminal.places.fetched / WANTED, Wanted(do, version, "0" * 32).to_bytes(), 0o600)


def attend_until_done(terminal, do):
    """As the path unit and the agent do: what is still asked for is done, or asked for again."""
    terminal.keeper.attend()
    state = notes.load(terminal.places.state)
    if state.answer is None or (state.answer.do, state.answer.code) != (do, "done"):
        terminal.fetch()
        assert terminal.ask(do, "1.1").code == "done"


@pytest.mark.sampled
def test_while_a_release_is_unpacked(terminal, site, in_memory, step):
    site.offer("1.1")
    terminal.fetch()
    wants(terminal, "stage")

    def after():
        attend_until_done(terminal, "stage")
        assert terminal.ask("activate", "1.1").code == "done"
        check_whole(terminal, {"1.1"})
        assert [one.name for one in (terminal.places.home / "releases").glob(".*")] == []

    attend = terminal.keeper.attend
    assert cut_everywhere(terminal, in_memory / "kept", attend, {"1.0"}, after, 4, step) > 30


@pytest.mark.sampled
def test_while_a_release_is_made_from_the_one_in_force_and_a_patch(terminal, site, in_memory, step):
    noise = {"lib/large.txt": "".join(chr(33 + (i * i * 7919 + i // 89) % 89) for i in range(9_000))}
    assert terminal.update("1.1", **noise) == "done"
    site.offer("1.2", **noise)
    in_force = terminal.places.home / "current"
    assert terminal.fetch(base=in_force).patch
    wants(terminal, "stage", "1.2")

    def after():
        terminal.keeper.attend()
        terminal.fetch(base=in_force)
        assert terminal.ask("stage", "1.2").code == "done"
        assert terminal.ask("activate", "1.2").code == "done"
        check_whole(terminal, {"1.2"})

    attend = terminal.keeper.attend
    assert cut_everywhere(terminal, in_memory / "kept", attend, {"1.1"}, after, 5, step) > 25


def test_while_a_release_is_put_in_force(terminal, site, in_memory):
    site.offer("1.1")
    terminal.fetch()
    assert terminal.ask("stage", "1.1").code == "done"
    wants(terminal, "activate")
    seen = set()

    def after():
        seen.add(terminal.current)
        terminal.keeper.attend()
        if terminal.current == "1.0":
            assert terminal.ask("activate", "1.1").code == "done"
        check_whole(terminal, {"1.1"})

    cuts = cut_everywhere(
        terminal, in_memory / "kept", lambda: terminal.keeper.attend(), {"1.0", "1.1"}, after
    )
    assert cuts > 8
    assert seen == {"1.0", "1.1"}


def test_while_a_release_is_taken_back(terminal, site, in_memory):
    terminal.update("1.1")

    def after():
        terminal.help(["roll-back"])
        assert terminal.current == "1.0"
        assert terminal.keeper.standing().rolled_back == ("1.1",)

    cuts = cut_everywhere(
        terminal, in_memory / "kept", lambda: terminal.help(["roll-back"]), {"1.0", "1.1"}, after
    )
    assert cuts > 3


@pytest.mark.sampled
def test_while_it_is_fetched_and_nothing_whole_is_fetched_twice(terminal, site, in_memory, step):
    noise = "".join(chr(33 + (i * i * 7919 + i // 89) % 89) for i in range(30_000))
    site.offer("1.1", **{"lib/large.txt": noise})
    shutil.rmtree(terminal.places.fetched)
    terminal.places.fetched.mkdir()

    def after():
        terminal.fetch()
        assert terminal.ask("stage", "1.1").code == "done"

    assert cut_everywhere(terminal, in_memory / "kept", terminal.fetch, {"1.0"}, after, 3, step) > 10


@pytest.mark.sampled
def test_the_proof_notices_a_release_that_is_not_flushed(terminal, site, in_memory, monkeypatch, step):
    """A proof that cannot fail proves nothing: without the flush a half release bears its name."""
    site.offer("1.1")
    terminal.fetch()
    wants(terminal, "stage")

    class Forgetful:
        def __getattr__(self, name):
            return (lambda _: None) if name == "fsync" else getattr(os, name)

    monkeypatch.setattr("kiosk.releases.unpack.os", Forgetful())
    with pytest.raises((ReleaseDamaged, ManifestRefused)):
        attend = terminal.keeper.attend
        cut_everywhere(terminal, in_memory / "kept", attend, {"1.0"}, lambda: None, step=step)
