"""Starts agents and sealing processes at once: all is imported and made once, each start is a fork.

    python fork_server.py

JSON lines: {"run": "agent" or "seal", "log": path, "kill_at": point, "plant": name, ...arguments} is answered
by {"pid": n}, {"wait": pid} by {"status": exit status, or minus the signal}; with "now" it is null as long as
the process runs.
"""

import ctypes
import faulthandler
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from applications import Applications
from kill_points import Countdown
from plants import plant as planted
from sealing_process import seal

from kiosk.agent.app import main as agent

PR_SET_PDEATHSIG = 1
UPLOADER = "outbox-uploader"


def main() -> None:
    """Serve until the input ends."""
    answer: dict[str, int | None]
    applications = Applications()
    applications.package(0, 100)
    _say({})
    for line in sys.stdin:
        told = json.loads(line)
        if "wait" in told:
            ended, status = os.waitpid(told["wait"], os.WNOHANG if told.get("now") else 0)
            answer = {"status": os.waitstatus_to_exitcode(status) if ended else None}
        else:
            answer = {"pid": _start(applications, **told)}
        _say(answer)


def _say(answer: dict[str, int | None]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _start(
    applications: Applications, run: str, log: str, kill_at: int = 0, plant: str = "", **arguments: Any
) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        nothing = os.open(os.devnull, os.O_RDWR)
        words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number, file in enumerate((nothing, words, words)):
            os.dup2(file, number)
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        planted(plant)
        _work(applications, run, kill_at, arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _work(applications: Applications, run: str, kill_at: int, arguments: dict[str, Any]) -> None:
    if run == "agent":
        if arguments.pop("stopped", False):
            os.kill(os.getpid(), signal.SIGSTOP)
        if kill_at:
            Countdown(kill_at).in_threads_named(UPLOADER)
        agent(Path(arguments["profile_path"]), arguments.get("code"))
    else:
        if kill_at:
            Countdown(kill_at).in_this_thread()
        seal(applications, **arguments)


if __name__ == "__main__":
    main()
