"""The printer simulator as a process."""

import sys
from pathlib import Path

from devices.printer.simulator.machine import PrinterSimulator
from devices.printer.simulator.tcp_line import TcpLine
from devices.simulation import parser, run_process


def main() -> None:
    """Run until SIGTERM."""
    options = parser("A simulated ESC/POS receipt printer on a pty or the network")
    options.add_argument("--out", type=Path, required=True, help="folder for slip.png and slip.bin")
    options.add_argument("--dots", type=int, default=576, help="dots across: 576 (80 mm) or 384 (58 mm)")
    options.add_argument(
        "--fonts",
        type=Path,
        default=Path(sys.prefix) / "share" / "yiciban" / "fonts",
        help="folder with regular.otf and bold.otf",
    )
    options.add_argument("--presenter", action="store_true", help="one of Custom's, with a presenter")
    options.add_argument(
        "--tcp", type=int, help="listen on this port of 127.0.0.1 (0: any); --link is a file with its name"
    )
    given = options.parse_args()
    line = None if given.tcp is None else TcpLine(given.link, given.tcp)
    run_process(
        PrinterSimulator(
            given.link,
            given.control,
            given.out,
            given.fonts,
            given.dots,
            presenter=given.presenter,
            line=line,
        )
    )


if __name__ == "__main__":
    main()
