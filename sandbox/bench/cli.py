"""The command `kiosk-bench`."""

import signal
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path

import uvicorn

from devices.simulation import announce
from sandbox.bench.app import create_app
from sandbox.bench.bench import Bench, Layout
from sandbox.bench.platform_faults import PlatformFaults
from sandbox.content import papers, people


def main() -> None:
    """Run `kiosk-bench serve`: prints one JSON line {url, devices} when ready, ends on SIGTERM or SIGINT."""
    parser = ArgumentParser(prog="kiosk-bench", description="Virtual hardware behind real wires.")
    serve = parser.add_subparsers(dest="command", required=True).add_parser("serve", help="run the bench")
    serve.add_argument("--state", type=Path, required=True, help="folder for ports, pictures and sockets")
    serve.add_argument("--port", type=int, default=0, help="HTTP port on loopback; 0 takes a free one")
    serve.add_argument("--cache", type=Path, help="folder for the built camera library (STATE/cache)")
    serve.add_argument("--read-seconds", type=float, default=0.4, help="how long reading a card takes")
    serve.add_argument("--pages", action="store_true", help="an A4 printer too, behind a cupsd of its own")
    words = "a keypad, a loudspeaker and headphones too, for somebody who does not see"
    serve.add_argument("--unseen", action="store_true", help=words)
    serve.add_argument("--platform", help="address of the sandbox platform, to switch its faults")
    serve.add_argument("--platform-ca", default="", help="file with the platform's CA")
    chosen = parser.parse_args()
    state = chosen.state.absolute()
    layout = Layout(state, (chosen.cache or state / "cache").absolute())
    bench = Bench(layout, chosen.read_seconds, chosen.pages, chosen.unseen)
    platform = PlatformFaults(chosen.platform, chosen.platform_ca) if chosen.platform else None
    # uvicorn raises the signal again once it has shut down; the devices still have to be stopped then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        bench.start()
        _serve(bench, platform, chosen.port)
    except KeyboardInterrupt:
        pass
    finally:
        bench.stop()


def _serve(bench: Bench, platform: PlatformFaults | None, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        app = create_app(bench, people(), papers(), platform)
        announce({"url": f"http://127.0.0.1:{listener.getsockname()[1]}", "devices": bench.facts()})
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
