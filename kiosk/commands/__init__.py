"""The parts of the command `kiosk`, one file a group; `kiosk/cli.py` names them."""
