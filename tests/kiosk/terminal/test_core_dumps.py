"""A process that crashes leaves no memory behind."""

import resource
import subprocess
import sys

CRASH = """
import contextlib, ctypes, resource, sys
with contextlib.suppress(ValueError):  # whoever started this may have given up cores already
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
if "off" in sys.argv:
    from kiosk.terminal import core_dumps
    core_dumps.switch_off()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
"""


def told(*arguments):
    command = [sys.executable, "-c", CRASH, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=100).stdout.split()


def test_no_core_is_dumped_neither_to_a_file_nor_to_a_program():
    unlimited = resource.getrlimit(resource.RLIMIT_CORE)[1]
    command = ["(0,", "0)", "0"]
    assert told("off") == command
    if unlimited == resource.RLIM_INFINITY:
        assert told() != command
