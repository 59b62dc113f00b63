"""The printer simulator as a process."""

import sys
from pathlib import Path

from devices.printer.simulator.machine import PrinterSimulator
from devices.simulation import parser, run_process


def main() -> None:
    """Run until SIGTERM."""
    options = parser("A simulated ESC/POS receipt printer on a pty")
    options.add_argument("--out", type=Path, required=True, help="folder for slip.png and slip.bin")
    options.add_argument("--dots", type=int, default=576, help="dots across: 576 (80 mm) or 384 (58 mm)")
    options.add_argument(
        "--fonts",
        type=Path,
        default=Path(sys.prefix) / "share" / "yiciban" / "fonts",
        help="folder with regular.otf and bold.otf",
    )
    given = options.parse_args()
    run_process(PrinterSimulator(given.link, given.control, given.out, given.fonts, given.dots))


if __name__ == "__main__":
    main()
