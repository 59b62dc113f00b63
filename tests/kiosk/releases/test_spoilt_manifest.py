"""What the agent has fetched of a release, and what a worn disk made of it."""

import pytest


@pytest.mark.parametrize("spoilt", [b"", b"{", b'{"format": 1}'])
def test_a_manifest_that_is_not_the_one_that_came_comes_again(terminal, site, spoilt):
    site.offer("1.1")
    terminal.fetch()
    (terminal.places.fetched / "incoming" / "release.json").write_bytes(spoilt)
    assert terminal.fetch().manifest.version == "1.1"
    assert terminal.ask("stage", "1.1").code == "done"
