"""A receipt printer: `python -m devices.printer.simulator --link PATH --control PATH --out DIR [--tcp PORT]`.

It obeys ESC/POS as a 58 or 80 mm printer does, answers status as its state is, and draws the paper. It was
written from the manuals and shares no code with the driver. Production code never imports it.
"""
