"""Whatever happens in whatever order, power cuts and a hostile agent included: one whole release is in force.

power_cuts.py stands beside; importlib mode puts no folder on the path.
"""

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.releases import notes
from kiosk.releases.errors import ReleaseError
from kiosk.releases.manifest import ARCHIVE, MANIFEST, PATCH
from kiosk.releases.notes import WANTED, Wanted
from kiosk.releases.version import Version
from kiosk.whole_file import write_whole
from offline_cache.errors import GuideStoreError

sys.path.append(str(Path(__file__).parent))
from power_cuts import survives

VERSIONS = ("0.9", "1.0", "1.1", "1.2", "1.3")


class AnyOrder(RuleBasedStateMachine):
    """The terminal of the other tests, made by `make`; every rule may fail, none may break it."""

    make = None
    memory = None

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=type(self).memory))
        self.signed = {}
        self.newest = None

    @initialize()
    def begin(self):
        self.terminal = type(self).make(self.folder)
        self.site = self.terminal.site

    @rule(version=st.sampled_from(VERSIONS[2:]), downgrade=st.booleans())
    def the_publisher_signs(self, version, downgrade):
        self.site.offer(version, downgrade=downgrade)
        self.newest = version
        self.signed.setdefault(version, set()).add(downgrade)

    @rule()
    def the_agent_fetches(self):
        with contextlib.suppress(ReleaseError, GuideStoreError):
            self.terminal.fetch(base=self.terminal.places.home / "current")

    @rule(do=st.sampled_from(["stage", "activate"]), version=st.sampled_from(VERSIONS))
    def the_agent_asks(self, do, version):
        before = self.terminal.current
        self.terminal.ask(do, version)
        self.check_step(before)

    @precondition(lambda self: self.newest is not None)
    @rule(activate=st.booleans())
    def the_agent_does_its_work(self, activate):
        before = self.terminal.current
        self.the_agent_fetches()
        self.terminal.ask("stage", self.newest)
        if activate:
            self.terminal.ask("activate", self.newest)
        self.check_step(before)

    @rule(
        do=st.sampled_from(["stage", "activate"]), version=st.sampled_from(VERSIONS), cut=st.integers(1, 60)
    )
    def the_power_fails_while_root_works(self, do, version, cut):
        before = self.terminal.current
        places = self.terminal.places
        write_whole(places.fetched / WANTED, Wanted(do, version, "0" * 32).to_bytes(), 0o600)
        survives(lambda: self.terminal.keeper.attend(), cut, [places.home, places.state, places.fetched])
        self.check_step(before)

    @rule(what=st.sampled_from([ARCHIVE, MANIFEST, PATCH]), at=st.integers(0, 10_000))
    def a_hostile_agent_changes_what_was_fetched(self, what, at):
        file = self.terminal.places.fetched / "incoming" / what
        if file.is_file():
            data = bytearray(file.read_bytes())
            data[at % len(data)] ^= 1
            file.write_bytes(data)

    @rule()
    def the_agents_folder_is_lost(self):
        shutil.rmtree(self.terminal.places.fetched)
        self.terminal.places.fetched.mkdir()

    @rule()
    def it_is_found_good(self):
        self.terminal.help(["mark-good"])

    @rule()
    def it_does_not_start(self):
        before, good = self.terminal.current, self.terminal.good
        self.terminal.help(["roll-back"])
        assert self.terminal.current == good
        if before != good:
            assert before in self.terminal.keeper.standing().rolled_back

    def check_step(self, before):
        """What came in force was signed, is newer or meant to be older, and had not failed before."""
        after = self.terminal.current
        if after != before:
            assert after in self.signed
            assert Version.of(after) > Version.of(before) or True in self.signed[after]
            assert after not in notes.load(self.terminal.places.state).rolled_back

    @invariant()
    def exactly_one_release_is_in_force_and_whole(self):
        if not hasattr(self, "terminal"):
            return
        folder = self.terminal.folder
        assert sum(one.in_force for one in folder.all()) == 1
        assert folder.named("good") is not None
        for one in folder.all():
            if one.manifest is None:
                assert (folder.place(one.version) / "lib" / "app.py").read_text() == one.version == "1.0"
            else:
                folder.verify(one.version)

    def teardown(self):
        shutil.rmtree(self.folder)


def test_in_whatever_order(make_anywhere, in_memory):
    machine = type("Machine", (AnyOrder,), {"make": staticmethod(make_anywhere), "memory": in_memory})
    case = machine.TestCase
    case.settings = settings(
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()
