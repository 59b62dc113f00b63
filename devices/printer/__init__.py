"""Receipt printers: what to print as lines, how it becomes ESC/POS, and what the printer says of itself.

This package's `__init__` names nothing that opens a port, so that rooms which only lay lines out do not load
the drivers: `ports.opener` and `service.PrinterService` are imported where they are constructed.
"""
