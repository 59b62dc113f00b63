"""`make test-install`, at its end: the machine is emptied."""

import json

from booted_machine import Machine
from hall import Glass
from release_steps import HOME

LEFT = "find / -xdev -iname '*yiciban*' -not -path '/proc/*' -not -path '/var/log/journal/*'"


def test_what_is_removed_and_what_a_purge_leaves(machine: Machine, glass: Glass) -> None:
    glass.wait_for("idle")
    glass.close()
    removed = machine.done("apt-get", "remove", "-y", "-qq", "yiciban-kiosk")
    assert removed.returncode == 0, removed.stderr
    assert not (machine.root.folder / HOME).exists()
    assert machine.ask("pgrep", "-u", "yiciban-ui,yiciban-agent") == ""
    assert machine.ask("systemctl", "list-unit-files", "--no-legend", "kiosk-*").splitlines() in ([], [""])
    assert (machine.root.folder / "etc/yiciban/site.toml").exists(), "what was written by hand stays"
    assert (machine.root.folder / "var/lib/yiciban/agent/terminal.key").exists(), "so does its identity"
    # The tests' own.
    machine.ask(
        "sh", "-c", "cd /etc/systemd/system && rm -rf kiosk-ui.service.d kiosk-logs.service.d probe-*"
    )
    purged = machine.done("apt-get", "purge", "-y", "-qq", "yiciban-kiosk")
    assert purged.returncode == 0, purged.stderr
    assert machine.ask("sh", "-c", LEFT).splitlines() == []
    assert machine.ask("find", "/etc/systemd", "-xtype", "l").splitlines() == []
    assert json.loads(machine.ask("systemctl", "--failed", "--output=json") or "[]") == []
