"""No core dump of a process that has personal data in its memory: architecture rule 4."""

import ctypes
import os
import resource

PR_SET_DUMPABLE = 4
"""prctl(2)."""


def switch_off() -> None:
    """Let the kernel write no memory of this process anywhere; children keep the limit.

    The limit alone does not bind a program that the kernel pipes dumps to (core(5)): for that the process is
    no longer dumpable, which keeps other processes of the same user out of its memory, too. Raises `OSError`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
